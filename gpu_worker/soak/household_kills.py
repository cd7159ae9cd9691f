"""Acceptance 2: the process that owns journal and supervisor is killed again and again, and nobody's clip is lost or said twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gpu_worker.journal import open_journal
from gpu_worker.soak.census import alive, children_of
from gpu_worker.soak.household import WORDS_OF_A_JOB, Household
from gpu_worker.soak.report import Figure, Report, exactly
from gpu_worker.soak.trial import PLENTY

_REDELIVERED: Final = 5
"""How many acknowledged messages the platform hands out once more after a crash."""
_PATIENCE: Final = 300.0
"""Seconds that one process may live."""
_ORPHAN_PATIENCE: Final = 10.0
"""Seconds for which orphans are watched."""


@dataclass(frozen=True)
class HouseholdKills:
    """How many jobs, how many kills, on which journal."""

    kind: str
    """Name of the database in the report."""
    url: str = ""
    """Of an empty PostgreSQL journal; empty for a SQLite file."""
    jobs: int = 1000
    kills: int = 70
    """Some lives end by themselves before."""
    seed: int = 0

    def run(self) -> Report:
        """Holds the trial; two or three seconds a kill."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="toontalker-kills-") as folder:
            platform = _Platform(self, Path(folder))
            for life in range(self.kills + 1):
                platform.life(last=life == self.kills)
            figures = platform.figures()
        return Report(f"kills ({self.kind})", tuple(figures), time.monotonic() - started)


class _Platform:
    """Hands out messages until they are acknowledged, keeps every answer, and kills."""

    def __init__(self, trial: HouseholdKills, folder: Path) -> None:
        self._trial = trial
        self._folder = folder
        self._url = trial.url or f"sqlite:///{folder}/journal.db"
        self._random = random.Random(trial.seed)
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._ended: Counter[str] = Counter()
        self._answers: defaultdict[str, list[str]] = defaultdict(list)
        self._orphans: list[float] = []
        self._kills = 0

    def life(self, *, last: bool) -> None:
        """One process; all but the last are killed after so many words."""
        first = max(0, len(self._ids) - _REDELIVERED)
        settings = {"count": 2, "recycle_jobs": 50, "poll_seconds": 0.2}
        house = Household(self._url, str(self._folder / "jobs"), first, self._trial.jobs, settings)
        mean = WORDS_OF_A_JOB * self._trial.jobs / (self._trial.kills + 1)
        words = None if last else round(mean * self._random.uniform(0.2, 1.6)) + 1
        command = [sys.executable, "-m", "gpu_worker.soak.household", house.as_json()]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ourselves
            timer = threading.Timer(_PATIENCE, process.kill)
            timer.start()
            try:
                self._listen(process, words)
            finally:
                timer.cancel()
                process.kill()
        if process.returncode not in (0, -signal.SIGKILL) or (last and process.returncode):
            raise RuntimeError(f"a process ended with {process.returncode}")

    def _listen(self, process: subprocess.Popen[bytes], words: int | None) -> None:
        assert process.stdout is not None
        for count, line in enumerate(process.stdout, 1):
            self._note(line.decode())
            if count == words:
                time.sleep(self._random.uniform(0, 0.3))  # so that it dies anywhere, not always just after a word
                self._kill(process)

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """And watches how long those live whom it leaves behind."""
        orphans = children_of(process.pid)
        process.kill()
        process.wait()
        died = time.monotonic()
        while any(alive(pid) for pid in orphans) and time.monotonic() < died + _ORPHAN_PATIENCE:
            time.sleep(0.002)
        self._orphans.append(time.monotonic() - died)
        self._kills += process.returncode == -signal.SIGKILL

    def _note(self, line: str) -> None:
        word, *rest = line.split()
        if word == "accepted":
            self._ids[rest[0]].add(rest[1])
        elif word == "ended":
            self._ended[rest[0]] += 1
        elif word == "answered":
            self._answers[rest[0]].append(rest[1])

    def figures(self) -> list[Figure]:
        """What was promised, against what was kept."""
        with open_journal(self._url, PLENTY, self._folder / "jobs") as journal:
            journal.sweep()
            counts = journal.counts()
            photos = len(list((self._folder / "jobs").glob("*/photo")))
        answers = self._answers.values()
        return [
            Figure("processes killed while they worked", self._kills, least=self._trial.kills * 5 // 7),
            exactly("messages acknowledged", len(self._ids), self._trial.jobs),
            exactly("acknowledged and never answered", len(set(self._ids) - set(self._answers)), 0),
            exactly("messages that became two jobs", sum(len(ids) > 1 for ids in self._ids.values()), 0),
            exactly("jobs that ended twice", sum(times > 1 for times in self._ended.values()), 0),
            exactly("messages with two different answers", sum(len(set(told)) > 1 for told in answers), 0),
            Figure("answers edited in once more, unchanged", sum(len(told) - 1 for told in answers)),
            Figure("jobs given up, each killed three times at work", counts.quarantined, most=self._trial.jobs * 0.01),
            exactly("left in the journal", counts.queued + counts.running + counts.untold, 0),
            Figure("photos left, each cut off before its job was written", photos, most=self._kills),
            Figure("until the slowest orphan was gone, s", max(self._orphans, default=0.0), timed=True, most=1),
        ]
