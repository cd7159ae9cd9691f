"""What outlives a kill: placeholders that the journal does not know yet."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jotter import Jotter


def test_what_was_not_struck_is_found_after_a_kill(tmp_path: Path) -> None:
    """A process that is killed right after a line has left it; what the journal knows is not there, and a half line is none."""
    file = tmp_path / "bot" / "placeholders"
    script = """
import os, signal, sys
from pathlib import Path
from bot.jotter import Jotter
jotter = Jotter(Path(sys.argv[1]))
jotter.jot("early", "1:1")
jotter.strike("early")
jotter.jot("one", "1:2")
jotter.jot("two", "-5:3 \\"quoted\\"\\n")
jotter.jot("one", "1:4")
os.write(jotter._file, b'["three", "1:')
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script, str(file)], check=False).returncode == -9
    jotter = Jotter(file)
    assert list(jotter.left()) == [("one", "1:2"), ("two", '-5:3 "quoted"\n'), ("one", "1:4")]
    jotter.clear()
    assert list(jotter.left()) == []
    assert file.stat().st_mode & 0o777 == 0o600
    jotter.close()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=30))
def test_the_file_is_empty_whenever_the_journal_knows_all(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool]]) -> None:
    """Whatever comes in which order, nothing that is still on its way is missing, and nothing piles up."""
    jotter = Jotter(tmp_path_factory.mktemp("jotter") / "placeholders")
    under_way: list[str] = []
    for job, more in steps:
        if more:
            jotter.jot(job, "x")
            under_way.append(job)
        elif job in under_way:
            jotter.strike(job)
            under_way.remove(job)
        assert set(under_way) <= {left for left, _ in jotter.left()}
        assert under_way or not list(jotter.left())
    jotter.close()


def test_a_full_disk_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is what counts."""
    jotter = Jotter(tmp_path / "placeholders")

    def full(_file: int, _line: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    jotter.jot("one", "1:2")
    jotter.strike("one")
    assert list(jotter.left()) == []
    jotter.close()
