"""The one grammar of `/toon male Hello` for all front ends.

Options stand at the front in any order: a voice, a style, a language. At the end they count only in a form that no sentence ends
with (``voice:male``, ``--ink``), or behind a text in quotes. Everything else is the text, as it was typed. docs/bot.md tells it to people.
"""

from __future__ import annotations

from bot.command.command import Command
from bot.command.reading import read_command, read_text

__all__ = ["Command", "read_command", "read_text"]
