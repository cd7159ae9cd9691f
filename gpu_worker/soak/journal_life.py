"""One life of the process that `journal_kills` kills: it takes messages in, makes clips, answers and sweeps, all at once.

What it has done it says on standard output, one line a deed: ``accepted KEY ID``, ``ended ID RESULT``, ``answered KEY RESULT``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

from gpu_worker.journal import Failure, Job, Journal, JournalLimits, NewJob, open_journal

EVENTS_OF_A_JOB: Final = 3
"""Lines that one job causes."""

_WORKERS: Final = 2
_OWNERS: Final = 20
_FAILS: Final = 10
"""Every tenth message cannot be done."""
_IDLE_SECONDS: Final = 0.005
_LEASE_SECONDS: Final = 60.0
"""Longer than a life: only `recover` by name takes jobs back."""


@dataclass(frozen=True)
class Life:
    """What a life is told to do."""

    url: str
    """The journal."""
    folder: str
    """Its jobs folder."""
    number: int
    """Which life it is; part of its workers' names."""
    first: int
    """First message that the platform hands out."""
    jobs: int
    """Messages in all, numbered from 0."""

    def as_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))

    def live(self) -> None:
        """Until every message is answered."""
        limits = JournalLimits(per_owner=self.jobs, per_chat=self.jobs, total=self.jobs)
        with open_journal(self.url, limits, Path(self.folder)) as journal:
            journal.recover("life-")
            over = threading.Event()
            seats = [partial(self._work, journal, f"life-{self.number}/{seat}", over) for seat in range(_WORKERS)]
            for task in (*seats, partial(self._tell, journal, over)):
                threading.Thread(target=task, daemon=True).start()
            self._feed(journal)
            while not over.wait(_IDLE_SECONDS):
                journal.sweep()
                counts = journal.counts()
                if counts.queued + counts.running + counts.untold == 0:
                    over.set()

    def _feed(self, journal: Journal) -> None:
        for number in range(self.first, self.jobs):
            owner = f"platform:{number % _OWNERS}"
            photo = journal.save_photo(b"photo")
            job = journal.add(NewJob(f"message-{number}", owner, "platform:chat", "{}", photo, {"text": f"Hello {number}"}, 10.0))
            if job.photo != photo:
                journal.discard(photo)
            _say("accepted", job.key, job.id)

    def _work(self, journal: Journal, name: str, over: threading.Event) -> None:
        while not over.is_set():
            job = journal.claim(name, lease=_LEASE_SECONDS, fresh=True)
            if job is None:
                over.wait(_IDLE_SECONDS)
            elif int(job.key.split("-")[1]) % _FAILS == 0:
                if journal.fail(job.id, name, Failure("user", "No face was found in this photo.")):
                    _say("ended", job.id, "failed")
            else:
                job.out.write_bytes(job.key.encode())
                if journal.finish(job.id, name, job.out, {"said_by": "house"}):
                    _say("ended", job.id, job.out.name)

    def _tell(self, journal: Journal, over: threading.Event) -> None:
        while not over.is_set():
            untold = journal.untold(20)
            for job in untold:
                _say("answered", job.key, _answer(job))
                journal.tell(job.id)
            if not untold:
                over.wait(_IDLE_SECONDS)


def _answer(job: Job) -> str:
    """What the person sees; a clip that is not whole is another answer."""
    if job.clip is None:
        return job.state
    return job.clip.name if job.clip.read_bytes() == job.key.encode() else "broken"


def _say(*words: str) -> None:
    """One write, so that a kill cannot cut it in two."""
    os.write(sys.stdout.fileno(), (" ".join(words) + "\n").encode())


def _die(failure: threading.ExceptHookArgs) -> None:
    """A thread that fails takes the process along, so that the harness sees it."""
    threading.__excepthook__(failure)
    os._exit(70)


if __name__ == "__main__":
    threading.excepthook = _die
    Life(**json.loads(sys.argv[1])).live()
