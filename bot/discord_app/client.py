"""The library's client, as we use it: slash commands, buttons and forms, and nothing else of what happens in a guild."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

import discord
from discord import app_commands

from bot.discord_app.commands import commands_for
from bot.discord_app.components import StyleMenu, ToonButton
from bot.discord_app.localisation import WordsTranslator
from bot.discord_app.note import SILENT
from bot.discord_app.reception import Reception
from bot.discord_app.tracing import call_timer
from bot.metrics import Metrics

_LOG = logging.getLogger(__name__)

_READY_SECONDS: Final = 1.0
"""After the last guild, until the library takes itself for ready; we need none of them."""


def _options(metrics: Metrics) -> dict[str, Any]:
    return {
        "intents": discord.Intents(guilds=True),
        "allowed_mentions": SILENT,
        "http_trace": call_timer(metrics),
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "guild_ready_timeout": _READY_SECONDS,
    }


class ToonTree(app_commands.CommandTree["ToonClient"]):
    """All commands of ours."""

    async def interaction_check(self, interaction: discord.Interaction[ToonClient], /) -> bool:
        """Whether a command or a half-typed option is dealt with; if not, it was answered."""
        return await self.client.reception.admits(interaction)

    async def on_error(self, interaction: discord.Interaction[ToonClient], error: app_commands.AppCommandError, /) -> None:
        """A command of ours broke, or one that we do not know any more."""
        _LOG.error("a command has failed", exc_info=error, extra={"platform": "discord", "key": f"discord:{interaction.id}"})
        await self.client.reception.apologise(interaction)


class ToonClient(discord.Client):
    """One connection to the gateway."""

    reception: Reception
    """Takes what comes in."""
    tree: ToonTree
    """The commands."""
    arrived: asyncio.Event
    """Set while the gateway hands us what happens."""

    def furnish(self, reception: Reception) -> None:
        """Everything that a client of ours has; once, before it logs in."""
        self.reception = reception
        self.arrived = asyncio.Event()
        self.tree = ToonTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in commands_for(reception):
            self.tree.add_command(command)
        self.add_dynamic_items(ToonButton, StyleMenu)

    async def setup_hook(self) -> None:
        """Called by the library once it is logged in."""
        await self.tree.set_translator(WordsTranslator())

    async def on_connect(self) -> None:
        """The gateway has taken us."""
        self.arrived.set()

    async def on_resumed(self) -> None:
        """The gateway has taken us again."""
        self.arrived.set()

    async def on_disconnect(self) -> None:
        """The gateway is away."""
        self.arrived.clear()

    async def on_interaction(self, interaction: discord.Interaction[ToonClient]) -> None:
        """Whatever anybody does with us, after the library has handed it to a command or to a button."""
        await self.reception.saw(interaction)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """One of the methods above broke."""
        _LOG.exception("the event %s could not be dealt with", event_method)


class ShardedToonClient(discord.AutoShardedClient, ToonClient):
    """Several connections, for thousands of guilds."""


def open_client(reception: Reception, metrics: Metrics, *, sharded: bool) -> ToonClient:
    """A client that is not logged in yet."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we make no calls, so nobody misses what they need
    client = ShardedToonClient(**_options(metrics)) if sharded else ToonClient(**_options(metrics))
    client.furnish(reception)
    return client
