"""Tells Discord our commands, where they have changed since they were last told."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import discord

from bot.desk import Desk
from bot.discord_app.verdict import ERRORS
from toontalker.errors import ToonTalkerError

if TYPE_CHECKING:
    from bot.discord_app.client import ToonClient

_LOG = logging.getLogger(__name__)

_DIGITS: Final = 32
"""Of a hash."""


async def sync_commands(client: ToonClient, desk: Desk, guilds: Sequence[int]) -> None:
    """Globally, and for each of `guilds` by itself. Trouble is logged: the commands of the last time go on working."""
    for guild in guilds:
        client.tree.copy_global_to(guild=discord.Object(guild))
    for place in (None, *(discord.Object(guild) for guild in guilds)):
        try:
            await _sync(client, desk, place)
        except (*ERRORS, discord.DiscordException, ToonTalkerError) as error:
            _LOG.warning("the commands could not be told to Discord: %s", type(error).__name__)


async def _sync(client: ToonClient, desk: Desk, guild: discord.Object | None) -> None:
    """Into one guild, or for everybody."""
    tree = client.tree
    assert tree.translator is not None
    told = [await command.get_translated_payload(tree, tree.translator) for command in tree.get_commands(guild=guild)]
    mark = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_DIGITS]
    key = f"discord:commands:{client.application_id}:{guild.id if guild else 'all'}"
    known = await desk.recall(key)
    if known is None or known.get("mark") != mark:
        await tree.sync(guild=guild)
        _LOG.info("%d commands were told to Discord", len(told))
    await desk.remember(key, {"mark": mark})
