"""What may be asked for: the cheap checks, made before anything is written down."""

from __future__ import annotations

import hashlib
from typing import Final

from bot.front_end import Ask, Asker
from bot.ledger import Block, Recent
from bot.refusal import Refused
from bot.words import Words
from toontalker.settings import Settings

_OWN_DOOR: Final = "web:"
"""Owners on the page: whoever reaches it is let in there already, by its address or its password."""


class Rules:
    """Who may ask, for what, and how often."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._blocks: frozenset[Block] = frozenset()
        self.paused = False
        """Whether an admin has told the bot to take nothing in."""

    def know(self, blocks: list[Block]) -> None:
        """Who and what is blocked from now on."""
        self._blocks = frozenset(blocks)

    def is_admin(self, owner: str) -> bool:
        """Whether the operator named this person."""
        return owner in self._settings.bot.admins

    def welcome(self, owner: str, chat: str) -> bool:
        """Whether this person is answered in this chat."""
        if self.is_admin(owner):
            return True
        if Block("user", owner) in self._blocks or Block("chat", chat) in self._blocks:
            return False
        people, chats = self._settings.bot.allowed_people, self._settings.bot.allowed_chats
        return owner.startswith(_OWN_DOOR) or ((not people or owner in people) and (not chats or chat in chats))

    def check_asker(self, asker: Asker, words: Words) -> None:
        """Raises `Refused` where this person is not served here, or nobody is just now."""
        if not self.welcome(asker.owner, asker.chat):
            raise Refused(words("desk.not_here"), "not_here")
        if self.paused and not self.is_admin(asker.owner):
            raise Refused(words("desk.paused"), "paused")

    def check_hour(self, asker: Asker, recent: Recent, words: Words) -> None:
        """Raises `Refused` where person or chat had enough for this hour."""
        bot = self._settings.bot
        if recent.owner >= bot.per_owner_hour:
            raise Refused(words("desk.too_many_owner_hour", count=recent.owner), "owner_hour")
        if recent.chat >= bot.per_chat_hour:
            raise Refused(words("desk.too_many_chat_hour", count=recent.chat), "chat_hour")

    def check_content(self, ask: Ask, words: Words) -> None:
        """Raises `Refused` for a photo, a recording or a text that cannot do; what only a decoder can tell is left to the worker."""
        if not ask.command.text and ask.audio is None:
            raise Refused(words("desk.need_text"), "no_text")
        if len(ask.command.text) > self._settings.bot.max_text:
            raise Refused(words("desk.text_too_long", max=self._settings.bot.max_text), "text_too_long")
        if len(ask.photo) > self._settings.photo.max_megabytes * 1e6:
            raise Refused(words("desk.photo_too_large", megabytes=f"{self._settings.photo.max_megabytes:g}"), "photo_too_large")
        if not is_photo(ask.photo):
            raise Refused(words("desk.not_a_photo"), "not_a_photo")
        if ask.audio is not None and len(ask.audio) > self._settings.speech.max_audio_megabytes * 1e6:
            megabytes = f"{self._settings.speech.max_audio_megabytes:g}"
            raise Refused(words("desk.recording_too_large", megabytes=megabytes), "recording_too_large")
        self.check_photo(ask.photo, words)

    def check_photo(self, photo: bytes, words: Words) -> None:
        """Raises `Refused` for a photo that is blocked."""
        if self._blocks and Block("image", image_hash(photo)) in self._blocks:
            raise Refused(words("desk.blocked_photo"), "blocked_photo")


def is_photo(data: bytes) -> bool:
    """Whether these are the first bytes of a JPEG, a PNG or a WEBP."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def image_hash(photo: bytes) -> str:
    """How a photo is named in the block-list: the SHA-256 of its file, 64 hex digits."""
    return hashlib.sha256(photo).hexdigest()
