"""Every sentence to people, in their language: one TOML file per language beside this one, and how to find the right sentence there.

``words_for("pt-BR")("desk.forgotten", count=3)``
"""

from __future__ import annotations

from bot.words.catalogue import LANGUAGES, Forms, Words, placeholders, words_for
from bot.words.statements import about_us, privacy
from bot.words.times import about

__all__ = ["LANGUAGES", "Forms", "Words", "about", "about_us", "placeholders", "privacy", "words_for"]
