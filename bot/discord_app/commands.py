"""The commands as people see them: names, descriptions, options and choices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot.discord_app.languages import language_choices
from bot.discord_app.localisation import told
from toontalker.clip import VOICES, Style, Voice

if TYPE_CHECKING:
    from bot.discord_app.reception import Reception

Statement = Callable[[discord.Interaction[Any]], Awaitable[None]]
"""Answers a command without options."""
_OPTIONS: Final = ("photo", "text", "voice", "style", "recording", "language")
"""Of ``/toon``."""
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu


def commands_for(reception: Reception) -> list[AnyCommand]:
    """All of them, for one client: the library ties a command to the tree that it stands in."""
    statements = reception.statements
    return [
        _toon(reception),
        _toon_this(reception),
        _plain("toon-styles", "commands.styles", statements.styles),
        _plain("privacy", "commands.privacy", statements.privacy),
        _plain("forget", "commands.forget", statements.forget),
        _plain("about", "commands.about", statements.about),
        _plain("stats", "commands.stats", statements.stats),
        _admin(statements.admin),
    ]


def _toon(reception: Reception) -> AnyCommand:
    """``/toon``."""

    async def languages(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=code) for name, code in language_choices(typed, str(interaction.locale))]

    @app_commands.rename(**{name: told(f"discord.name_{name}") for name in _OPTIONS})
    @app_commands.describe(**{name: told(f"commands.option_{name}") for name in _OPTIONS})
    @app_commands.choices(
        voice=[app_commands.Choice(name=told(f"desk.voice_{voice}"), value=voice) for voice in VOICES],
        style=[app_commands.Choice(name=told(f"desk.style_{style}"), value=style) for style in reception.styles],
    )
    @app_commands.autocomplete(language=languages)
    async def toon(
        interaction: discord.Interaction[Any],
        photo: discord.Attachment,
        text: str = "",
        voice: str = "",
        style: str = "",
        recording: discord.Attachment | None = None,
        language: str = "",
    ) -> None:
        chosen_voice: Voice | None = next((known for known in VOICES if known == voice), None)
        chosen_style: Style | None = next((known for known in reception.styles if known == style), None)
        await reception.toon(interaction, photo, recording, (text, chosen_voice, chosen_style, language))

    return app_commands.Command(name="toon", description=told("commands.toon_text"), callback=toon)


def _toon_this(reception: Reception) -> AnyCommand:
    """In the menu of a message."""

    async def toon_this(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await reception.toon_this(interaction, message)

    return app_commands.ContextMenu(name=told("commands.toon_this"), callback=toon_this)


def _plain(name: str, description: str, answer: Statement) -> AnyCommand:
    """A command without options."""

    async def say(interaction: discord.Interaction[Any]) -> None:
        await answer(interaction)

    return app_commands.Command(name=name, description=told(description), callback=say)


def _admin(answer: Callable[[discord.Interaction[Any], str], Awaitable[None]]) -> AnyCommand:
    """``/toon-admin``; Discord shows it to those who run the guild, and the desk decides whom it obeys."""

    @app_commands.default_permissions()
    @app_commands.rename(line=told("discord.name_line"))
    @app_commands.describe(line=told("discord.option_line"))
    async def admin(interaction: discord.Interaction[Any], line: str) -> None:
        await answer(interaction, line)

    return app_commands.Command(name="toon-admin", description=told("discord.admin"), callback=admin)
