"""The lock: what is written is what is read, and nobody's entry is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toontalker.errors import BadSetting
from toontalker.weights import Licence, Lock, change_lock, read_lock
from toontalker.weights.lock import Converted

HASH = "0123456789abcdef" * 4


def test_no_lock_is_an_empty_one(tmp_path: Path) -> None:
    """Where nothing was decided, nothing is written."""
    assert read_lock(tmp_path) == Lock()
    assert not list(tmp_path.iterdir())


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, sentence: str, name: str) -> None:
    """Whatever signs a licence consists of."""
    folder = tmp_path_factory.mktemp("lock")
    licence = Licence(name="Terms", sentence=sentence)
    entry = Converted(source_sha256=HASH, sha256=HASH[::-1], bytes=12)
    written = change_lock(folder, lambda lock: lock.accepting(name, licence).pinning(name, HASH, 7).noting(name, entry))
    assert read_lock(folder) == written
    assert written.has_accepted(name, licence)
    assert not written.has_accepted(name, Licence(name="Terms", sentence=sentence + "!"))


def test_changes_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    """Each change reads what the one before it wrote."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: change_lock(tmp_path, lambda lock: lock.pinning(f"file-{number}", HASH, 1)), range(24)))
    assert set(read_lock(tmp_path).pins) == {f"file-{number}" for number in range(24)}
    assert [path.name for path in tmp_path.iterdir()] == ["lock.toml"]


@pytest.mark.parametrize(
    "content",
    [
        "not toml",
        '[pins.a]\nsha256 = "short"\nbytes = 1\non = 2026-01-01\n',
        "[pins.a]\nbytes = 1\n",
        "[other]\n",
        '[licences.a]\non = "soon"\n',
    ],
)
def test_lock_that_makes_no_sense_is_told_and_never_overwritten(tmp_path: Path, content: str) -> None:
    """A damaged lock is no reason to forget what was pinned."""
    path = tmp_path / "lock.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSetting, match=r"lock\.toml"):
        change_lock(tmp_path, lambda lock: lock)
    assert path.read_text(encoding="utf-8") == content


def test_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    with pytest.raises(BadSetting, match="cannot be written"):
        change_lock(tmp_path / "none", lambda lock: lock)
