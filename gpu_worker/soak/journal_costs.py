"""What the journal's verbs cost, in a table that is already full of old jobs."""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from gpu_worker.journal import Job, Journal, JournalLimits, NewJob, open_journal
from gpu_worker.journal.database import open_database
from gpu_worker.journal.schema import JOB

_OWNERS: Final = 50
_WAITING: Final = 200
"""Jobs that wait meanwhile: the default of the global cap."""
_WORKER: Final = "costs/0"


@dataclass(frozen=True)
class Cost:
    """What one verb costs, in milliseconds."""

    verb: str
    """Name of the method."""
    p50: float
    """Median."""
    p95: float
    """What 19 of 20 calls stay under."""


@dataclass
class _Clock:
    """Collects how long each call of each verb took."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, verb: str, call: Callable[[], object]) -> None:
        start = time.perf_counter()
        call()
        self.seconds.setdefault(verb, []).append(time.perf_counter() - start)

    def costs(self) -> tuple[Cost, ...]:
        """Sorted by when a verb was first called."""
        return tuple(Cost(verb, 1e3 * statistics.median(times), 1e3 * _p95(times)) for verb, times in self.seconds.items())


def measure(url: str, old: int = 10_000, calls: int = 200) -> tuple[Cost, ...]:
    """Times `calls` jobs (at least 2) through the journal at `url`, an empty one, while `old` told ones and 200 waiting ones lie in it."""
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="toontalker-costs-") as folder:
        limits = JournalLimits(per_owner=10_000, per_chat=10_000, total=100_000, keep=1e9)
        with open_journal(url, limits, Path(folder)) as journal:
            _fill(url, old)
            for number in range(_WAITING):
                journal.add(_new(journal, number))
            for number in range(_WAITING, _WAITING + calls):
                _one(journal, clock, number)
            while journal.claim(_WORKER, lease=60, fresh=False):
                pass
            for _ in range(calls):
                clock.timed("claim, none waits", lambda: journal.claim(_WORKER, lease=60, fresh=False))
    return clock.costs()


def _one(journal: Journal, clock: _Clock, number: int) -> None:
    """One job in, another one out."""
    new = _new(journal, number)
    clock.timed("add", lambda: journal.add(new))
    taken: list[Job | None] = []
    clock.timed("claim", lambda: taken.append(journal.claim(_WORKER, lease=60, fresh=False)))
    job = taken[0]
    assert job is not None
    clock.timed("position", lambda: journal.position(job.id))
    clock.timed("renew", lambda: journal.renew(job.id, _WORKER, 60))
    job.out.write_bytes(b"clip")
    clock.timed("finish", lambda: journal.finish(job.id, _WORKER, job.out))
    clock.timed("untold", lambda: journal.untold(20))
    clock.timed("tell", lambda: journal.tell(job.id))
    clock.timed("sweep", journal.sweep)
    clock.timed("counts", journal.counts)


def _new(journal: Journal, number: int) -> NewJob:
    owner = f"costs:{number % _OWNERS}"
    return NewJob(f"costs-{number}", owner, owner, "{}", journal.save_photo(b"photo"), {"text": "Hello there"}, 120.0)


def _fill(url: str, old: int) -> None:
    """Rows of jobs that were told long ago, written at once."""
    database = open_database(url, None)
    try:
        with database.write() as connection:
            now = database.now(connection)
            if old:
                connection.execute(insert(JOB), [_old_row(number, now - old + number) for number in range(old)])
    finally:
        database.close()


def _old_row(number: int, ended: float) -> dict[str, object]:
    owner = f"costs:{number % _OWNERS}"
    return {
        "id": uuid.uuid4().hex,
        "key": f"old-{number}",
        "seq": number + 1,
        "served": number + 1,
        "owner": owner,
        "chat": owner,
        "reply_to": "{}",
        "request": "{}",
        "deadline": 120.0,
        "state": "failed" if number % 10 == 0 else "done",
        "attempts": 1,
        "claimed_by": _WORKER,
        "report": "{}",
        "created": ended - 10,
        "updated": ended,
        "started": ended - 5,
        "ended": ended,
        "told_at": ended,
        "tell_after": 0.0,
    }


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
