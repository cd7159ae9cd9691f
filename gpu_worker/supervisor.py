"""The supervisor: one seat for each worker, and what all of them need done: jobs of the dead taken back, the stopping, the health."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from gpu_worker.entrance import Orders
from gpu_worker.health import Health, health_of
from gpu_worker.identity import Identity
from gpu_worker.journal import Journal, JournalUnwritable
from gpu_worker.seat import Seat
from gpu_worker.shift import Listener, Shift
from toontalker.settings import WorkerSettings

_LOG: Final = logging.getLogger(__name__)
_LAST_WORD: Final = 30.0
"""Seconds beyond the drain and the retirement within which the threads must have ended: a journal may keep a call waiting."""


class Supervisor:
    """Keeps the workers of one process alive and fed, from `start` to `stop`, or inside a `with`."""

    def __init__(
        self, journal: Journal, folder: Path, settings: WorkerSettings, orders: Orders | None = None, listener: Listener | None = None
    ) -> None:
        """`folder`: the jobs folder of the journal."""
        self._journal = journal
        self._folder = folder
        self._settings = settings
        self._orders = orders or Orders()
        self._listener = listener or Listener()
        self._shift: Shift | None = None
        self._seats: list[Seat] = []
        self._keeper: threading.Thread | None = None

    def start(self) -> None:
        """Starts the workers and returns at once. Raises OSError where the jobs folder cannot be written."""
        assert self._shift is None, "it is started already"
        identity = Identity(self._folder)
        self._shift = shift = Shift(self._journal, self._settings, self._orders, identity, self._listener)
        devices = self._settings.devices or ("",) * self._settings.count
        self._seats = [Seat(shift, number, device) for number, device in enumerate(devices)]
        for seat in self._seats:
            seat.start()
        self._keeper = threading.Thread(target=self._keep, args=(shift,), name="keeper", daemon=True)
        self._keeper.start()
        _LOG.info("supervisor %s has started with %d workers", identity.name, len(self._seats))

    def stop(self, drain: float | None = None) -> None:
        """Claims no more, lets running jobs go on for `drain` seconds (the settings' without it), gives the others back, ends all.

        Afterwards no process, thread or open file of it is left. Stopping twice is stopping once.
        """
        shift = self._shift
        if shift is None:
            return
        seconds = self._settings.drain_seconds if drain is None else drain
        shift.stop_by = time.monotonic() + seconds
        shift.stopping.set()
        self.wake()
        until = shift.stop_by + 2 * self._settings.retire_seconds + _LAST_WORD
        for thread in (*self._seats, self._keeper):
            if thread is not None:
                thread.join(max(until - time.monotonic(), 0.0))
        for seat in self._seats:
            if seat.is_alive():
                _LOG.error("%s did not end in time; its job comes back when its lease ends", seat.name)
            else:
                seat.bell.close()
        shift.identity.close()
        self._shift, self._seats, self._keeper = None, [], None
        _LOG.info("supervisor %s has stopped", shift.identity.name)

    def hurry(self) -> None:
        """Cuts a `stop` in another thread short: what still runs is given back now."""
        if self._shift is not None:
            self._shift.stop_by = time.monotonic()

    def wake(self) -> None:
        """There is a new job; call it after `Journal.add`, from any thread."""
        for seat in self._seats:
            seat.bell.ring()

    def health(self) -> Health:
        """How it stands, for operators and for the page."""
        return health_of(self._seats, self._shift is not None)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    # ---- the keeper ---------------------------------------------------------------------------------------------------------------

    def _keep(self, shift: Shift) -> None:
        """In a thread of its own: asks the journal what the seats need to know, and puts a thread back that a bug has ended."""
        recovered = time.monotonic()
        while True:
            with suppress(JournalUnwritable):
                if not shift.open.is_set():
                    self._open(shift)
                if time.monotonic() - recovered > shift.settings.lease_seconds / 2:
                    recovered = time.monotonic()
                    if self._journal.recover():
                        self.wake()
                shift.again.set(self._journal.again())
            if shift.stopping.wait(shift.settings.poll_seconds):
                return
            self._replace_broken(shift)

    def _open(self, shift: Shift) -> None:
        """Takes back what the last life of this supervisor had in hand, all of whose workers are gone; then the seats may claim."""
        taken_back = self._journal.recover(shift.identity.previous or None)
        if taken_back:
            _LOG.info("%d jobs of an earlier life are taken back", taken_back)
        shift.open.set()
        self.wake()

    def _replace_broken(self, shift: Shift) -> None:
        for index, seat in enumerate(self._seats):
            if not seat.is_alive() and not shift.stopping.is_set():
                _LOG.error("%s has ended by a fault of ours; another takes its place", seat.name)
                fresh = Seat(shift, seat.number, seat.device)
                self._seats[index] = fresh
                fresh.start()
                seat.bell.close()
