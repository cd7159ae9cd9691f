"""The progress line of the command line."""

from __future__ import annotations

import io

import pytest

from toontalker.clip import STAGES, Progress
from toontalker.progress_bar import ProgressBar, overall


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_whole_job_runs_from_nothing_to_everything() -> None:
    """Stage after stage the share done never falls; it begins at 0 and ends at 1."""
    shares = [overall(Progress(stage, fraction)) for stage in STAGES for fraction in (0.0, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0)


def test_a_terminal_sees_one_line_that_is_wiped_at_the_end() -> None:
    """Every picture of the line begins at its start, and nothing of it is left for the next line."""
    terminal = _Terminal()
    with ProgressBar(terminal) as bar:
        for stage in STAGES:
            bar(Progress(stage, 0.0))
            bar(Progress(stage, 1.0))
    drawn = terminal.getvalue()
    assert "\n" not in drawn
    assert "100%  filming" in drawn
    assert drawn.endswith("\r\x1b[K")


def test_news_that_change_nothing_draw_nothing() -> None:
    """The line is drawn anew only where something visible changed."""
    terminal = _Terminal()
    with ProgressBar(terminal) as bar:
        bar(Progress("clip", 0.5))
        before = terminal.getvalue()
        bar(Progress("clip", 0.5001))
        assert terminal.getvalue() == before


def test_a_narrow_terminal_gets_the_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty columns hold no bar, and that is no error."""
    monkeypatch.setenv("COLUMNS", "20")
    terminal = _Terminal()
    with ProgressBar(terminal) as bar:
        bar(Progress("clip", 0.5))
    assert "█" not in terminal.getvalue()
    assert "filming" in terminal.getvalue()


def test_a_file_or_a_pipe_stays_clean() -> None:
    """Where nobody watches, nothing is written."""
    pipe = io.StringIO()
    with ProgressBar(pipe) as bar:
        bar(Progress("clip", 0.5))
    assert pipe.getvalue() == ""
