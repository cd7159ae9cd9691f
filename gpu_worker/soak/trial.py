"""What every trial needs: a journal in a folder of its own, a supervisor with actors, somebody who hands in jobs, somebody who is told."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from gpu_worker.entrance import Orders
from gpu_worker.journal import Job, JournalLimits, NewJob, open_journal
from gpu_worker.shift import Listener
from gpu_worker.soak.actors import OPENER
from gpu_worker.supervisor import Supervisor
from toontalker.settings import WorkerSettings

PLENTY: Final = JournalLimits(per_owner=100_000, per_chat=100_000, total=100_000)
"""A trial hands in more than any chat may."""
OWNERS: Final = 20
"""People who send jobs in turn."""

_KEPT_CONNECTIONS: Final = 5
"""That the pool of a journal keeps open: SQLAlchemy's usual size."""
_TELL_SECONDS: Final = 0.05
"""How often people are told what has ended: about as often as a bot does, so that it costs the supervisor as much."""


class Trial:
    """Everything, from opening the journal to removing the folder."""

    def __init__(
        self, settings: WorkerSettings, *, load_seconds: float = 0.0, orders: Orders | None = None, within: Path | None = None
    ) -> None:
        """`load_seconds`: of the actors; `orders`: instead of actors; `within`: where its folder is made."""
        self._temporary = tempfile.TemporaryDirectory(prefix="toontalker-soak-", dir=within)
        self.folder = Path(self._temporary.name)
        self.jobs_folder = self.folder / "jobs"
        self.journal = open_journal(f"sqlite:///{self.folder}/journal.db", PLENTY, self.jobs_folder)
        self.answers: defaultdict[str, list[Job]] = defaultdict(list)
        """Key → what the person was told, which must be once."""
        self.ended: dict[str, list[float]] = defaultdict(list)
        """Id of a job → when the supervisor said that it is over (monotonic), which must be once."""
        self.adding: list[float] = []
        """Seconds that each `Journal.add` took."""
        self._owed = 0
        self._number = 0
        self._all_told = threading.Condition()
        self._closing = threading.Event()
        self.trapdoor = self.folder / "trapdoor"
        """While this file exists, the next actor that starts removes it and dies."""
        orders = orders or Orders(opener=OPENER, options={"trapdoor": str(self.trapdoor), "load_seconds": load_seconds})
        self.supervisor = Supervisor(self.journal, self.jobs_folder, settings, orders, Listener(ended=self._note_end))

    def add(self, request: Mapping[str, Any], *, photo: bytes = b"photo", deadline: float = 60.0) -> str:
        """Hands in a job; its key."""
        number = self._number
        self._number += 1
        new = NewJob(f"soak:{number}", f"soak:{number % OWNERS}", "soak", "{}", self.journal.save_photo(photo), request, deadline)
        started = time.perf_counter()
        self.journal.add(new)
        self.adding.append(time.perf_counter() - started)
        with self._all_told:
            self._owed += 1
        self.supervisor.wake()
        return new.key

    def wait(self, seconds: float) -> None:
        """Until everybody was told; raises TimeoutError after so many seconds."""
        with self._all_told:
            if not self._all_told.wait_for(lambda: len(self.answers) >= self._owed, seconds):
                raise TimeoutError(f"{self._owed - len(self.answers)} of {self._owed} jobs were not answered in {seconds:g} s")

    def open_all_connections(self) -> None:
        """As many as the journal's pool ever keeps: else one more, of two files, is opened when more threads meet than ever before."""
        database = self.journal.database
        with ExitStack() as stack:
            for _ in range(_KEPT_CONNECTIONS):
                stack.enter_context(database.read())

    def forget(self) -> None:
        """Drops what is known of those who were told."""
        with self._all_told:
            self._owed -= len(self.answers)
            self.answers.clear()
            self.ended.clear()
            self.adding.clear()

    def until(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        """Waits for something that nobody tells of; raises TimeoutError."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise TimeoutError(f"it did not happen in {seconds:g} s")
            time.sleep(0.002)

    @property
    def pid(self) -> int | None:
        """Of the first worker, if there is one."""
        return self.supervisor.health().workers[0].pid

    def _note_end(self, job: str) -> None:
        self.ended[job].append(time.monotonic())

    def _tell(self) -> None:
        while not self._closing.wait(_TELL_SECONDS):
            for job in self.journal.untold(1000):
                with self._all_told:
                    self.answers[job.key].append(job)
                    self._all_told.notify_all()
                self.journal.tell(job.id)

    def __enter__(self) -> Self:
        self._teller = threading.Thread(target=self._tell, name="teller", daemon=True)
        self._teller.start()
        self.supervisor.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.supervisor.stop(0.0 if error else None)
        self._closing.set()
        self._teller.join()
        self.journal.close()
        self._temporary.cleanup()
