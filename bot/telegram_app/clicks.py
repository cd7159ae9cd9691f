"""What happens when a button is pressed: the same again, the row of styles, a face, Delete, and the confirmation of /forget."""

from __future__ import annotations

import logging
from typing import Final

from telegram import CallbackQuery, ChatMember, Message, User
from telegram.error import BadRequest, TelegramError

from bot.desk import Desk
from bot.front_end import AskAgain, Asker, Change
from bot.telegram_app.address import Address, Spot, asker_of, click_key, owner_id, spot_of
from bot.telegram_app.api import NAME, ToonBot
from bot.telegram_app.asks import Asks
from bot.telegram_app.buttons import Click, buttons_for, style_buttons
from bot.telegram_app.deliveries import Deliveries
from bot.telegram_app.refusals import is_gone, told
from bot.telegram_app.sender import NO_PREVIEW, clipped
from bot.telegram_app.turns import Turns
from bot.words import Words
from toontalker.errors import RequestError

_LOG: Final = logging.getLogger(__name__)
_LONGEST_ANSWER: Final = 200
"""UTF-16 units of what pops up over the chat."""
_MODERATORS: Final = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


class Clicks:
    """All buttons; they know what they need themselves, so they work after a restart."""

    def __init__(self, desk: Desk, bot: ToonBot, asks: Asks, deliveries: Deliveries, turns: Turns) -> None:
        self._desk = desk
        self._bot = bot
        self._asks = asks
        self._deliveries = deliveries
        self._turns = turns

    async def press(self, query: CallbackQuery) -> None:
        """Deals with a click; it is always answered, or the button would seem to hang. Raises `TelegramError`."""
        words = self._desk.words(query.from_user.language_code or "")
        click = Click.read(query.data or "")
        if click is None or query.message is None:
            await self._answer(query)
            return
        message = query.message
        spot = spot_of(message) if isinstance(message, Message) else Spot(message.chat.id, message.message_id)
        if click.action in ("styles", "back"):
            await self._swap(click, spot, words)
            await self._answer(query)
        elif click.action == "delete":
            await self._delete(query, click, spot, words)
        elif click.action == "forget":
            await self._forget(query, click, spot, words)
        else:
            await self._again(query, click, spot, words)

    async def _again(self, query: CallbackQuery, click: Click, spot: Spot, words: Words) -> None:
        """The same photo and text once more."""
        asker = asker_of(query.from_user, spot.chat)
        if not self._desk.welcome(asker.owner, asker.chat):
            await self._answer(query, words("desk.not_here"), alert=True)
            return
        if click.action == "style":
            await self._swap(click, spot, words)
        change = Change(click.chosen_voice, click.chosen_style, click.chosen_face)
        try:
            taken = await self._asks.again(await self._ask(query, click, spot, asker, change), spot)
        except RequestError as refusal:
            await self._answer(query, str(refusal), alert=True)
        else:
            await self._answer(query, taken.standing.line)

    async def _ask(self, query: CallbackQuery, click: Click, spot: Spot, asker: Asker, change: Change) -> AskAgain:
        address = Address(spot, await self._asks.photo_of(click.job))
        return AskAgain(click_key(query.id), asker, address.as_json(), click.job, change)

    async def _swap(self, click: Click, spot: Spot, words: Words) -> None:
        """Shows the row of styles, or the buttons again."""
        markup = style_buttons(click, words) if click.action == "styles" else buttons_for(click, words)
        try:
            await self._bot.edit_message_reply_markup(spot.chat, spot.message, reply_markup=markup)
        except TelegramError as error:  # pressed twice, deleted meanwhile, or too much at once
            _LOG.debug("buttons stay: %s", told(error), extra={"platform": NAME, "job": click.job})

    async def _delete(self, query: CallbackQuery, click: Click, spot: Spot, words: Words) -> None:
        """The clip goes with everything that belongs to it, for its person and for moderators."""
        if not await self._may_delete(query.from_user, click, spot):
            await self._answer(query, words("desk.not_yours"), alert=True)
            return
        job = await self._desk.job(click.job)
        async with self._turns.of(click.job if job is None else job.key):
            await self._desk.withdraw(click.job)
            try:
                await self._bot.delete_message(spot.chat, spot.message)
            except BadRequest as error:  # Telegram lets bots delete for two days
                _LOG.info("message stays: %s", told(error), extra={"platform": NAME, "job": click.job})
                await self._answer(query, words("telegram.delete_yourself"), alert=True)
                return
        await self._answer(query, words("desk.deleted"))

    async def _may_delete(self, person: User, click: Click, spot: Spot) -> bool:
        if spot.private or await self._desk.owner_of(click.job) == owner_id(person.id) or self._desk.is_admin(owner_id(person.id)):
            return True
        try:
            member = await self._bot.get_chat_member(spot.chat, person.id)
        except TelegramError as error:
            if not (isinstance(error, BadRequest) or is_gone(error)):
                raise
            return False
        return member.status in _MODERATORS

    async def _forget(self, query: CallbackQuery, click: Click, spot: Spot, words: Words) -> None:
        """The person who asked for it confirms it."""
        if click.value != str(query.from_user.id):
            await self._answer(query, words("telegram.forget_yourself"), alert=True)
            return
        forgotten = await self._desk.forget(owner_id(query.from_user.id))
        line = words("desk.forgotten", count=len(forgotten))
        try:
            await self._bot.edit_message_text(line, spot.chat, spot.message, link_preview_options=NO_PREVIEW)
        except BadRequest as error:
            _LOG.debug("question stays: %s", told(error), extra={"platform": NAME})
        await self._answer(query, line)
        for job in forgotten:
            if not job.told:
                await self._deliveries.take_back(job)

    async def _answer(self, query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
        """Takes the clock off the button. After a minute Telegram wants no answer any more, which is no harm."""
        try:
            await self._bot.answer_callback_query(query.id, None if text is None else clipped(text, _LONGEST_ANSWER), show_alert=alert)
        except TelegramError as error:
            _LOG.debug("click not answered: %s", told(error), extra={"platform": NAME})
