"""What must not stay does not: on the disk, in the rows, and in the bytes of the database file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gpu_worker.journal import Failure, Job, Journal, JournalLimits, NewJob, Swept, open_journal

New = Callable[..., Job]
Done = Callable[[Journal, Job], Job]
_DAY = 24 * 3600.0


def _claim(journal: Journal) -> Job:
    job = journal.claim("w/0", lease=60, fresh=True)
    assert job is not None
    return job


def _files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_a_photo_goes_when_its_job_is_over(journal: Journal, new: New, done: Done) -> None:
    """From the disk and from the row; clip and poster stay, halves of killed attempts do not."""
    new(journal)
    waiting = new(journal)
    job = _claim(journal)
    (job.folder / "clip-1.mp4.part").write_bytes(b"half")
    job = done(journal, job)
    assert journal.sweep() == Swept(photos=1, jobs=0, orphans=0)
    assert _files(job.folder) == {"clip-1.mp4", "clip-1.poster.jpg"}
    after = journal.get(job.id)
    assert after is not None
    assert after.photo is None
    assert _files(waiting.folder) == {"photo"}
    assert journal.get(waiting.id) == waiting
    assert journal.sweep() == Swept(0, 0, 0)


def _with_recording(journal: Journal, owner: str = "a") -> Job:
    photo = journal.save_photo(b"photo", b"recording")
    return journal.add(NewJob(str(photo), owner, "chat", "{}", photo, {}, 60.0))


def test_a_recording_goes_when_its_photo_goes(journal: Journal, done: Done, clock: Any) -> None:
    """After a clip, after a failure, with a person, and as an orphan; never while its job waits or runs."""
    ids = [_with_recording(journal, owner).id for owner in ("a", "b", "c")]
    orphan = journal.save_photo(b"photo", b"recording")
    os.utime(orphan.parent, (clock.seconds - 3601, clock.seconds - 3601))
    finished = _claim(journal)
    assert finished.audio is not None
    assert finished.audio.read_bytes() == b"recording"
    assert journal.sweep() == Swept(photos=0, jobs=0, orphans=1)
    assert not orphan.parent.exists()
    done(journal, finished)
    failed = _claim(journal)
    journal.fail(failed.id, "w/0", Failure("user", "No."))
    assert journal.sweep() == Swept(photos=2, jobs=0, orphans=0)
    assert _files(finished.folder) == {"clip-1.mp4", "clip-1.poster.jpg"}
    assert not failed.folder.exists()
    waiting = journal.get(ids[2])
    assert waiting is not None
    assert _files(waiting.folder) == {"photo", "audio"}
    assert [job.id for job in journal.forget("c")] == [waiting.id]
    assert not waiting.folder.exists()
    after = journal.get(finished.id)
    assert after is not None
    assert after.audio is None


def test_a_recording_that_never_became_a_job_is_discarded_with_its_photo(journal: Journal) -> None:
    """With the folder of both."""
    photo = journal.save_photo(b"photo", b"recording")
    journal.discard(photo)
    assert not photo.parent.exists()


def test_a_job_without_a_clip_leaves_no_file(journal: Journal, new: New) -> None:
    """Failed and given up: the whole folder goes."""
    new(journal)
    failed = _claim(journal)
    journal.fail(failed.id, "w/0", Failure("user", "No."))
    new(journal)
    for _ in range(3):
        lost = _claim(journal)
        journal.requeue(lost.id, "w/0", counted=True, reason="died")
    assert journal.sweep().photos == 2
    assert not failed.folder.exists()
    assert not lost.folder.exists()
    assert len(journal.untold(5)) == 2


def test_clip_and_row_go_after_the_keep_time(open_here: Callable[..., Journal], new: New, done: Done, clock: Any) -> None:
    """A day after the person was told; not before."""
    journal = open_here(keep=_DAY)
    new(journal)
    job = done(journal, _claim(journal))
    clock.seconds += 2 * _DAY
    journal.tell(job.id)
    clock.seconds += _DAY
    assert journal.sweep() == Swept(photos=1, jobs=0, orphans=0)
    assert job.out.exists()
    clock.seconds += 1
    assert journal.sweep() == Swept(photos=0, jobs=1, orphans=0)
    assert journal.get(job.id) is None
    assert not job.folder.exists()


def test_what_cannot_be_told_is_kept_longer(open_here: Callable[..., Journal], new: New, done: Done, clock: Any) -> None:
    """A platform that is down for days costs nobody a clip; but not for ever."""
    journal = open_here(keep=_DAY, keep_untold=7 * _DAY)
    new(journal)
    job = done(journal, _claim(journal))
    clock.seconds += 7 * _DAY
    journal.sweep()
    assert [each.id for each in journal.untold(5)] == [job.id]
    clock.seconds += 1
    assert journal.sweep().jobs == 1
    assert not job.folder.exists()


def test_what_is_not_over_is_never_swept(open_here: Callable[..., Journal], new: New, clock: Any) -> None:
    """However old: a job that was taken in is done or apologised for."""
    journal = open_here(keep=0.0, keep_untold=0.0)
    for _ in range(2):
        new(journal)
    running = _claim(journal)
    clock.seconds += 1000 * _DAY
    assert journal.sweep() == Swept(0, 0, 0)
    assert journal.get(running.id) == running
    assert journal.counts().queued == 1


def test_folders_no_job_knows_go_after_an_hour(journal: Journal, new: New, clock: Any) -> None:
    """A photo that was saved and never taken in; not one that may just be about to, and nothing that is not a job's."""
    known, old, fresh = new(journal), journal.save_photo(b"photo"), journal.save_photo(b"photo")
    stranger = known.folder.parent / "notes"
    stranger.mkdir()
    for folder in (known.folder, old.parent, stranger):
        os.utime(folder, (clock.seconds - 3601, clock.seconds - 3601))
    os.utime(fresh.parent, (clock.seconds - 3599, clock.seconds - 3599))
    assert journal.sweep() == Swept(photos=0, jobs=0, orphans=1)
    assert not old.exists()
    assert fresh.exists()
    assert known.photo is not None
    assert known.photo.exists()
    assert stranger.exists()


