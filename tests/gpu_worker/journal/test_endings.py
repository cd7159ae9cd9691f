"""How jobs end, and how people get to know it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gpu_worker.journal import Failure, Job, Journal

New = Callable[..., Job]
Done = Callable[[Journal, Job], Job]


def _claim(journal: Journal) -> Job:
    job = journal.claim("w/0", lease=60, fresh=True)
    assert job is not None
    return job


def test_a_finished_job_has_its_clip_and_its_report(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """The clip stands in the row, private on the disk, with its poster."""
    new(journal)
    job = _claim(journal)
    clock.seconds += 3
    job = done(journal, job)
    assert (job.state, job.clip, job.ended, job.lease_until) == ("done", job.out, clock.seconds, None)
    assert job.report == {"said_by": "house"}
    assert {file.stat().st_mode & 0o777 for file in job.folder.iterdir()} == {0o600}


def test_finishing_again_is_true_and_changes_nothing(journal: Journal, new: New, done: Done) -> None:
    """A supervisor whose answer was lost asks once more."""
    new(journal)
    job = done(journal, _claim(journal))
    assert journal.finish(job.id, "w/0", job.out, {"said_by": "other"})
    assert journal.get(job.id) == job
    assert job.out.exists()
    assert not journal.fail(job.id, "w/0", Failure("us", "no", ""))


def test_a_clip_lies_in_the_folder_of_its_job(journal: Journal, new: New, tmp_path: Path) -> None:
    """Another place is a bug of the caller."""
    new(journal)
    job = _claim(journal)
    with pytest.raises(ValueError, match="does not lie in the folder"):
        journal.finish(job.id, "w/0", tmp_path / "clip.mp4")


def test_a_failed_job_has_its_sentence(journal: Journal, new: New) -> None:
    """Blame and message for the person, a trace for us, cut and cleaned so that every database takes it."""
    new(journal)
    job = _claim(journal)
    assert journal.fail(job.id, "w/0", Failure("user", "No face was found.", "x" * 50_000 + "\0\ud800 the end"))
    failed = journal.get(job.id)
    assert failed is not None
    assert (failed.state, failed.blame, failed.message) == ("failed", "user", "No face was found.")
    assert failed.trace is not None
    assert failed.trace.endswith("�? the end")
    assert len(failed.trace) == 20_000
    assert journal.fail(job.id, "w/0", Failure("user", "No face was found."))


def test_untold_are_those_that_are_over_oldest_end_first(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """Waiting and running ones are not among them, and a told one no more; the text leaves the row with the telling."""
    for _ in range(4):
        new(journal)
    running = [_claim(journal) for _ in range(3)]
    clock.seconds += 1
    second = done(journal, running[1])
    clock.seconds += 1
    first = done(journal, running[0])
    assert journal.untold(10) == [second, first]
    assert journal.untold(1) == [second]
    clock.seconds += 1
    journal.tell(second.id)
    journal.tell(second.id)
    assert journal.untold(10) == [first]
    told = journal.get(second.id)
    assert told is not None
    assert (told.told, told.request, told.report, told.updated) == (True, {}, {}, clock.seconds)
    assert told.clip == second.clip


def test_telling_of_a_job_that_is_not_over_does_nothing(journal: Journal, new: New) -> None:
    """Nobody can be told what is not known yet; its text stays."""
    job = new(journal)
    journal.tell(job.id)
    assert journal.get(job.id) == job


def test_untold_of_one_platform(journal: Journal, new: New) -> None:
    """Each front end asks for its own; the beginning of a chat is meant literally."""
    for chat in ("tele_gram:1", "teleXgram:1", "discord:1"):
        new(journal, chat=chat)
        job = _claim(journal)
        journal.fail(job.id, "w/0", Failure("user", "No."))
    assert [job.chat for job in journal.untold(10, "tele_gram:")] == ["tele_gram:1"]


def test_a_telling_that_fails_does_not_hold_up_the_others(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """One put off is left out until its time."""
    for _ in range(2):
        new(journal)
    jobs = [done(journal, job) for job in [_claim(journal), _claim(journal)]]
    journal.tell_later(jobs[0].id, 30)
    assert [job.id for job in journal.untold(1)] == [jobs[1].id]
    clock.seconds += 30
    assert {job.id for job in journal.untold(5)} == {job.id for job in jobs}


def test_the_placeholder_is_remembered(journal: Journal, new: New) -> None:
    """The message that will become the clip; of a job that is gone nothing is remembered."""
    job = new(journal)
    assert journal.place(job.id, '{"message": 7}')
    placed = journal.get(job.id)
    assert placed is not None
    assert placed.placeholder == '{"message": 7}'
    assert not journal.place("0" * 32, "x")
