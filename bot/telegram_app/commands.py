"""The commands beside /toon, and the menus in which Telegram shows them."""

from __future__ import annotations

import logging
from typing import Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    InlineKeyboardMarkup,
    Message,
    User,
)
from telegram.error import TelegramError

from bot.desk import Desk
from bot.telegram_app.address import asker_of, spot_of
from bot.telegram_app.api import NAME, ToonBot
from bot.telegram_app.buttons import forget_button
from bot.telegram_app.incoming import Slash
from bot.telegram_app.refusals import told
from bot.telegram_app.sender import Sender
from bot.words import LANGUAGES, Words, about_us, privacy, words_for
from toontalker.clip import DRAWN_STYLES
from toontalker.errors import RequestError

_LOG: Final = logging.getLogger(__name__)
_ALWAYS: Final = ("privacy", "forget")
"""What even those are told who may ask for nothing else: it is about their own data."""
_PRIVATE: Final = ("toon", "styles", "help", "privacy", "forget", "about", "stats")
_MENUS: Final[tuple[tuple[BotCommandScope, tuple[str, ...]], ...]] = (
    (BotCommandScopeDefault(), _PRIVATE),
    (BotCommandScopeAllPrivateChats(), _PRIVATE),
    (BotCommandScopeAllGroupChats(), ("toon", "styles", "help", "privacy", "forget")),
)


class Commands:
    """Each answers with one message."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self._desk = desk
        self._sender = sender

    async def run(self, message: Message, slash: Slash, person: User, me: User) -> None:
        """Deals with a command. Raises `TelegramError`."""
        spot = spot_of(message)
        asker = asker_of(person, spot.chat)
        words = self._desk.words(asker.locale)
        if slash.name == "start" and not (spot.private or slash.addressed):
            return  # in a group it belongs to whichever bot somebody has just added
        if slash.name == "admin" and not (spot.private or self._desk.is_admin(asker.owner)):
            return
        if not self._desk.welcome(asker.owner, asker.chat) and slash.name not in _ALWAYS:
            if spot.private:
                await self._sender.say(spot, words("desk.not_here"))
            return
        markup: InlineKeyboardMarkup | None = None
        if slash.name == "forget":
            text, markup = words("telegram.forget_sure"), forget_button(person.id, words)
        elif slash.name == "stats":
            text = await self._desk.stats(asker.locale)
        elif slash.name == "admin":
            text = await self._admin(asker.owner, slash.rest, asker.locale)
        else:
            text = self._told(slash.name, words, me)
        await self._sender.say(spot, text, markup)

    async def hint(self, message: Message, person: User) -> None:
        """To somebody who sends the bot what it can make nothing of. Raises `TelegramError`."""
        spot = spot_of(message)
        asker = asker_of(person, spot.chat)
        name = "telegram.hint" if self._desk.welcome(asker.owner, asker.chat) else "desk.not_here"
        await self._sender.say(spot, self._desk.words(asker.locale)(name))

    def _told(self, name: str, words: Words, me: User) -> str:
        """What needs no asking."""
        settings = self._desk.settings
        if name == "privacy":
            return privacy(words, settings)
        if name == "about":
            return about_us(words, settings.bot.contact)
        if name == "styles":
            return "\n".join([words("desk.styles"), "", *(_style(words, style) for style in DRAWN_STYLES)])
        lines = [words("desk.help", styles=", ".join(DRAWN_STYLES))]
        if name == "start":
            lines.insert(0, words("telegram.start"))
        if not me.can_read_all_group_messages:
            lines.append(words("telegram.in_groups", name=me.username or ""))
        return "\n\n".join(lines)

    async def _admin(self, owner: str, line: str, locale: str) -> str:
        try:
            return await self._desk.admin(owner, line, locale)
        except RequestError as refusal:
            return str(refusal)


def _style(words: Words, style: str) -> str:
    return f"• {style}: {words(f'desk.style_{style}_is')}"


async def set_menus(bot: ToonBot) -> None:
    """Tells Telegram the commands, for each kind of chat and each language; where it fails, the old menus stay."""
    for locale in LANGUAGES:
        words = words_for(locale)
        for scope, names in _MENUS:
            menu = [BotCommand(name, words(f"commands.{name}")) for name in names]
            try:
                await bot.set_my_commands(menu, scope, language_code=locale if locale != LANGUAGES[0] else None)
            except TelegramError as error:
                _LOG.info("menus stay as they were: %s", told(error), extra={"platform": NAME})
                return
