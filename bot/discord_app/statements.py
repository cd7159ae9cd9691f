"""What the bot says of itself, and what it forgets: answers that only the person sees."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from importlib import resources
from typing import Any

import discord

from bot.desk import Desk
from bot.discord_app.components import forget_button
from bot.discord_app.event import asker_of
from bot.discord_app.intake import Intake
from bot.discord_app.note import Picture
from bot.discord_app.replies import fulfil, promise, reply
from bot.words import Words, about_us, privacy
from toontalker.clip import Style
from toontalker.errors import RequestError, ToonTalkerError


class Statements:
    """Of one front end."""

    def __init__(self, desk: Desk, intake: Intake, styles: Sequence[Style]) -> None:
        self._desk = desk
        self._intake = intake
        self._styles = styles

    async def styles(self, interaction: discord.Interaction[Any]) -> None:
        """All styles, with a picture of each."""
        words = self._words(interaction)
        names = [(style, words(f"desk.style_{style}"), words(f"desk.style_{style}_is")) for style in self._styles]
        pictures = await asyncio.to_thread(_style_pictures, {style: f"{name}: {look}" for style, name, look in names})
        lines = [words("discord.modal_style"), *(f"• {name}: {look}" for _, name, look in names)]
        await reply(interaction, "\n".join(lines), pictures=pictures)

    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """What is kept, and for how long."""
        await reply(interaction, privacy(self._words(interaction), self._desk.settings))

    async def about(self, interaction: discord.Interaction[Any]) -> None:
        """What this is, and whom to ask."""
        await reply(interaction, about_us(self._words(interaction), self._desk.settings.bot.contact))

    async def forget(self, interaction: discord.Interaction[Any]) -> None:
        """Asks whether to erase everything."""
        words = self._words(interaction)
        await reply(interaction, words("discord.forget_ask"), forget_button(interaction.user.id, words))

    async def forgotten(self, interaction: discord.Interaction[Any]) -> None:
        """Yes, erase everything of whoever clicked; the button stands in a message that only they see."""
        if await promise(interaction, update=True):
            words = self._words(interaction)
            await self._fulfil(interaction, self._forget(asker_of(interaction).owner, words))

    async def stats(self, interaction: discord.Interaction[Any]) -> None:
        """How busy it is."""
        if await promise(interaction):
            await self._fulfil(interaction, self._desk.stats(str(interaction.locale)))

    async def admin(self, interaction: discord.Interaction[Any], line: str) -> None:
        """An admin's command, or why it is none."""
        if await promise(interaction):
            await self._fulfil(interaction, self._desk.admin(asker_of(interaction).owner, line, str(interaction.locale)))

    async def _fulfil(self, interaction: discord.Interaction[Any], text: Awaitable[str]) -> None:
        """The answer, or why there is none."""
        try:
            said = await text
        except RequestError as error:
            said = str(error)
        except ToonTalkerError as error:
            said = self._words(interaction)(f"failure.{error.blame}")
        await fulfil(interaction, said)

    async def _forget(self, owner: str, words: Words) -> str:
        forgotten = await self._desk.forget(owner)
        await self._intake.take_back(forgotten)
        return words("desk.forgotten", count=len(forgotten))

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._desk.words(str(interaction.locale))


def _style_pictures(alts: dict[Style, str]) -> list[Picture]:
    """A small picture for each style that has one; reads files."""
    folder = resources.files("bot").joinpath("page", "styles")
    found = ((style, folder.joinpath(f"{style}.jpg"), alt) for style, alt in alts.items())
    return [Picture(f"{style}.jpg", file.read_bytes(), alt) for style, file, alt in found if file.is_file()]
