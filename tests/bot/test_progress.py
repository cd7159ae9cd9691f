"""How far a job is, in numbers and in words."""

from __future__ import annotations

import pytest

from bot.progress import Progress, at_work, queued
from bot.words import words_for
from gpu_worker.journal import Position
from toontalker.clip import STAGES

WORDS = words_for("en")


def test_place_counts_from_one() -> None:
    """Nobody before it: the next one."""
    standing = queued(Position(0, 12.0), WORDS)
    assert (standing.stage, standing.place) == ("queued", 1)
    assert "next" in standing.line
    assert "7" in queued(Position(6, 90.0), WORDS).line


def test_whole_job_only_moves_forward() -> None:
    """From stage to stage and within each, from 0 to 1."""
    fractions = [at_work(stage, part, 5.0, WORDS).fraction for stage in STAGES for part in (0.0, 0.5, 1.0)]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == pytest.approx(1.0)


def test_short_rest_is_not_said() -> None:
    """A line that changes every second only flickers; a long rest is worth knowing."""
    assert at_work("clip", 0.1, 3.0, WORDS).line == at_work("clip", 0.9, 8.0, WORDS).line
    assert "min" in at_work("cartoon", 0.1, 200.0, WORDS).line


def test_job_of_which_nothing_was_told_is_at_its_beginning() -> None:
    """And so is one that is over."""
    progress = Progress()
    progress.tell("a", "clip", 0.5)
    assert (progress.at("a"), progress.at("b")) == (("clip", 0.5), ("photo", 0.0))
    progress.tell("b", "mouth", 0.2)
    progress.keep({"b"})
    assert (progress.at("a"), progress.at("b")) == (("photo", 0.0), ("mouth", 0.2))
