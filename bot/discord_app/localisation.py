"""Commands, options and choices in each person's language, taken from the word list."""

from __future__ import annotations

import re
from typing import Final

import discord
from discord import app_commands

from bot.words import words_for

_OPTION: Final = re.compile(r"[-_'\w]{1,32}")
"""What the name of an option may be, in lower case; `\\w` allows a little less than Discord does."""
_LONGEST: Final = 100
"""Characters of a description or of a choice."""
_LONGEST_NAME: Final = 32
"""Characters of a command's name."""
_PLACE = app_commands.TranslationContextLocation


def told(key: str) -> app_commands.locale_str:
    """The English sentence called `key`, which `WordsTranslator` knows in other languages."""
    return app_commands.locale_str(words_for("en")(key)[:_LONGEST], key=key)


class WordsTranslator(app_commands.Translator):
    """Asked for each text and each of Discord's languages when commands are told to Discord."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The text in that language; None where there is none, or where it is the English one, which is shown then."""
        words = words_for(str(locale))
        key = string.extras.get("key")
        if key is None or key not in words:
            return None
        text = words(key)
        if text == string.message or words.language == "en":
            return None
        if context.location is _PLACE.parameter_name:
            return name if _OPTION.fullmatch(name := text.lower()) else None
        if context.location in (_PLACE.command_name, _PLACE.group_name):
            return text if len(text) <= _LONGEST_NAME else None
        return text[:_LONGEST]
