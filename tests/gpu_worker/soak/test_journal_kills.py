"""The harness that kills the journal's process, in a shorter form: it must find nothing, and it must be able to find something."""

from __future__ import annotations

import random
from pathlib import Path

from gpu_worker.soak.journal_kills import _Platform, run


def test_kills_lose_nothing_and_say_nothing_twice(journal_url: str) -> None:
    """Sixty messages, six processes killed at work: every one answered, none twice, no photo left."""
    report = run(journal_url, jobs=60, kills=6, seed=3)
    assert report.lost == report.twice == ()
    assert report.good, report
    assert report.kills >= 3


def test_the_harness_sees_what_is_lost_and_what_is_doubled(sqlite_url: str, tmp_path: Path) -> None:
    """An acknowledged message without an answer, a key with two jobs, a job with two clips, and a message with two answers."""
    platform = _Platform(sqlite_url, tmp_path, 4, 0, random.Random(0))
    for line in (
        "accepted lost 1",
        "accepted two-jobs 2",
        "accepted two-jobs 3",
        "answered two-jobs clip-1.mp4",
        "accepted fine 4",
        "ended 4 clip-1.mp4",
        "answered fine clip-1.mp4",
        "answered fine clip-1.mp4",
        "ended 5 clip-1.mp4",
        "ended 5 clip-2.mp4",
        "accepted two-answers 6",
        "answered two-answers clip-1.mp4",
        "answered two-answers failed",
    ):
        platform._note(f"{line}\n")
    platform._note("accepted cut-off")
    report = platform._report(0, 1.0)
    assert report.lost == ("lost",)
    assert report.twice == ("5", "two-answers", "two-jobs")
    assert (report.accepted, report.repeated, report.good) == (4, 2, False)
