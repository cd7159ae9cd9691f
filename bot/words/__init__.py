"""Every sentence to people, in their language: one TOML file per language beside this one, and how to find the right sentence there.

``words_for("pt-BR")("desk.forgotten", count=3)``
"""

from __future__ import annotations

from bot.words.catalogue import LANGUAGES, Forms, Words, placeholders, words_for
from bot.words.statements import about_us, privacy
from bot.words.times import about

LOCALES = LANGUAGES
"""The languages with a file of their own; English, which the others fall back to, comes first."""

__all__ = ["LANGUAGES", "LOCALES", "Forms", "Words", "about", "about_us", "placeholders", "privacy", "words_for"]
