"""A process that owns a journal and a supervisor, for the trials that kill such a process: ``python -m gpu_worker.soak.household JSON``.

What it has done it says on standard output, one line a deed: ``ready``, ``accepted KEY ID``, ``ended ID``, ``answered KEY STATE``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from gpu_worker.entrance import Orders
from gpu_worker.journal import Journal, NewJob, open_journal
from gpu_worker.shift import Listener
from gpu_worker.soak.actors import OPENER
from gpu_worker.soak.trial import OWNERS, PLENTY
from gpu_worker.supervisor import Supervisor
from toontalker.settings import WorkerSettings

WORDS_OF_A_JOB: Final = 3
"""Lines that one job causes."""
_LOOK_SECONDS: Final = 0.01
_SICK: Final = 40
"""Every so manieth job kills the first worker that tries it."""


@dataclass(frozen=True)
class Household:
    """What the process is told to do."""

    url: str
    """The journal."""
    folder: str
    """Its jobs folder."""
    first: int = 0
    """First message that it takes in."""
    jobs: int = 0
    """Messages in all, numbered from 0; it lives until each is answered, and with 0 until it is killed."""
    worker: dict[str, Any] = field(default_factory=dict)
    """The settings that differ from the default."""

    def as_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))

    def live(self) -> None:
        """Takes messages in, has clips made, and answers, all at once."""
        settings = WorkerSettings(**self.worker)
        listener = Listener(ended=lambda job: _say("ended", job))
        with open_journal(self.url, PLENTY, Path(self.folder)) as journal:
            orders = Orders(opener=OPENER, options={"trapdoor": f"{self.folder}/trapdoor"})
            with Supervisor(journal, Path(self.folder), settings, orders, listener) as supervisor:
                _say("ready")
                if not self.jobs:
                    threading.Event().wait()
                threading.Thread(target=self._feed, args=(journal, supervisor), daemon=True).start()
                self._answer(journal)

    def _feed(self, journal: Journal, supervisor: Supervisor) -> None:
        for number in range(self.first, self.jobs):
            photo = journal.save_photo(b"photo")
            request = {"act": "segfault", "times": 1} if number % _SICK == 0 else {"seconds": 0.005}
            owner = f"soak:{number % OWNERS}"
            job = journal.add(NewJob(f"message-{number}", owner, "soak", "{}", photo, request, 30.0))
            if job.photo != photo:
                journal.discard(photo)
            supervisor.wake()
            _say("accepted", job.key, job.id)

    def _answer(self, journal: Journal) -> None:
        pause, fed = threading.Event(), False
        while not fed or not pause.wait(_LOOK_SECONDS):
            for job in journal.untold(100):
                _say("answered", job.key, job.state)
                journal.tell(job.id)
            counts = journal.counts()
            fed = counts.done + counts.failed + counts.quarantined + counts.queued + counts.running >= self.jobs
            if fed and counts.queued + counts.running + counts.untold == 0:
                pause.set()


def _say(*words: str) -> None:
    """One write, so that a kill cannot cut it in two."""
    os.write(sys.stdout.fileno(), (" ".join(words) + "\n").encode())


if __name__ == "__main__":
    Household(**json.loads(sys.argv[1])).live()
