"""What message is what: whether it is for this bot, and what is asked for with it. Pure, so that tests can try every form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from telegram import Document, ExternalReplyInfo, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.command import Command, read_command, read_text
from bot.telegram_app.address import Media
from bot.telegram_app.buttons import job_under

COMMANDS: Final = ("start", "help", "privacy", "forget", "styles", "about", "stats", "admin")
"""Those beside /toon."""
_SLASH: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+|$)")
_GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)
_QUOTED: Final = (MessageEntity.CODE, MessageEntity.PRE)
"""Somebody shows others how a command is written."""
_KINDS: Final = ("text", "photo", "document", "voice", "audio", "video", "video_note", "sticker", "animation")
"""What people send, in contrast to what Telegram says about the chat."""


@dataclass(frozen=True)
class Wish:
    """A message that may become a clip, with what it brings along; what is lacking may have been said before."""

    command: Command
    spelled: bool = False
    """Whether /toon was written."""
    photo: Media | None = None
    audio: Media | None = None
    clip: str | None = None
    """The job whose clip or placeholder is answered: its photo will do."""
    question: int | None = None
    """The message of ours that is answered."""
    album: str | None = None
    """Several photos sent at once are as many messages, and one of them has the caption."""


@dataclass(frozen=True)
class Slash:
    """One of `COMMANDS`."""

    name: str
    rest: str
    """What follows it."""
    addressed: bool
    """Whether the bot was named with it."""


@dataclass(frozen=True)
class Chatter:
    """Something else, said to the bot alone."""


Incoming: TypeAlias = Wish | Slash | Chatter


def read_message(message: Message, me: User) -> Incoming | None:
    """What is wanted; None: not of our business. `me` is this bot."""
    private = message.chat.type == ChatType.PRIVATE
    if not (private or message.chat.type in _GROUPS) or not is_heard(message):
        return None
    said = message.text or message.caption or ""
    command = None if _is_quoted(message) else read_command(said, me.username or "")
    if command is not None:
        return _wish(message, me, command, spelled=True)
    if said.startswith("/") and not _is_quoted(message):
        return _slash(said, me, private=private)
    wish = _wish(message, me, read_text(said), spelled=False)
    if private:
        return wish if wish.photo or wish.audio or said else Chatter()
    # In a group only what answers the bot is meant for it. What it answers there is looked up later: most of our messages ask nothing.
    return wish if wish.question and (said or wish.photo or wish.audio) else None


def is_heard(message: Message) -> bool:
    """Whether a message comes from a person: bots answer bots without end, and channels have nobody to answer to."""
    if message.is_automatic_forward or not any(getattr(message, kind) for kind in _KINDS):
        return False
    return speaker(message) is not None


def speaker(message: Message) -> User | None:
    """Who wrote it; an anonymous administrator speaks as the group. None for bots and channels."""
    if message.sender_chat is not None:
        chat = message.sender_chat
        known = chat.id == message.chat.id
        return User(chat.id, chat.title or "", is_bot=False) if known else None
    return None if message.from_user is None or message.from_user.is_bot else message.from_user


def _wish(message: Message, me: User, command: Command, *, spelled: bool) -> Wish:
    """All that a message and the one it answers bring along."""
    reply = message.reply_to_message
    ours = reply is not None and reply.from_user is not None and reply.from_user.id == me.id
    clip = job_under(reply) if ours and reply is not None else None
    photo, audio = _photo_of(message), _audio_of(message)
    answered = message.external_reply if reply is None else reply
    # A photo with a plain caption in answer to something is a new request; what hangs on a message of ours is never a photo of theirs.
    if answered is not None and not ours:
        photo = photo or _photo_of(answered)
        if spelled or photo is None:
            audio = audio or _audio_of(answered)
    return Wish(
        command,
        spelled,
        photo,
        audio,
        None if photo else clip,
        reply.message_id if ours and reply is not None else None,
        message.media_group_id,
    )


def _slash(said: str, me: User, *, private: bool) -> Incoming | None:
    """A command that is not /toon."""
    match = _SLASH.match(said)
    if match is None:
        return Chatter() if private else None
    name, addressee = match[1].lower(), (match[2] or "").lower()
    if addressee and addressee != (me.username or "").lower():
        return None
    if name not in COMMANDS:
        return Chatter() if private and name != "toon" else None
    return Slash(name, said[match.end() :].strip(), bool(addressee))


def _photo_of(message: Message | ExternalReplyInfo) -> Media | None:
    """The photo of a message, in its largest size, or a picture sent as a file."""
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return Media(best.file_id, best.file_size)
    if isinstance(message.document, Document) and (message.document.mime_type or "").startswith("image/"):
        return Media(message.document.file_id, message.document.file_size)
    return None


def _audio_of(message: Message | ExternalReplyInfo) -> Media | None:
    """A voice note or a piece of music."""
    sound = message.voice or message.audio
    return None if sound is None else Media(sound.file_id, sound.file_size)


def _is_quoted(message: Message) -> bool:
    entities = message.entities or message.caption_entities
    return any(entity.offset == 0 and entity.type in _QUOTED for entity in entities)
