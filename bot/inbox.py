"""The inbox: events are written down before the platform is told that we have them, all that wait at one moment in one transaction.

A transaction costs the same for one event as for a hundred: what takes its time is that it is on the disk when it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from bot.ledger import Event, Ledger
from toontalker.errors import JournalUnwritable

Call: TypeAlias = Callable[..., Awaitable[Any]]


class Inbox:
    """In one event loop."""

    def __init__(self, ledger: Ledger, call: Call) -> None:
        """`call` makes a blocking call without blocking the event loop."""
        self._ledger = ledger
        self._call = call
        self._waiting: list[tuple[Event, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def receive(self, platform: str, key: str, payload: Mapping[str, Any]) -> bool:
        """Writes an event down; False where its key was received before. Raises `JournalUnwritable`."""
        return await self._written(Event(platform, key, payload))

    async def done_with(self, platform: str, key: str) -> None:
        """The event was dealt with: its content goes, its key stays for two days. Raises `JournalUnwritable`."""
        await self._written(Event(platform, key, None))

    async def _written(self, event: Event) -> bool:
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="inbox")
        return await written

    async def _write(self) -> None:
        """Until nothing waits."""
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write_batch(batch)
        finally:
            self._writer = None

    async def _write_batch(self, batch: list[tuple[Event, asyncio.Future[bool]]]) -> None:
        answers: list[bool] = []
        fault: BaseException = asyncio.CancelledError()
        try:
            answers = await self._call(self._ledger.write_events, [event for event, _ in batch])
        except JournalUnwritable as error:
            fault = error
        finally:
            for number, (_, written) in enumerate(batch):
                if written.done():  # whoever waited has gone
                    continue
                if number < len(answers):
                    written.set_result(answers[number])
                elif isinstance(fault, JournalUnwritable):
                    written.set_exception(fault)
                else:
                    written.cancel()
