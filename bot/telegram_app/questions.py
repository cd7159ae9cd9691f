"""What was said so far where photo or text is lacking: a note with the desk, found again by our question that is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from telegram import ForceReply

from bot.command import Command
from bot.desk import Desk
from bot.telegram_app.address import Media, Placeholder, Spot, owner_id
from bot.telegram_app.api import NAME
from bot.telegram_app.incoming import Wish
from bot.telegram_app.sender import Sender
from bot.words import Words

_LONGEST_HINT: Final = 64
"""Characters in the empty field."""


@dataclass(frozen=True)
class Pending:
    """A request that lacks something."""

    person: int
    """Who asked; nobody else completes it."""
    question: int
    """Our message that asks for the rest."""
    command: Command = field(default_factory=Command)
    photo: Media | None = None
    audio: Media | None = None

    def as_json(self) -> dict[str, Any]:
        """As values that JSON knows."""
        return asdict(self)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Pending:
        """What `as_json` gave."""
        photo, audio = (None if values[name] is None else Media(**values[name]) for name in ("photo", "audio"))
        return cls(values["person"], values["question"], Command(**values["command"]), photo, audio)


def joined(wish: Wish, pending: Pending | None) -> Wish:
    """What is wanted in all: what was said last counts."""
    if pending is None:
        return wish
    before, now = pending.command, wish.command
    command = Command(now.text or before.text, now.voice or before.voice, now.style or before.style, now.language or before.language)
    audio = wish.audio or (None if now.text else pending.audio)
    photo = wish.photo or (None if wish.clip else pending.photo)
    return replace(wish, command=command, photo=photo, audio=audio)


def completes(wish: Wish, pending: Pending) -> bool:
    """Whether a message that answers nothing brings just what is lacking, so that it can only be meant so."""
    if wish.spelled or wish.clip is not None:
        return False
    said = bool(wish.command.text or wish.audio)
    if pending.photo is not None:
        return said and wish.photo is None
    return wish.photo is not None and not said if pending.command.text or pending.audio else (wish.photo is None) == said


class Questions:
    """Asks for what is lacking, and knows what it is lacking to."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self._desk = desk
        self._sender = sender

    async def ask(self, spot: Spot, wish: Wish, person: int, words: Words) -> None:
        """Asks for the photo, or for the text. Raises `TelegramError`."""
        if wish.photo is None:
            text = words("desk.need_photo" if wish.command.text or wish.audio else "desk.need_both")
            hint = words("telegram.field_photo")
        else:
            text, hint = words("desk.need_text"), words("telegram.field_text")
        asked = await self._sender.say(spot, text, ForceReply(selective=True, input_field_placeholder=hint[:_LONGEST_HINT]))
        note = Pending(person, asked.message, wish.command, wish.photo, wish.audio).as_json()
        for key in _keys(asked, latest=spot.private):
            await self._desk.remember(key, note, owner_id(person))

    async def pending(self, spot: Spot, wish: Wish, person: int) -> Pending | None:
        """What a message completes. In a private chat, where people simply write on, it need not be an answer to our question."""
        note = await self._desk.recall(_key(spot.chat, wish.question)) if wish.question is not None or spot.private else None
        pending = None if note is None else Pending.read(note)
        if pending is None or pending.person != person or (wish.question is None and not completes(wish, pending)):
            return None
        return pending

    async def settle(self, spot: Spot, pending: Pending) -> None:
        """A question was answered."""
        await self._desk.drop(_key(spot.chat, pending.question))
        if spot.private:
            latest = await self._desk.recall(_key(spot.chat, None))
            if latest is not None and latest["question"] == pending.question:
                await self._desk.drop(_key(spot.chat, None))

    async def settle_latest(self, spot: Spot) -> None:
        """In a private chat somebody asked for something whole: what they write next is no answer to an older question."""
        if spot.private:
            await self._desk.drop(_key(spot.chat, None))


def _keys(asked: Placeholder, *, latest: bool) -> list[str]:
    return [_key(asked.chat, asked.message), *([_key(asked.chat, None)] if latest else [])]


def _key(chat: int, question: int | None) -> str:
    """Of the note about a question; None: the latest one in this chat."""
    return f"{NAME}:question:{chat}" + ("" if question is None else f":{question}")
