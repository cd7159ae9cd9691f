"""The statements that an operator's settings shape: what is kept, and who is behind the bot."""

from __future__ import annotations

from typing import Final

from bot.words.catalogue import Words
from toontalker.settings import Settings

_SERVICES: Final = {"gtts": "Google", "edge": "Microsoft"}
"""Voices of [voices] that speak over the network, and whose they are."""


def privacy(words: Words, settings: Settings) -> str:
    """What is kept and for how long, whether text leaves the machine, and whom to ask."""
    services = ", ".join(name for voice, name in _SERVICES.items() if voice in settings.voices.order)
    online = [words("desk.privacy_online", services=services)] if services else []
    return "\n".join(
        [
            words("desk.privacy", hours=settings.bot.again_hours),
            words("desk.privacy_clip", hours=settings.journal.keep_hours),
            *online,
            words("desk.privacy_rest"),
            _contact(words, settings.bot.contact),
        ]
    )


def about_us(words: Words, contact: str) -> str:
    """What the bot is, and whom to ask."""
    return "\n".join([words("desk.about"), _contact(words, contact)])


def _contact(words: Words, contact: str) -> str:
    """Whom to write to."""
    return words("desk.contact", contact=contact) if contact else words("desk.contact_operator")
