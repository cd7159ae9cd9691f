"""Commands in every language."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from discord import app_commands

from bot.discord_app.commands import commands_for
from bot.discord_app.localisation import WordsTranslator
from bot.discord_app.reception import Reception
from toontalker.clip import DRAWN_STYLES

NAME = re.compile(r"[-_'\w]{1,32}")
"""Of a slash command or an option, in lower case."""


async def _nothing(*_arguments: object) -> None:
    """A command that is never called."""


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    """All commands as Discord is told them."""
    names = ("styles", "privacy", "forget", "about", "stats", "admin")
    statements = SimpleNamespace(**dict.fromkeys(names, _nothing))
    reception = cast(Reception, SimpleNamespace(styles=DRAWN_STYLES, statements=statements, toon=_nothing, toon_this=_nothing))

    async def payload() -> list[dict[str, Any]]:
        tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
        for command in commands_for(reception):
            tree.add_command(command)
        return [await command.get_translated_payload(tree, WordsTranslator()) for command in tree.get_commands()]

    return asyncio.run(payload())


def test_all_commands_are_there(told: list[dict[str, Any]]) -> None:
    """Seven slash commands, and one in the menu of messages."""
    slash = {command["name"] for command in told if command["type"] == 1}
    assert slash == {"toon", "toon-styles", "privacy", "forget", "about", "stats", "toon-admin"}
    assert [command["name"] for command in told if command["type"] == 3] == ["Toon this"]


def test_only_those_who_run_a_guild_see_the_admin_command(told: list[dict[str, Any]]) -> None:
    """No permission but the administrators' shows it."""
    assert {
        command["name"]: command["default_member_permissions"] for command in told if command["default_member_permissions"] is not None
    } == {"toon-admin": 0}


def test_each_text_is_within_the_limits_in_each_language(told: list[dict[str, Any]]) -> None:
    """One name or description that is too long, and Discord takes none of the commands."""
    for command in told:
        parts = [command, *command.get("options", ())]
        for part in parts:
            descriptions = [part.get("description", "."), *(part.get("description_localizations") or {}).values()]
            assert all(1 <= len(text) <= 100 for text in descriptions), part
            names = [part["name"], *(part.get("name_localizations") or {}).values()]
            for name in names:
                assert (NAME.fullmatch(name) and name == name.lower()) or (command["type"] == 3 and len(name) <= 32), name
            for choice in part.get("choices", ()):
                assert all(1 <= len(name) <= 100 for name in [choice["name"], *(choice.get("name_localizations") or {}).values()])


def test_no_two_options_are_called_the_same(told: list[dict[str, Any]]) -> None:
    """In no language: Discord takes none of the commands then."""
    (toon,) = [command for command in told if command["name"] == "toon"]
    locales = {locale for option in toon["options"] for locale in option.get("name_localizations") or {}}
    assert locales
    for locale in locales:
        names = [(option.get("name_localizations") or {}).get(locale, option["name"]) for option in toon["options"]]
        assert len(set(names)) == len(names), (locale, names)


def test_people_read_their_own_language(told: list[dict[str, Any]]) -> None:
    """English is not repeated; Discord's regions share a file."""
    (toon,) = [command for command in told if command["name"] == "toon"]
    localised = toon["description_localizations"]
    assert {"de", "fr", "es-ES", "es-419", "pt-BR", "ru", "it", "tr"} <= set(localised)
    assert not {"en-GB", "en-US", "ja"} & set(localised)
