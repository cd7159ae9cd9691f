"""How far jobs are, and how that is said."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from bot.front_end import Standing
from bot.words import Words, about
from gpu_worker.journal import Position
from toontalker.clip import STAGES

_SHARES: Final = {"photo": 0.02, "face": 0.06, "speech": 0.14, "cartoon": 0.14, "mouth": 0.08, "clip": 0.56}
"""Of the time that a clip takes: docs/measured.md."""
_WORTH_SAYING: Final = 10.0
"""Seconds from which on the rest of the time is said while a clip is made; below, the line would only flicker."""


class Progress:
    """What the workers told; written by their threads, read by the event loop."""

    def __init__(self) -> None:
        self._at: dict[str, tuple[str, float]] = {}

    def tell(self, job_id: str, stage: str, fraction: float) -> None:
        """A job is at a stage, and so far with it."""
        self._at[job_id] = (stage, fraction)

    def keep(self, jobs: Container[str]) -> None:
        """Forgets all jobs but these: whatever became of the others, told, taken back or given up, they are over."""
        for job_id in list(self._at):  # at once: workers tell meanwhile
            if job_id not in jobs:
                self._at.pop(job_id, None)

    def at(self, job_id: str) -> tuple[str, float]:
        """Stage and fraction; the very beginning where nothing was told yet."""
        return self._at.get(job_id, (STAGES[0], 0.0))


def queued(position: Position, words: Words) -> Standing:
    """Of a job that waits."""
    place = position.ahead + 1
    line = words("standing.queued", place=place, when=about(words, position.seconds))
    return Standing("queued", place, position.seconds, 0.0, line)


def at_work(stage: str, fraction: float, seconds: float, words: Words) -> Standing:
    """Of a job that a worker has."""
    what = words(f"standing.{stage}") if stage in STAGES else words("standing.clip")
    line = words("standing.line", what=what, when=about(words, seconds)) if seconds >= _WORTH_SAYING else what
    return Standing(stage, 0, seconds, _whole(stage, fraction), line)


def _whole(stage: str, fraction: float) -> float:
    """A fraction of a stage as one of the whole job."""
    before = 0.0
    for name, share in _SHARES.items():
        if name == stage:
            return before + share * min(max(fraction, 0.0), 1.0)
        before += share
    return before