def test_many_are_swept_in_one_go(journal: Journal, new: New) -> None:
    """More than one transaction's worth."""
    for _ in range(250):
        new(journal)
        journal.fail(_claim(journal).id, "w/0", Failure("user", "No."))
    assert journal.sweep().photos == 250
    assert not list(journal.save_photo(b"photo").parent.parent.glob("*/clip*"))


def test_a_person_is_forgotten_at_once(journal: Journal, new: New, done: Done) -> None:
    """Rows, photos and clips in every state go; those of others stay."""
    jobs = []
    for _ in range(3):
        new(journal, owner="me")
        jobs.append(_claim(journal))
    done(journal, jobs[0])
    journal.fail(jobs[1].id, "w/0", Failure("user", "No."))
    jobs.append(new(journal, owner="me"))
    other = new(journal, owner="you")
    as_they_stood = {job.id: journal.get(job.id) for job in jobs}
    assert {job.id: job for job in journal.forget("me")} == as_they_stood
    assert journal.forget("me") == []
    for job in jobs:
        assert journal.get(job.id) is None
        assert not job.folder.exists()
    assert journal.get(other.id) == other
    assert _files(other.folder) == {"photo"}


@pytest.mark.parametrize("news", ["finish", "fail", "requeue"])
def test_what_a_worker_makes_of_a_forgotten_job_is_removed(journal: Journal, new: New, news: str) -> None:
    """Its lease is lost, its result refused and wiped, even when it made the folder anew."""
    new(journal, owner="me")
    job = _claim(journal)
    journal.forget("me")
    assert not journal.renew(job.id, "w/0", 60)
    job.folder.mkdir()
    job.out.write_bytes(b"clip")
    if news == "finish":
        assert not journal.finish(job.id, "w/0", job.out)
    elif news == "fail":
        assert not journal.fail(job.id, "w/0", Failure("us", "broken"))
    else:
        assert journal.requeue(job.id, "w/0", counted=True, reason="died") is None
    assert not job.folder.exists()


@pytest.fixture
def secret_journal(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Journal, Callable[[], bytes]]]:
    """A SQLite journal with one job of a talkative person, and a way to read every byte of its files."""
    with open_journal(sqlite_url, JournalLimits(), tmp_path / "jobs") as journal:
        photo = journal.save_photo(b"photo")
        journal.add(NewJob("k", "me", "chat", "{}", photo, {"text": "my innermost secret"}, 60.0))
        yield journal, lambda: b"".join(file.read_bytes() for file in sorted((tmp_path / "database").iterdir()))


def test_no_byte_of_a_forgotten_text_stays_in_the_file(secret_journal: tuple[Journal, Callable[[], bytes]]) -> None:
    """Neither in the database nor in its log."""
    journal, read = secret_journal
    assert b"innermost" in read()
    journal.forget("me")
    assert b"innermost" not in read()


def test_no_byte_of_a_told_text_stays_after_a_sweep(secret_journal: tuple[Journal, Callable[[], bytes]]) -> None:
    """Telling empties the row, the next sweep that removes something the log."""
    journal, read = secret_journal
    journal.fail(_claim(journal).id, "w/0", Failure("user", "No."))
    journal.tell(journal.untold(1)[0].id)
    journal.sweep()
    assert b"innermost" not in read()
