"""A disk that is full or read-only: refusals with a sentence, nothing lost, and work resumes by itself."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from gpu_worker.journal import Job, Journal, JournalLimits, JournalUnwritable, NewJob, open_journal
from gpu_worker.journal.database import open_database

New = Callable[..., Job]
_PLENTY = JournalLimits(per_owner=10_000, per_chat=10_000, total=10_000)


@dataclass
class Place:
    """Where a journal lies, and how its disk is broken and mended."""

    journal: Journal
    spoil: Callable[[], None]
    mend: Callable[[], None]
    reason: str


def _mounted(folder: Path) -> bool:
    """A file system of one megabyte in memory at `folder`; only root may do that."""
    mount = shutil.which("mount")
    if mount is None:
        return False
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk that is soon full. Skips where we may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mounted(folder):
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607 - as found on the path


def _full_disk(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    ballast = folder / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file:
            for size in (4096, 512, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    return fill, ballast.unlink


def _remount(folder: Path, mode: str, journal: Journal | None = None) -> None:
    """No remount while a file is open for writing there: the journal drops its connections, and its next use opens new ones."""
    if journal is not None:
        journal.close()
    subprocess.run(["mount", "-o", f"remount,{mode}", str(folder)], check=True)  # noqa: S607 - as found on the path


def _pragma(journal: Journal, name: str, value: int) -> None:
    """Every connection from now on has it: what SQLite then says is what it says on a broken disk."""
    engine = journal.database.engine

    def prepare(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA {name}={value}").close()

    event.listen(engine, "checkout", prepare)


@pytest.fixture(params=["full disk", "read-only disk", "full file", "read-only file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A journal whose disk can be spoiled: a real one where we may mount, and SQLite's own limits everywhere."""
    kind, _, what = request.param.partition(" ")
    reason = "its disk is full" if kind == "full" else "it may only be read"
    folder = request.getfixturevalue("small_disk") if what == "disk" else tmp_path
    with open_journal(f"sqlite:///{folder}/journal.db", _PLENTY, tmp_path / "jobs") as journal:
        if what == "disk" and kind == "full":
            yield Place(journal, *_full_disk(folder), reason)
        elif what == "disk":
            # SQLite cannot even begin where it may make no file for its shared memory.
            reason = "its file cannot be opened for writing"
            yield Place(journal, partial(_remount, folder, "ro", journal), partial(_remount, folder, "rw", journal), reason)
        else:
            name, bad, good = ("max_page_count", 1, 1_000_000) if kind == "full" else ("query_only", 1, 0)
            yield Place(journal, partial(_pragma, journal, name, bad), partial(_pragma, journal, name, good), reason)


def _add_until_refused(journal: Journal, new: New) -> tuple[list[Job], str]:
    """A page that was begun may still take a few."""
    taken: list[Job] = []
    for _ in range(300):
        try:
            taken.append(new(journal))
        except JournalUnwritable as error:
            return taken, str(error)
    pytest.fail("300 jobs were taken in on a broken disk")


def test_a_broken_disk_costs_nobody_a_job(place: Place, new: New) -> None:
    """New jobs are refused with a sentence; what runs is kept, ends once the disk is mended, and nothing is lost or done twice."""
    journal = place.journal
    accepted = [new(journal) for _ in range(3)]
    running = journal.claim("w/0", lease=60, fresh=False)
    assert running is not None
    running.out.write_bytes(b"clip")
    place.spoil()
    more, sentence = _add_until_refused(journal, new)
    assert place.reason in sentence
    assert sentence.endswith("Please try again in a few minutes.")
    answer = _finished(journal, running)
    assert running.out.exists(), "the clip is kept for the next try"
    place.mend()
    assert None not in [journal.get(job.id) for job in accepted + more]
    assert _finished(journal, running)
    assert answer in (None, True)
    accepted += [*more, new(journal)]
    others = [journal.claim("w/0", lease=60, fresh=False) for _ in accepted]
    assert {job.id for job in others if job is not None} | {running.id} == {job.id for job in accepted}
    assert journal.counts().done == 1


def _finished(journal: Journal, job: Job) -> bool | None:
    """The answer, or None where it could not be written."""
    try:
        return journal.finish(job.id, "w/0", job.out)
    except JournalUnwritable:
        return None


def test_a_photo_that_does_not_fit_is_refused_and_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    """The jobs folder on a full disk: a sentence, no half of a photo, and the next one works when there is room."""
    with open_journal(f"sqlite:///{tmp_path}/journal.db", _PLENTY, small_disk / "jobs") as journal:
        fill, mend = _full_disk(small_disk)
        fill()
        with pytest.raises(JournalUnwritable, match=r"\(no space left on device\)"):
            journal.save_photo(b"x" * 100_000)
        assert list((small_disk / "jobs").iterdir()) == []
        mend()
        assert journal.save_photo(b"x" * 100_000).exists()


def test_a_log_that_cannot_be_emptied_fails_no_removal(small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was deleted is gone for everybody who asks; the log that still holds it is emptied when there is room again."""
    database = open_database(f"sqlite:///{small_disk}/journal.db", None)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE photo AS SELECT zeroblob(300000) AS data"))
    fill, mend = _full_disk(small_disk)
    fill()
    database.scrub()
    assert "full" in caplog.text
    log = small_disk / "journal.db-wal"
    assert log.stat().st_size > 0
    mend()
    database.scrub()
    assert log.stat().st_size == 0
    database.close()


def test_a_read_only_disk_at_the_start_is_told(small_disk: Path, tmp_path: Path) -> None:
    """Opening a journal there is refused with a sentence, and works once it may be written."""
    url = f"sqlite:///{small_disk}/journal.db"
    open_journal(url, _PLENTY, tmp_path / "jobs").close()
    _remount(small_disk, "ro")
    with pytest.raises(JournalUnwritable, match="cannot be written just now"):
        open_journal(url, _PLENTY, tmp_path / "jobs")
    _remount(small_disk, "rw")
    open_journal(url, _PLENTY, tmp_path / "jobs").close()


def test_a_bug_of_ours_is_not_called_a_broken_disk(journal: Journal) -> None:
    """One photo for two jobs breaks a constraint, and says so."""
    new = NewJob("k", "a", "chat", "{}", journal.save_photo(b"photo"), {}, 60.0)
    journal.add(new)
    with pytest.raises(IntegrityError):
        journal.add(NewJob("other", new.owner, new.chat, new.reply_to, new.photo, {}, 60.0))
