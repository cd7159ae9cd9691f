"""What `check` and `list` say about a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from toontalker.weights import Consent, State, check, fetch, state_of

pytest.importorskip("safetensors")


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ((), "missing"),
        (("toon.pkl.part",), "half"),
        (("toon.pkl.unpinned.part",), "half"),
        (("toon.pkl.unpinned",), "unpinned"),
        (("toon.pkl",), "fetched"),
        (("toon.pkl", "toon.safetensors"), "ready"),
        (("toon.safetensors",), "ready"),
    ],
)
def test_state_says_how_far_a_file_has_come(make_shelf: MakeShelf, names: tuple[str, ...], state: State) -> None:
    """Told from the names that are there."""
    shelf = make_shelf(files.TF_PICKLE)
    shelf.folder.mkdir()
    for name in names:
        (shelf.folder / name).write_bytes(b"x")
    assert state_of(shelf, shelf.manifest.files[0]) == state


def test_file_without_a_hash_is_unpinned_until_it_is_pinned(make_shelf: MakeShelf, agree_and_pin: Consent) -> None:
    """In `list` and in `check`, which says what to type."""
    shelf = make_shelf(files.TF_PICKLE, sha256=None)
    shelf.folder.mkdir()
    (shelf.folder / "toon.pkl").write_bytes(files.TF_PICKLE)
    (finding,) = check(shelf)
    assert finding.verdict == state_of(shelf, shelf.manifest.files[0]) == "unpinned"
    assert "fetch toon --pin" in finding.sentence
    fetch(shelf, "toon", agree_and_pin)
    (finding,) = check(shelf)
    assert (finding.verdict, finding.sentence) == ("good", "tf-pickle, sha256 as pinned")
    assert state_of(shelf, shelf.manifest.files[0]) == "fetched"


def test_check_tells_of_halves_and_of_networks_of_ones_own(make_shelf: MakeShelf) -> None:
    """Everything that belongs to the weights is told, and nothing else."""
    shelf = make_shelf(files.TF_PICKLE)
    shelf.folder.mkdir()
    (shelf.folder / "toon.pkl.part").write_bytes(b"123")
    (shelf.folder / "mine.safetensors").write_bytes(files.safetensors())
    (shelf.folder / "README.md").write_text("Weights")
    half, own = check(shelf)
    assert (half.path.name, half.verdict) == ("toon.pkl.part", "half")
    assert "3 bytes so far" in half.sentence
    assert (own.path.name, own.verdict) == ("mine.safetensors", "good")


def test_empty_or_absent_folder_holds_nothing(make_shelf: MakeShelf) -> None:
    """And that is no fault."""
    shelf = make_shelf(files.TF_PICKLE)
    assert check(shelf) == []
    shelf.folder.mkdir()
    assert check(shelf) == []


def test_file_that_cannot_be_read_is_wrong(make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails is a finding, no traceback."""
    shelf = make_shelf(files.TF_PICKLE)
    shelf.folder.mkdir()
    (shelf.folder / "toon.pkl").write_bytes(files.TF_PICKLE)

    def fails(path: Path) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("toontalker.weights.proof.sniff", fails)
    (finding,) = check(shelf)
    assert (finding.verdict, "Input/output error" in finding.sentence) == ("wrong", True)
