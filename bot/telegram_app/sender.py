"""Says a line in a chat: in its time, in its topic, as an answer, and again where Telegram certainly did not take it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from telegram import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.telegram_app.address import Placeholder, Spot
from bot.telegram_app.api import ToonBot
from bot.telegram_app.limits import Budget, Urgency
from bot.telegram_app.refusals import is_final, is_unsent, seconds_of

_TRIES: Final = 4
_PAUSE: Final = 1.0
"""s between two tries where there is no network."""
_UNKEPT: Final = 2
"""Lines at a time that stand there and are not written down: a crash at that moment leaves them behind as they are."""
_SLOT_SECONDS: Final = 1.5
"""s for which a slow call may hold one of those places."""
LONGEST_TEXT: Final = 4096
"""UTF-16 units of a message."""
LONGEST_CAPTION: Final = 1024
"""UTF-16 units under a photo or video."""
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
"""Whatever looks like a link shows nothing of itself."""

Markup: TypeAlias = InlineKeyboardMarkup | ForceReply | None
"""What hangs under a line."""
Keep: TypeAlias = Callable[[Placeholder], Awaitable[None]]
"""Writes down where a line stands."""


class Sender:
    """Everything that is sent as a new message of text goes through here."""

    def __init__(self, bot: ToonBot, budget: Budget) -> None:
        self._bot = bot
        self._unkept = asyncio.Semaphore(_UNKEPT)
        self.budget = budget
        """What may still be said."""

    async def say_and_keep(self, spot: Spot, text: str, keep: Keep, markup: Markup = None, urgency: Urgency = Urgency.TALK) -> Placeholder:
        """Sends a line that must be found again after a crash; `keep` writes down where it stands. Raises what both raise."""
        return await self._say(spot, text, markup, urgency, keep)

    async def say(self, spot: Spot, text: str, markup: Markup = None, urgency: Urgency = Urgency.TALK) -> Placeholder:
        """Sends a line, waiting for the budget of its chat; where it stands now. Raises `TelegramError`."""
        return await self._say(spot, text, markup, urgency, None)

    async def _say(self, spot: Spot, text: str, markup: Markup, urgency: Urgency, keep: Keep | None) -> Placeholder:
        for left in reversed(range(_TRIES)):
            while wait := self.budget.wait(spot.chat, urgency):
                await asyncio.sleep(wait)
            self.budget.spend(spot.chat)
            try:
                if keep is None:
                    return await self._send(spot, text, markup)
                async with self._slot():
                    placeholder = await self._send(spot, text, markup)
                    await keep(placeholder)
                    return placeholder
            except ChatMigrated as error:
                spot = spot.moved(error.new_chat_id)
            except TelegramError as error:
                if not left or is_final(error) or not is_unsent(error):
                    raise
                if isinstance(error, RetryAfter):
                    self.budget.close(spot.chat, seconds_of(error))
                else:
                    await asyncio.sleep(_PAUSE)
        raise TelegramError("The group moves on and on.")

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """One of the few places for lines that are not written down yet. Who takes long loses it, so that nobody waits for a hung call."""
        loop = asyncio.get_running_loop()
        await self._unkept.acquire()
        lost = loop.call_later(_SLOT_SECONDS, self._unkept.release)
        try:
            yield
        finally:
            if lost.when() > loop.time():  # else the timer gives it back, or has done so
                lost.cancel()
                self._unkept.release()

    async def _send(self, spot: Spot, text: str, markup: Markup) -> Placeholder:
        sent = await self._bot.send_message(
            text=clipped(text, LONGEST_TEXT), reply_markup=markup, link_preview_options=NO_PREVIEW, **place(spot)
        )
        return Placeholder(sent.chat.id, sent.message_id, spot.topic)


def place(spot: Spot) -> dict[str, Any]:
    """The arguments of a call that sends something to a spot."""
    reply = ReplyParameters(spot.message, allow_sending_without_reply=True) if spot.message else None
    return {"chat_id": spot.chat, "message_thread_id": spot.topic, "reply_parameters": reply}


def clipped(text: str, units: int) -> str:
    """`text`, cut to at most so many UTF-16 units, which is what Telegram counts; never empty, which it refuses."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= 2 * units:
        return text or "…"
    return encoded[: 2 * (units - 1)].decode("utf-16-le", "ignore") + "…"
