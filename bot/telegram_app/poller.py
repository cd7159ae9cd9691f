"""Asks Telegram for updates, and asks for the next ones only when these are written down: so none is lost by a crash."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram_app.api import NAME, ToonBot
from bot.telegram_app.refusals import seconds_of, told
from toontalker.errors import JournalUnwritable

_LOG: Final = logging.getLogger(__name__)
LONG_POLL: Final = 30
"""s that Telegram keeps the question open."""
_ALIVE: Final = 90.0
"""s after the last answer for which we still count as connected."""
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_FULL_PAUSE: Final = 0.2
"""s"""

CONFLICT: Final = "Another program asks for this bot's messages: it may run only once for each token."
REJECTED: Final = "Telegram does not accept the token of the bot; @BotFather shows the right one after /mybots."

Receive = Callable[[dict[str, Any]], Awaitable[None]]


class Poller:
    """The loop of getUpdates."""

    def __init__(self, bot: ToonBot, receive: Receive, is_full: Callable[[], bool]) -> None:
        """`receive` writes an update down and may raise `JournalUnwritable`; while `is_full`, nothing is fetched."""
        self._bot = bot
        self._receive = receive
        self._is_full = is_full
        self._offset = 0
        self._answered: float | None = None
        self._task: asyncio.Task[None] | None = None
        self.trouble = ""
        """Why nothing comes in, for the operator."""

    async def first(self) -> None:
        """Asks once without waiting. Raises `TelegramError`, `JournalUnwritable`."""
        await self._poll(0)

    def start(self) -> None:
        """Asks on and on."""
        self._task = asyncio.create_task(self._run(), name="telegram poller")

    async def stop(self) -> None:
        """Asks no more. What was on its way comes again after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    @property
    def silence(self) -> float | None:
        """Seconds since Telegram's last answer; None before the first."""
        return None if self._answered is None else time.monotonic() - self._answered

    @property
    def alive(self) -> bool:
        """Whether updates come in."""
        silence = self.silence
        return self._task is not None and not self.trouble and silence is not None and silence < _ALIVE

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            if self._is_full():
                await asyncio.sleep(_FULL_PAUSE)
                continue
            try:
                await self._poll(LONG_POLL)
            except (TelegramError, JournalUnwritable) as error:
                self._note(error)
                wait = seconds_of(error) if isinstance(error, RetryAfter) else pause
                await asyncio.sleep(wait)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self.trouble, pause = "", _FIRST_PAUSE

    async def _poll(self, wait: int) -> None:
        """One question; the offset moves once all that came is written down, which is one transaction for all of it."""
        updates = await self._bot.updates(self._offset, wait)
        self._answered = time.monotonic()
        await asyncio.gather(*(self._receive(update) for update in updates))
        if updates:
            self._offset = int(updates[-1]["update_id"]) + 1

    def _note(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.trouble = CONFLICT
        elif isinstance(error, InvalidToken):
            self.trouble = REJECTED
        elif isinstance(error, JournalUnwritable):
            self.trouble = str(error)
        elif self.silence is None or self.silence > _ALIVE:
            self.trouble = "Telegram cannot be reached."
        _LOG.warning("no updates: %s", told(error), extra={"platform": NAME})
