"""Acceptance 7: the disk is full, the journal may only be read. Nothing new is taken in, nothing is lost, and work resumes by itself.

The full disk is a real one, a file system of a few MB; who may not mount one (who is not root) holds the other half of the trial.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from gpu_worker.journal import JournalUnwritable
from gpu_worker.soak.report import Figure, Report, exactly
from gpu_worker.soak.trial import Trial
from toontalker.settings import WorkerSettings

_SETTINGS: Final = WorkerSettings(poll_seconds=0.2)
_SIZE: Final = "6m"
"""Of the small disk."""
_LONGEST_PAUSE: Final = 60.0
"""Seconds within which work resumes: the longest pause between two tries."""


@dataclass(frozen=True)
class Disk:
    """How long the trouble lasts."""

    trouble_seconds: float = 3.0
    jobs: int = 6
    """Waiting when it begins; each takes half a second."""
    def run(self) -> Report:
        """Holds the trial; about half a minute."""
        started = time.monotonic()
        figures: list[Figure] = []
        with _small_disk() as folder:
            if folder is not None:
                with Trial(_SETTINGS, within=folder) as trial:
                    figures += self._trouble(trial, "disk full", _full(folder))
        with Trial(_SETTINGS) as trial:
            figures += self._trouble(trial, "journal read-only", _read_only(trial))
        return Report("disk", tuple(figures), time.monotonic() - started)

    def _trouble(self, trial: Trial, name: str, trouble: Any) -> list[Figure]:
        trial.add({})
        trial.wait(60)
        for _ in range(self.jobs):
            trial.add({"seconds": 0.5})
        trial.until(lambda: trial.supervisor.health().workers[0].job is not None)
        refusals: list[str] = []
        done_before = len(trial.answers)
        with trouble:
            end = time.monotonic() + self.trouble_seconds
            while time.monotonic() < end:
                try:
                    trial.add({})
                except JournalUnwritable as error:
                    refusals.append(str(error))
                time.sleep(0.1)
            health, done_meanwhile = trial.supervisor.health(), len(trial.answers)
        mended = time.monotonic()
        trial.wait(2 * _LONGEST_PAUSE)
        resumed = time.monotonic() - mended
        wrong = [job for told in trial.answers.values() for job in told if job.state != "done"]
        return [
            Figure(f"{name}: new jobs refused", len(refusals), least=1),
            exactly(f"{name}: refusals that do not say what to do", sum("try again" not in text for text in refusals), 0),
            exactly(f"{name}: the health says so", float(health.state == "degraded" and bool(health.workers[0].trouble)), 1),
            Figure(f"{name}: told as done meanwhile", done_meanwhile - done_before),
            exactly(f"{name}: taken in and not done", len(wrong), 0),
            exactly(f"{name}: told twice", sum(len(told) > 1 for told in trial.answers.values()), 0),
            exactly(f"{name}: attempts lost", sum(job.attempts - 1 for told in trial.answers.values() for job in told), 0),
            Figure(f"{name}: until all was done after it was mended, s", resumed, timed=True, most=_LONGEST_PAUSE),
        ]


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    """A file takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1024)):
            pass
    yield
    ballast.unlink()


@contextmanager
def _read_only(trial: Trial) -> Iterator[None]:
    """Sets SQLite's own switch on every connection before it is used."""
    engine, now = trial.journal.database.engine, ["ON"]

    def switch(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA query_only = {now[0]}").close()

    event.listen(engine, "checkout", switch)
    yield
    now[0] = "OFF"


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """A file system of a few MB in memory; None where we may not mount one."""
    with tempfile.TemporaryDirectory(prefix="toontalker-disk-") as folder:
        mounted = os.geteuid() == 0 and not _mount("mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder)
        try:
            yield Path(folder) if mounted else None
        finally:
            if mounted:
                _mount("umount", folder)


def _mount(*command: str) -> int:
    """Its exit code."""
    return subprocess.run(command, check=False, capture_output=True).returncode  # noqa: S603 - fixed words and a folder of ours
