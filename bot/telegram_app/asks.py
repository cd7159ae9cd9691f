"""From a message to a job with a placeholder: photo and recording are fetched, what is lacking is asked for, the desk takes it in."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from telegram import Message, User
from telegram.error import TelegramError

from bot import address as reply_address
from bot.desk import Desk, Taken
from bot.front_end import Ask, AskAgain, Asker
from bot.telegram_app.address import Address, Media, Placeholder, Spot, asker_of, message_key, spot_of
from bot.telegram_app.api import NAME
from bot.telegram_app.buttons import waiting_button
from bot.telegram_app.downloads import Downloads, FileGone, FileTooLarge
from bot.telegram_app.incoming import Wish
from bot.telegram_app.questions import Questions, joined
from bot.telegram_app.refusals import told
from bot.telegram_app.sender import Sender
from bot.telegram_app.turns import Turns
from bot.words import Words
from toontalker.errors import RequestError

_LOG: Final = logging.getLogger(__name__)


class Asks:
    """Whatever may become a clip."""

    def __init__(self, desk: Desk, sender: Sender, downloads: Downloads, turns: Turns) -> None:
        self._desk = desk
        self._sender = sender
        self._downloads = downloads
        self._turns = turns
        self._questions = Questions(desk, sender)

    async def wish(self, message: Message, wish: Wish, person: User) -> None:
        """Deals with a message that may become a clip; once more with the same message does no harm. Raises `TelegramError`."""
        spot = spot_of(message)
        asker = asker_of(person, spot.chat)
        words = self._desk.words(asker.locale)
        pending = await self._questions.pending(spot, wish, person.id)
        if not (spot.private or wish.spelled or pending or (wish.audio and wish.clip)):
            return
        if not self._desk.welcome(asker.owner, asker.chat):
            if spot.private:
                await self._sender.say(spot, words("desk.not_here"))
            return
        whole = joined(wish, pending)
        if whole.photo is None and whole.clip is not None:
            whole = replace(whole, photo=await self.photo_of(whole.clip))
        if spot.private and await self._is_sibling(message, whole):
            return
        if whole.photo is None and whole.clip is not None:
            await self._sender.say(spot, words("desk.gone_photo"))
        elif whole.photo is None and not (wish.spelled or pending or whole.audio):
            await self._sender.say(spot, words("telegram.hint"))
        elif whole.photo is None or not (whole.command.text or whole.audio):
            await self._questions.ask(spot, whole, person.id, words)
        elif not await self._take(Address(spot, whole.photo), whole, asker, message_key(message)):
            return  # what was refused may be said better in answer to the same question
        elif pending is None:
            await self._questions.settle_latest(spot)
        if pending is not None:  # last, for a crash before would lose what the answer completes
            await self._questions.settle(spot, pending)

    async def again(self, ask: AskAgain, spot: Spot) -> Taken:
        """Takes in a click that asks for the same again with a change; it gets a placeholder of its own. Raises `RequestError`."""
        async with self._turns.of(ask.key):
            taken = await self._desk.again(ask)
            await self._place(taken, spot, self._desk.words(ask.asker.locale))
        return taken

    async def photo_of(self, job_id: str) -> Media | None:
        """The photo that a job was made of, as long as the job is known."""
        job = await self._desk.job(job_id)
        return None if job is None else Address.read(reply_address.read(job).address).photo

    async def _take(self, address: Address, wish: Wish, asker: Asker, key: str) -> bool:
        """Hands a whole request to the desk and makes its placeholder; False where it was refused, and the person was told why."""
        words = self._desk.words(asker.locale)
        async with self._turns.of(key):
            try:
                # In one expression, so that no photo stays in memory while the placeholder waits for its turn.
                taken = await self._desk.take(await self._ask(address, wish, asker, key))
            except RequestError as refusal:
                await self._sender.say(address.spot, str(refusal))
                return False
            await self._place(taken, address.spot, words)
            return True

    async def _ask(self, address: Address, wish: Wish, asker: Asker, key: str) -> Ask:
        """What the desk wants, with all files fetched. Raises `RequestError`."""
        words, settings = self._desk.words(asker.locale), self._desk.settings
        assert wish.photo is not None
        photo = await self._fetch(wish.photo, words, settings.photo.max_megabytes, "photo")
        limit = settings.speech.max_audio_megabytes
        audio = None if wish.audio is None else await self._fetch(wish.audio, words, limit, "recording")
        return Ask(key, asker, address.as_json(), wish.command, photo, audio)

    async def _fetch(self, media: Media, words: Words, megabytes: float, what: str) -> bytes:
        """A file of a message. Raises `RequestError` with a kind sentence where it is too large or gone."""
        try:
            return await self._downloads.fetch(media, int(min(megabytes, 20) * 1e6))
        except FileTooLarge:
            raise RequestError(words(f"desk.{what}_too_large", megabytes=f"{min(megabytes, 20):g}")) from None
        except FileGone:
            raise RequestError(words("desk.gone_photo" if what == "photo" else "telegram.gone_recording")) from None

    async def _place(self, taken: Taken, spot: Spot, words: Words) -> None:
        """Sends the placeholder, unless there is one, or the answer is about to bring its own; under the turn of the job."""
        job = taken.job
        if taken.known and (job.placeholder is not None or job.over):
            return

        async def keep(placeholder: Placeholder) -> None:
            await self._desk.place(job.id, placeholder.as_text())

        try:
            await self._sender.say_and_keep(spot, taken.standing.line, keep, waiting_button(job.id, words))
        except TelegramError as error:  # it may have arrived; a second one would stay for ever, the answer brings its own if need be
            _LOG.warning("no placeholder: %s", told(error), extra={"platform": NAME, "job": job.id})
            self._desk.placed(job.id)

    async def _is_sibling(self, message: Message, wish: Wish) -> bool:
        """Whether this is one more photo of an album that was dealt with: only the one with the words counts, or else the first."""
        if wish.album is None:
            return False
        key = f"{NAME}:album:{message.chat.id}:{wish.album}"
        counted = await self._desk.recall(key)
        if counted is None or wish.command.text:
            await self._desk.remember(key, {"message": message.message_id})
            return False
        return bool(counted["message"] != message.message_id)
