"""The desk's loop: brings placeholders up to date, tells people how their jobs ended, and keeps house.

Everything is read from the journal each time, so a restart needs no second way: what ended while the bot was away is told first.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import address
from bot.desk import Desk
from bot.ending import delivery_of
from bot.front_end import Delivery, FrontEnd, Gone, Later, Standing
from gpu_worker.journal import Job, Journal
from toontalker.errors import JournalUnwritable

_LOG: Final = logging.getLogger(__name__)
_LOOK: Final = 1.0
"""Seconds between two looks into the journal where no bell rings; another process may have ended a job."""
_SHOW: Final = 2.0
"""Seconds between two edits of a placeholder, at the least."""
_AT_ONCE: Final = 12
"""Deliveries of one front end at the same time."""
_SWEEP: Final = 30.0
"""Seconds between two sweeps."""
_NUDGE: Final = 60.0
"""Seconds of waiting after which an edit alone is not enough: it notifies nobody."""
_WORST_PAUSE: Final = 600.0
"""Seconds until the next try of a delivery that failed again and again."""
_PLACING: Final = 20.0
"""Seconds that a front end may take to write a placeholder."""
_NEAR: Final = 3
"""Places at the head of the queue of which each is said; further back only jumps are."""
_JUMP: Final = 0.8
_EDITS: Final = 40
"""Placeholders that are brought up to date at one look, at the most: the answers of a full queue come before its progress."""
_BREATH: Final = 0.05
"""Seconds between two looks for endings, however often the bell rings."""


@dataclass
class _Shown:
    """What a placeholder says."""

    line: str
    place: int
    at: float
    """By the monotonic clock."""


class Teller:
    """One for all front ends; `run` until cancelled."""

    def __init__(self, desk: Desk, fronts: Sequence[FrontEnd]) -> None:
        self._desk = desk
        self._fronts = fronts
        self._shown: dict[str, _Shown] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._delivering: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._doors = {front.name: asyncio.Semaphore(_AT_ONCE) for front in fronts}
        self._tasks: set[asyncio.Task[None]] = set()
        self._swept = self._looked = 0.0

    async def run(self) -> None:
        """Until it is cancelled; deliveries that were begun are ended or cancelled with it."""
        try:
            while True:
                self._desk.bell.clear()
                try:
                    await self._round()
                except JournalUnwritable as error:
                    _LOG.error("nobody can be told anything just now: %s", error)
                await asyncio.sleep(_BREATH)
                await _rings(self._desk.bell, _LOOK)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Waits until what was begun is told."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _round(self) -> None:
        now = time.monotonic()
        for front in self._fronts:
            await self._deliver_all(front)
        if now - self._looked >= _SHOW:
            self._looked = now
            await self._show_all(now)
        if now - self._swept >= _SWEEP:
            self._swept = now
            await self._sweep()

    # ---- endings ------------------------------------------------------------------------------------------------------------------

    async def _deliver_all(self, front: FrontEnd) -> None:
        limit = 2 * _AT_ONCE + len(self._delivering)
        # What is being delivered while the journal is read may be told, and so no longer in the set, by the time it has answered.
        begun = frozenset(self._delivering)
        for job in await self._desk.call(self._desk.stores.journal.untold, limit, f"{front.name}:"):
            if job.id not in begun and not self._being_placed(job.id):
                self._delivering.add(job.id)
                self._spawn(self._deliver(front, job))

    def _being_placed(self, job_id: str) -> bool:
        """Whether its front end is just writing the placeholder; not for ever, for it may have failed at that."""
        since = self._desk.placing.get(job_id)
        if since is not None and time.monotonic() - since > _PLACING:
            self._desk.placing.pop(job_id, None)
            return False
        return since is not None

    async def _deliver(self, front: FrontEnd, job: Job) -> None:
        journal = self._desk.stores.journal
        try:
            async with self._doors[front.name], self._locks[job.id]:
                if await self._guarded(job, self._tell(front, job)):
                    self._failures.pop(job.id, None)
                else:
                    self._failures[job.id] += 1
                    pause = min(2.0 ** self._failures[job.id], _WORST_PAUSE)
                    await self._desk.call(journal.tell_later, job.id, pause)
        except JournalUnwritable as error:
            _LOG.error("job %s: that it was told cannot be written down: %s", job.id, error)
        finally:
            self._delivering.discard(job.id)

    async def _tell(self, front: FrontEnd, job: Job) -> None:
        """Delivers, and writes it down; a nudge comes after that, so that a crash in between costs a line and not a second one."""
        desk = self._desk
        now = await desk.call(desk.stores.journal.now)
        buttons = await desk.call(desk.stores.album.has, job.id)
        delivery = delivery_of(job, desk.words(address.read(job).asker.locale), now=now, buttons=buttons)
        try:
            await front.deliver(delivery)
        except Later as later:
            _LOG.info("job %s: %s takes the answer later, in %.1f s", job.id, front.name, later.seconds)
            await desk.call(desk.stores.journal.tell_later, job.id, max(later.seconds, 0.5))
            return
        except Gone:
            _LOG.info("job %s: there is nobody left on %s to be told", job.id, front.name)
            await desk.call(desk.stores.journal.tell, job.id)
            return
        except FileNotFoundError:
            if await desk.job(job.id) is not None:
                raise
            _LOG.info("job %s: taken back while it was about to be delivered", job.id)
            return
        await desk.call(desk.stores.journal.tell, job.id)
        self._end(front, delivery)
        if delivery.waited > _NUDGE:
            await front.nudge(delivery)

    def _end(self, front: FrontEnd, delivery: Delivery) -> None:
        job = delivery.job
        if isinstance(stages := job.report.get("stages"), Mapping):
            self._desk.metrics.made(stages)
        self._desk.metrics.ended(front.name, delivery.ending, job.blame, delivery.waited)
        _LOG.info("job %s: told on %s, %s, %.1f s after it was asked for", job.id, front.name, delivery.ending, delivery.waited)

    # ---- placeholders -------------------------------------------------------------------------------------------------------------

    async def _show_all(self, now: float) -> None:
        """Edits those placeholders whose line has changed, the first in the queue before all others, one edit of each at a time."""
        desk = self._desk
        positions = await desk.call(desk.stores.journal.positions)
        desk.progress.keep(positions)
        self._shown = {job_id: shown for job_id, shown in self._shown.items() if job_id in positions}
        due = [job_id for job_id, position in positions.items() if self._due(job_id, position.ahead + 1, now)][:_EDITS]
        if not due:
            return
        fronts = {front.name: front for front in self._fronts}
        for job in await desk.call(_jobs, desk.stores.journal, due):
            front = fronts.get(job.chat.partition(":")[0])
            if front is None or job.over:
                continue
            standing = desk.standing_of(job, positions[job.id], desk.words(address.read(job).asker.locale))
            if self._worth_showing(job.id, standing, now):
                self._spawn(self._show(front, job, standing))

    def _due(self, job_id: str, place: int, now: float) -> bool:
        """Whether a placeholder may have something new to say. It is asked of all jobs each time, so nothing is read for it."""
        if self._being_placed(job_id) or (job_id in self._locks and self._locks[job_id].locked()):
            return False
        shown = self._shown.get(job_id)
        if shown is None and place > _NEAR:
            self._shown[job_id] = _Shown("", place, now)
            return False
        return shown is None or (now - shown.at >= _SHOW and (place <= _NEAR or place <= shown.place * _JUMP))

    def _worth_showing(self, job_id: str, standing: Standing, now: float) -> bool:
        """Whether the placeholder shall say so: the first time it stands there already, for the front end has just written it."""
        shown = self._shown.get(job_id)
        if shown is not None and standing.line == shown.line:
            return False
        self._shown[job_id] = _Shown(standing.line, standing.place, now)
        return shown is not None or standing.stage != "queued"

    async def _show(self, front: FrontEnd, job: Job, standing: Standing) -> None:
        async with self._locks[job.id]:
            if job.id in self._delivering:
                return
            if await self._guarded(job, front.show(job, address.read(job).address, standing)):
                self._desk.metrics.edited(front.name)

    # ---- the house ----------------------------------------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        stores = self._desk.stores
        await self._desk.call(stores.journal.sweep)
        await self._desk.call(stores.ledger.sweep)
        await self._desk.call(stores.album.sweep)
        await self._desk.learn_blocks()
        for job_id in list(self._desk.placing):
            self._being_placed(job_id)
        known = {job.id for job in await self._desk.call(_jobs, stores.journal, list(self._failures))}
        for job_id in set(self._failures) - known:
            del self._failures[job_id]
        for job_id in [job_id for job_id, lock in self._locks.items() if not lock.locked() and job_id not in self._shown]:
            del self._locks[job_id]

    async def _guarded(self, job: Job, work: Awaitable[None]) -> bool:
        """Whether it went well. The one place of the bot that catches any error: one job that cannot be told must not stop the others."""
        try:
            await work
        except JournalUnwritable:
            raise
        except Exception:  # noqa: BLE001 - see above
            _LOG.exception("job %s: the platform could not be told", job.id)
            return False
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a task of the desk broke: %s", error)


def _jobs(journal: Journal, job_ids: Sequence[str]) -> list[Job]:
    """Those that are still there; in a thread."""
    return [job for job_id in job_ids if (job := journal.get(job_id)) is not None]


async def _rings(bell: asyncio.Event, seconds: float) -> None:
    """Until it rings, or for so long."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
