"""Kills the process that keeps a journal, again and again while it works, and counts what was lost or said twice.

The killer is also the chat platform: it hands messages out until they are acknowledged, and keeps one answer for each. What a process
said before it died is still in the pipe, so nothing that was promised escapes the count.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from gpu_worker.journal import JournalLimits, open_journal
from gpu_worker.soak.journal_life import EVENTS_OF_A_JOB, Life

_REDELIVERED: Final = 5
"""How many acknowledged messages the platform hands out once more after a crash."""
_PATIENCE: Final = 120.0
"""Seconds that one process may live."""

_LATER: Final = 2 * 3600.0
"""Seconds after which a photo that never became a job is an orphan for certain."""


@dataclass(frozen=True)
class KillsReport:
    """What came of it."""

    jobs: int
    """Messages that were handed out."""
    kills: int
    """Processes that were killed at work."""
    accepted: int
    """Messages that were acknowledged."""
    lost: tuple[str, ...]
    """Keys that were acknowledged and never answered. Must be empty."""
    twice: tuple[str, ...]
    """Keys that became two jobs, were done twice, or got two different answers. Must be empty."""
    repeated: int
    """Answers put into their message once more, unchanged: the process died between the answer and writing it down. Nobody sees it."""
    quarantined: int
    """Jobs that were at work in three killed processes, and got their apology."""
    left_behind: int
    """Photos still on the disk, and rows whose person was not told. Must be 0."""
    seconds: float
    """Wall time."""

    @property
    def good(self) -> bool:
        """Nothing lost, nothing twice, nothing left behind."""
        return self.accepted == self.jobs and not (self.lost or self.twice or self.left_behind)


def run(url: str, jobs: int = 1000, kills: int = 50, seed: int = 0) -> KillsReport:
    """Feeds `jobs` messages through the journal at `url`, an empty one, and kills its process `kills` times meanwhile.

    Raises TimeoutError when a process does not come to its end, RuntimeError when one ends with an error of its own.
    """
    with tempfile.TemporaryDirectory(prefix="toontalker-kills-") as folder:
        return _Platform(url, Path(folder), jobs, kills, random.Random(seed)).run()


@dataclass
class _Platform:
    url: str
    folder: Path
    jobs: int
    kills: int
    random: random.Random
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Key of each acknowledged message → ids of its jobs."""
    ended: dict[str, set[str]] = field(default_factory=dict)
    """Id of each job → clips it was finished with."""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """Key → every answer that was put into its message."""

    def run(self) -> KillsReport:
        start = time.monotonic()
        mean = EVENTS_OF_A_JOB * self.jobs / (self.kills + 1)
        killed = 0
        for number in range(self.kills):
            killed += self._life(number, round(mean * self.random.uniform(0.2, 1.6)) + 1)
        self._life(self.kills, None)
        return self._report(killed, time.monotonic() - start)

    def _life(self, number: int, events: int | None) -> bool:
        """One process, killed after so many signs of life; whether it was still at work then."""
        first = max(0, len(self.ids) - _REDELIVERED)
        life = Life(self.url, str(self.folder), number, first, self.jobs)
        command = [sys.executable, "-m", "gpu_worker.soak.journal_life", life.as_json()]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - ourselves
            timer = threading.Timer(_PATIENCE, process.kill)
            timer.start()
            try:
                count = self._listen(process, events)
            finally:
                overdue = not timer.is_alive()
                timer.cancel()
                process.kill()
        if overdue:
            raise TimeoutError(f"process {number} was still at it after {_PATIENCE:g} s and {count} signs of life")
        if process.returncode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"process {number} ended with {process.returncode}")
        return process.returncode != 0

    def _listen(self, process: subprocess.Popen[bytes], events: int | None) -> int:
        """Notes what the process says until it has ended, and kills it after so many words; how many they were."""
        assert process.stdout is not None
        count = 0
        for count, line in enumerate(process.stdout, 1):
            self._note(line.decode())
            if count == events:
                time.sleep(self.random.uniform(0, 0.005))  # so that it dies anywhere, not always just after a word
                process.kill()
        process.wait()
        return count

    def _note(self, line: str) -> None:
        if not line.endswith("\n"):
            return  # cut off by the kill: never said
        word, key, what = line.split()
        book = {"accepted": self.ids, "ended": self.ended}.get(word)
        if book is not None:
            book.setdefault(key, set()).add(what)
        elif word == "answered":
            self.answers.setdefault(key, []).append(what)

    def _report(self, killed: int, seconds: float) -> KillsReport:
        with open_journal(self.url, JournalLimits(), self.folder) as journal:
            journal.sweep(journal.now() + _LATER)
            counts = journal.counts()
        several = {key for book in (self.ids, self.ended, self.answers) for key, said in book.items() if len(set(said)) > 1}
        return KillsReport(
            jobs=self.jobs,
            kills=killed,
            accepted=len(self.ids),
            lost=tuple(sorted(set(self.ids) - set(self.answers))),
            twice=tuple(sorted(several)),
            repeated=sum(len(said) - 1 for said in self.answers.values()),
            quarantined=counts.quarantined,
            left_behind=counts.queued + counts.running + counts.untold + len(list(self.folder.glob("*/photo"))),
            seconds=seconds,
        )
