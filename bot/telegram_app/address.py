"""Where things are on Telegram, and how that is written down: addresses of answers and placeholders, keys, owners and chats."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from telegram import Message, User

from bot.front_end import Asker
from bot.telegram_app.api import NAME

_LONGEST_NAME: Final = 48
_LINKING: Final = str.maketrans({"@": "＠", "#": "＃", "/": "∕", "\\": "∖"})
"""What makes Telegram turn plain text into a mention, a tag, a command or a link, and what looks like it."""
_DOT: Final = re.compile(r"(?<=\w)\.(?=\w)")


@dataclass(frozen=True)
class Media:
    """A file of a message, as Telegram knows it."""

    file: str
    """Its file_id, valid for this bot as long as Telegram has the file."""
    size: int | None = None
    """Bytes, if known."""


@dataclass(frozen=True)
class Spot:
    """A place in a chat where the bot speaks."""

    chat: int
    """Below 0 for groups."""
    message: int = 0
    """The message that is answered; 0 for none."""
    topic: int | None = None
    """The forum topic."""

    @property
    def private(self) -> bool:
        """Whether one person is alone with the bot there."""
        return self.chat > 0

    def moved(self, chat: int) -> Spot:
        """The same after a group became a supergroup, where the old messages have other numbers."""
        return Spot(chat)


@dataclass(frozen=True)
class Address:
    """Where an answer goes, and what it was made of: the desk keeps it with the job."""

    spot: Spot
    photo: Media | None = None
    """The photo, so that an answer to the clip can use it again."""

    def as_json(self) -> dict[str, Any]:
        """As values that JSON knows."""
        return {**asdict(self.spot), "photo": None if self.photo is None else asdict(self.photo)}

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Address:
        """What `as_json` gave."""
        photo = values.get("photo")
        return cls(Spot(values["chat"], values["message"], values["topic"]), None if photo is None else Media(**photo))


@dataclass(frozen=True)
class Placeholder:
    """The message that will become the clip."""

    chat: int
    message: int
    topic: int | None = None
    sending: bool = False
    """A video was about to be sent instead of an edit: whether it arrived is not known until the next address is written down."""
    noted: bool = False
    """The round video note was about to be sent, and is not sent again."""

    @property
    def spot(self) -> Spot:
        """A place for an answer to it."""
        return Spot(self.chat, self.message, self.topic)

    def marked(self, *, sending: bool | None = None, noted: bool | None = None) -> Placeholder:
        """The same with a mark."""
        return replace(self, sending=self.sending if sending is None else sending, noted=self.noted if noted is None else noted)

    def as_text(self) -> str:
        """As the journal keeps it."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def read(cls, text: str | None) -> Placeholder | None:
        """What `as_text` gave; None of None."""
        return None if text is None else cls(**json.loads(text))


def spot_of(message: Message) -> Spot:
    """Where an answer to a message goes; the number of a thread counts only where it is a topic."""
    return Spot(message.chat.id, message.message_id, message.message_thread_id if message.is_topic_message else None)


def message_key(message: Message) -> str:
    """The key of what was asked for with a message: its update may come twice, under another number a week later."""
    return f"{NAME}:{message.chat.id}:{message.message_id}"


def click_key(click: str) -> str:
    """The key of what was asked for with a click."""
    return f"{NAME}:click:{click}"


def owner_id(person: int) -> str:
    """A person or, for an anonymous administrator, the group, as the desk knows them."""
    return f"{NAME}:{person}"


def asker_of(user: User, chat: int) -> Asker:
    """A person who asks."""
    return Asker(owner_id(user.id), f"{NAME}:{chat}", harmless(user.full_name), user.language_code or "")


def harmless(name: str) -> str:
    """A name as plain text that Telegram makes no mention, command or link of."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return _DOT.sub("․", line.translate(_LINKING))[:_LONGEST_NAME].strip() or "?"
