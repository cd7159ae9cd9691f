"""First answers to interactions that need no work: a line that only the person sees."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import discord

from bot.discord_app.note import SILENT, Note, Picture
from bot.discord_app.verdict import ERRORS, verdict_of

_LOG = logging.getLogger(__name__)


def begun(interaction: discord.Interaction[Any]) -> bool:
    """Whether an answer was begun before; from now on one is."""
    before = interaction.response.is_done() or "answered" in interaction.extras
    interaction.extras["answered"] = True
    return before


async def reply(
    interaction: discord.Interaction[Any], text: str, view: discord.ui.View | None = None, pictures: Sequence[Picture] = ()
) -> None:
    """Says something that only the person sees, unless an answer was begun; trouble with Discord is logged."""
    if begun(interaction):
        return
    more: dict[str, Any] = {} if view is None else {"view": view}
    if pictures:
        more["files"] = [picture.file() for picture in pictures]
    try:
        await interaction.response.send_message(Note(text).content, ephemeral=True, allowed_mentions=SILENT, **more)
    except ERRORS as error:
        _LOG.info("an answer was not taken: %s", verdict_of(error).value, extra={"key": f"discord:{interaction.id}"})


async def promise(interaction: discord.Interaction[Any], *, update: bool = False) -> bool:
    """Says that an answer follows, which only the person will see; `update`: it will be a change of the message with the button.

    Whether Discord took it.
    """
    if begun(interaction):
        return False
    try:
        if update:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
    except ERRORS as error:
        _LOG.info("an answer was not taken: %s", verdict_of(error).value, extra={"key": f"discord:{interaction.id}"})
        return False
    return True


async def fulfil(interaction: discord.Interaction[Any], text: str) -> None:
    """The answer that was promised."""
    try:
        await interaction.edit_original_response(content=Note(text).content, view=None, allowed_mentions=SILENT)
    except ERRORS as error:
        _LOG.info("an answer was not taken: %s", verdict_of(error).value, extra={"key": f"discord:{interaction.id}"})
