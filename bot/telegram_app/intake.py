"""Updates are written down, then dealt with: those of one chat in order, those of several chats side by side, none lost by a crash."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from telegram.error import TelegramError

from bot.desk import Desk
from bot.telegram_app.api import NAME
from bot.telegram_app.refusals import is_final, told
from toontalker.errors import JournalUnwritable

_LOG: Final = logging.getLogger(__name__)
MOST_WAITING: Final = 2000
"""Updates in memory; while there are as many, none are fetched."""
_FIRST_PAUSE: Final = 1.0
"""s before the second try; doubled each time."""
_LONGEST_PAUSE: Final = 60.0
_TRIES: Final = 100
"""More than an hour without network; after that the person has long asked again."""

Update = Mapping[str, Any]
Deal = Callable[[Update], Awaitable[None]]


class Intake:
    """The way of every update."""

    def __init__(self, desk: Desk, deal: Deal, give_up: Deal) -> None:
        """`deal` deals with an update and may be called again for it; `give_up` says sorry where it cannot."""
        self._desk = desk
        self._deal = deal
        self._give_up = give_up
        self._lanes: dict[str, deque[tuple[str, Update]]] = {}
        self._waiting: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def full(self) -> bool:
        """Whether no more shall be fetched for now."""
        return len(self._waiting) >= MOST_WAITING

    async def receive(self, update: Update) -> None:
        """Writes an update down; from then on it will be dealt with, unless it was before. Raises `JournalUnwritable`."""
        key = key_of(update)
        if await self._desk.receive(NAME, key, update):
            self.put(key, update)

    def put(self, key: str, update: Update) -> None:
        """An update that is written down waits for its turn."""
        if key in self._waiting or self._closing:
            return
        self._waiting.add(key)
        lane = lane_of(update)
        if lane in self._lanes:
            self._lanes[lane].append((key, update))
            return
        self._lanes[lane] = deque([(key, update)])
        task = asyncio.create_task(self._work(lane), name=f"telegram lane {lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, grace: float) -> None:
        """Begins nothing new, gives what is under way `grace` seconds, and leaves the rest written down."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, lane: str) -> None:
        """All updates of one chat, one after the other."""
        queue = self._lanes[lane]
        while queue and not self._closing:
            key, update = queue.popleft()
            if await self._dealt(key, update):
                await self._finish(key)
            self._waiting.discard(key)
        del self._lanes[lane]

    async def _dealt(self, key: str, update: Update) -> bool:
        """Whether it was dealt with; again and again where network or disk fail. False: it is left for the next start."""
        pause = _FIRST_PAUSE
        for left in reversed(range(_TRIES)):
            error = await self._tried(update)
            if error is None:
                return True
            _LOG.warning("%s", _reason(error), extra={"platform": NAME, "key": key})
            if not left or not _may_pass(error):
                break
            if self._closing:
                return False
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if not isinstance(error, TelegramError):
            await self._apologised(update)
        return True

    async def _tried(self, update: Update) -> BaseException | None:
        """What went wrong. A task of its own, so that a fault in one message cannot end the others."""
        task = asyncio.ensure_future(self._deal(update))
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise
        return task.exception()

    async def _apologised(self, update: Update) -> None:
        task = asyncio.ensure_future(self._give_up(update))
        await asyncio.wait({task})
        if (error := task.exception()) is not None:
            _LOG.info("no apology: %s", _reason(error), extra={"platform": NAME})

    async def _finish(self, key: str) -> None:
        try:
            await self._desk.done_with(NAME, key)
        except JournalUnwritable as error:  # it will come again at the next start, and is known then
            _LOG.warning("%s", error, extra={"platform": NAME, "key": key})


def key_of(update: Update) -> str:
    """An update under the name that stays: its number is another one after a week, and the message is the same."""
    message = update.get("message")
    if isinstance(message, Mapping) and isinstance(message.get("chat"), Mapping):
        return f"{message['chat'].get('id')}:{message.get('message_id')}"
    click = update.get("callback_query")
    return f"click:{click.get('id')}" if isinstance(click, Mapping) else f"update:{update.get('update_id')}"


def lane_of(update: Update) -> str:
    """The chat whose updates are dealt with in order; clicks go by person, for they overtake nothing."""
    message = update.get("message")
    if isinstance(message, Mapping) and isinstance(message.get("chat"), Mapping):
        return str(message["chat"].get("id"))
    click = update.get("callback_query")
    person = click.get("from") if isinstance(click, Mapping) else None
    return f"click:{person.get('id')}" if isinstance(person, Mapping) else "other"


def _may_pass(error: BaseException) -> bool:
    """Whether the same update may go well later."""
    return isinstance(error, JournalUnwritable) or (isinstance(error, TelegramError) and not is_final(error))


def _reason(error: BaseException) -> str:
    """An error for the log: where it happened, and nothing of what people wrote."""
    if isinstance(error, TelegramError | JournalUnwritable):
        return told(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
