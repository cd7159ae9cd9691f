"""Turns placeholders into answers so that nobody gets a second video, whenever and however often this is cut short.

An edit can be repeated, so the placeholder is edited. Where it is gone a new one is sent as plain text, written down, and edited.
Only where Telegram refuses the edit as such a video is sent; that this was about to happen is written into the address first, and
whoever finds that mark after a crash sends nothing more.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import Final, Literal

from telegram import InlineKeyboardMarkup
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot import address as reply_address
from bot.desk import Desk
from bot.front_end import Delivery, Gone, Later, Standing
from bot.telegram_app.address import Address, Placeholder
from bot.telegram_app.api import NAME, ToonBot
from bot.telegram_app.buttons import again_button, clip_buttons, face_buttons, waiting_button
from bot.telegram_app.clips import Upload, as_media, beside, send, send_note, upload_of
from bot.telegram_app.limits import Urgency
from bot.telegram_app.refusals import is_final, is_gone, is_lost, is_no_media, is_too_large, is_unchanged, is_unsent, seconds_of, told
from bot.telegram_app.sender import LONGEST_TEXT, NO_PREVIEW, Sender, clipped
from bot.telegram_app.turns import Turns
from bot.words import Words
from gpu_worker.journal import Job

_LOG: Final = logging.getLogger(__name__)
_AGAIN: Final = 3.0
"""s after which a delivery is tried again where there is no telling what became of it."""
_BUSY: Final = 1.0
"""s for which a delivery waits for the placeholder that is just being made."""
_LONGEST_WAIT: Final = 5.0
"""s between two steps of one delivery."""
_NEW_PLACEHOLDERS: Final = 2
"""In one delivery; people may delete faster than we send."""
_REMEMBERED: Final = 2000

Outcome = Literal["done", "lost", "refused"]


class Deliveries:
    """What becomes of placeholders."""

    def __init__(self, desk: Desk, bot: ToonBot, sender: Sender, turns: Turns) -> None:
        self._desk = desk
        self._bot = bot
        self._sender = sender
        self._turns = turns
        self._over: OrderedDict[str, None] = OrderedDict()

    async def show(self, job: Job, standing: Standing) -> None:
        """Brings a placeholder up to date, where the limits of its chat leave room for that."""
        placeholder = Placeholder.read(job.placeholder)
        turn, budget = self._turns.of(job.key), self._sender.budget
        if placeholder is None or placeholder.sending or job.id in self._over or turn.locked():
            return
        if budget.wait(placeholder.chat, Urgency.PROGRESS):
            return
        async with turn:
            budget.spend(placeholder.chat)
            words = self._desk.words(reply_address.read(job).asker.locale)
            try:
                await self._edit_text(placeholder, standing.line, waiting_button(job.id, words))
            except RetryAfter as error:
                budget.close(placeholder.chat, seconds_of(error))
            except TelegramError as error:
                _LOG.debug("no progress shown: %s", told(error), extra={"platform": NAME, "job": job.id})

    async def deliver(self, delivery: Delivery) -> None:
        """Raises `Later`, `Gone`."""
        turn = self._turns.of(delivery.job.key)
        try:
            async with asyncio.timeout(_BUSY):
                await turn.acquire()
        except TimeoutError:
            raise Later(_BUSY) from None
        try:
            await self._deliver(delivery)
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                self._sender.budget.close(Address.read(delivery.address).spot.chat, seconds_of(error))
                raise Later(seconds_of(error)) from None
            if is_gone(error):
                raise Gone from None
            _LOG.warning("not delivered: %s", told(error), extra={"platform": NAME, "job": delivery.job.id})
            raise Later(_AGAIN) from None
        finally:
            turn.release()
        self._over[delivery.job.id] = None
        if len(self._over) > _REMEMBERED:
            self._over.popitem(last=False)

    async def take_back(self, job: Job) -> None:
        """Takes away the placeholder of a job that is no longer in the journal; what was delivered meanwhile stays."""
        placeholder = Placeholder.read(job.placeholder)
        async with self._turns.of(job.key):
            if placeholder is not None and job.id not in self._over:
                await self._remove(placeholder)

    async def _deliver(self, delivery: Delivery) -> None:
        job = await self._desk.job(delivery.job.id)
        if job is None:  # deleted by its person meanwhile
            return
        words = self._desk.words(delivery.asker.locale)
        placeholder = Placeholder.read(job.placeholder)
        if placeholder is not None and placeholder.sending:
            await self._perhaps_there(delivery, placeholder, words)
            return
        if wait := self._sender.budget.wait(self._chat(delivery, placeholder), Urgency.CLIP):
            raise Later(wait)
        upload = None if delivery.clip is None else await upload_of(delivery)
        for left in reversed(range(_NEW_PLACEHOLDERS + 1)):
            if placeholder is None:
                placeholder = await self._new_placeholder(delivery, words)
            outcome = await self._edit(delivery, placeholder, upload, words)
            if outcome == "done":
                break
            if outcome == "refused" or not left:
                placeholder = await self._send(delivery, placeholder, upload, words)
                break
            placeholder = None
        if upload is not None and placeholder is not None:
            await self._note(delivery, placeholder, upload)

    async def _new_placeholder(self, delivery: Delivery, words: Words) -> Placeholder:
        """Sent as text, which does no harm twice, and written down before anything is made of it."""
        spot = Address.read(delivery.address).spot
        line = words("telegram.here_it_comes") if delivery.clip is not None else delivery.line

        async def keep(placeholder: Placeholder) -> None:
            await self._desk.place(delivery.job.id, placeholder.as_text())

        return await self._sender.say_and_keep(spot, line, keep, urgency=Urgency.CLIP)

    async def _edit(self, delivery: Delivery, placeholder: Placeholder, upload: Upload | None, words: Words) -> Outcome:
        """Makes the answer of a placeholder; may be repeated. Raises `TelegramError` where that may help."""
        await self._turn(placeholder.chat)
        markup = _markup(delivery, words)
        try:
            if upload is None:
                await self._edit_text(placeholder, delivery.line, markup)
            else:
                await self._bot.edit_message_media(
                    as_media(delivery, upload),
                    placeholder.chat,
                    placeholder.message,
                    reply_markup=markup,
                    api_kwargs=beside(delivery, upload),
                )
        except ChatMigrated:
            return "lost"
        except TelegramError as error:
            if is_unchanged(error):
                return "done"
            if is_lost(error):
                return "lost"
            if upload is not None and (is_no_media(error) or is_too_large(error)):
                await self._edit_text(placeholder, words("telegram.no_video" if is_no_media(error) else "telegram.clip_too_large"), None)
                return "done"
            if is_gone(error) or not is_final(error):
                raise
            _LOG.info("edit refused: %s", told(error), extra={"platform": NAME, "job": delivery.job.id})
            return "refused"
        return "done"

    async def _send(self, delivery: Delivery, placeholder: Placeholder, upload: Upload | None, words: Words) -> Placeholder:
        """What cannot be edited is sent, once; where it stands then."""
        spot = Address.read(delivery.address).spot
        spot = spot if spot.chat == placeholder.chat else spot.moved(placeholder.chat)
        if upload is None:
            sent = await self._sender.say(spot, delivery.line, _markup(delivery, words), Urgency.CLIP)
            await self._desk.place(delivery.job.id, sent.as_text())
            return sent
        await self._turn(spot.chat)
        marked = placeholder.marked(sending=True)
        await self._desk.place(delivery.job.id, marked.as_text())
        try:
            sent = await send(self._bot, delivery, upload, spot, _markup(delivery, words))
        except TelegramError as error:
            if not is_unsent(error):
                _LOG.warning("perhaps sent: %s", told(error), extra={"platform": NAME, "job": delivery.job.id})
                await self._perhaps_there(delivery, marked, words)
                return marked
            await self._desk.place(delivery.job.id, placeholder.as_text())
            if is_no_media(error):
                await self._edit_text(placeholder, words("telegram.no_video"), None)
                return placeholder
            raise
        await self._desk.place(delivery.job.id, sent.as_text())
        await self._remove(placeholder)
        return sent

    async def _perhaps_there(self, delivery: Delivery, placeholder: Placeholder, words: Words) -> None:
        """A video was about to be sent when we were cut short: it may be there, so none is sent."""
        markup = again_button(delivery.job.id, words) if delivery.buttons else None
        try:
            await self._edit_text(placeholder, words("telegram.perhaps_there"), markup)
        except TelegramError as error:
            if not is_unchanged(error) and not is_final(error):
                raise

    async def _note(self, delivery: Delivery, placeholder: Placeholder, upload: Upload) -> None:
        """The round video note, at most once: the mark is written down before it is sent, and it is left out where anything fails."""
        wanted = self._desk.settings.telegram.round_video and delivery.ending == "clip" and delivery.width == delivery.height
        if not wanted or delivery.seconds > 60 or placeholder.noted or placeholder.sending:
            return
        await self._desk.place(delivery.job.id, placeholder.marked(noted=True).as_text())
        self._sender.budget.spend(placeholder.chat)
        try:
            await send_note(self._bot, delivery, upload, placeholder.spot)
        except TelegramError as error:
            _LOG.info("no video note: %s", told(error), extra={"platform": NAME, "job": delivery.job.id})

    async def _edit_text(self, placeholder: Placeholder, text: str, markup: InlineKeyboardMarkup | None) -> None:
        await self._bot.edit_message_text(
            clipped(text, LONGEST_TEXT),
            placeholder.chat,
            placeholder.message,
            reply_markup=markup,
            link_preview_options=NO_PREVIEW,
        )

    async def _remove(self, placeholder: Placeholder) -> None:
        try:
            await self._bot.delete_message(placeholder.chat, placeholder.message)
        except TelegramError as error:
            _LOG.info("placeholder stays: %s", told(error), extra={"platform": NAME})

    async def _turn(self, chat: int) -> None:
        """A further step of a delivery that has begun; it waits a little rather than begin again and again. Raises `Later`."""
        while wait := self._sender.budget.wait(chat, Urgency.CLIP):
            if wait > _LONGEST_WAIT:
                raise Later(wait)
            await asyncio.sleep(wait)
        self._sender.budget.spend(chat)

    @staticmethod
    def _chat(delivery: Delivery, placeholder: Placeholder | None) -> int:
        """Where the answer goes."""
        return Address.read(delivery.address).spot.chat if placeholder is None else placeholder.chat


def _markup(delivery: Delivery, words: Words) -> InlineKeyboardMarkup | None:
    if delivery.ending == "clip":
        return clip_buttons(delivery, words)
    if delivery.ending == "choice":
        return face_buttons(delivery, words) if delivery.faces else None
    return again_button(delivery.job.id, words) if delivery.ending == "failed" and delivery.buttons else None
