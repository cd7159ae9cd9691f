"""A Discord of our own on 127.0.0.1: REST, gateway and CDN over real sockets, strict about everything that the bot sends."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.bot.discord_server.bot_routes import BotRoutes
from tests.bot.discord_server.call import Call
from tests.bot.discord_server.cdn import Cdn
from tests.bot.discord_server.clock import Clock, Snowflakes
from tests.bot.discord_server.events import interaction_json
from tests.bot.discord_server.faults import Fault, Faults
from tests.bot.discord_server.gateway import Gateway
from tests.bot.discord_server.interaction_routes import InteractionRoutes
from tests.bot.discord_server.model import MIB, Channel, Guild, Interaction, Message, User
from tests.bot.discord_server.payloads import guild_json, user_json
from tests.bot.discord_server.people import Person
from tests.bot.discord_server.posting import Posting, repeated_videos
from tests.bot.discord_server.rest import PREFIX, Rest, routes_of
from tests.bot.discord_server.spec import read_spec

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.loopback-token-of-the-tests-000000000"  # noqa: S105 - of this server alone
"""The token that the bot logs in with."""
PATIENCE = 15.0
"""Seconds that `until` waits for."""


class DiscordServer:
    """`async with DiscordServer() as server:`; everything else hangs on it.

    `deviations` names everything that the bot, or this server itself, did against the spec, the documentation or good manners.
    """

    def __init__(self, heartbeat: float = 41.25, shards: int = 1) -> None:
        self.token = TOKEN
        self.deviations: list[str] = []
        self.clock = Clock()
        self.ids = Snowflakes(self.clock)
        self.faults = Faults()
        self.spec = read_spec()
        self.application_id = self.ids.new()
        self.bot = User(self.application_id, "Toon-Talker", bot=True)
        self.people: dict[int, User] = {}
        self.guilds: list[Guild] = []
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.cdn = Cdn(self.clock, self.ids, self.faults, self.deviations)
        self.posting = Posting(self.clock, self.ids, self.cdn, self.bot, self.deviations, self.interactions, self.messages)
        self.gateway = Gateway(TOKEN, self.deviations, heartbeat)
        self.gateway.ready = self._ready
        own = BotRoutes(
            self.ids,
            self.posting,
            self.bot,
            self.application_id,
            self.channels,
            self.people,
            self.deviations,
            self.spec.locales,
            shards=shards,
        )
        tokens = InteractionRoutes(self.clock, self.posting, self.interactions, self.application_id, self.deviations)
        self.commands: dict[int, list[dict[str, Any]]] = own.commands
        self.rest = Rest(self.clock, self.spec, TOKEN, self.faults, routes_of(own, tokens), self.deviations)
        self._own = own
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def __aenter__(self) -> DiscordServer:
        """Listens on a free port of 127.0.0.1."""
        app = web.Application(client_max_size=64 * MIB)
        app.router.add_route("*", PREFIX + "/{tail:.*}", self.rest.serve)
        app.router.add_get("/gw/", self.gateway.serve)
        app.router.add_get("/attachments/{tail:.*}", self.cdn.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.cdn.base = f"http://127.0.0.1:{self.port}"
        self._own.gateway_url = self.gateway_url
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stops listening; the bot sees a closed connection."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """For `discord.api_url`."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """For `discord.gateway_url`."""
        return f"ws://127.0.0.1:{self.port}/gw/"

    @property
    def cdn_host(self) -> str:
        """For `discord.cdn_hosts`."""
        return f"127.0.0.1:{self.port}"

    def person(self, name: str, locale: str = "en-US") -> Person:
        """Somebody new."""
        person = Person(self, self.ids.new(), name, locale)
        self.people[person.id] = person
        return person

    def guild(self, name: str, *, bot_in: bool = True, external_apps: bool = True, upload_limit: int = 10 * MIB) -> Guild:
        """A new guild, with a new owner; to be made before the bot logs in, or told by `joins`."""
        guild = Guild(self.ids.new(), name, self.person(f"Owner of {name}"), bot_in, external_apps, upload_limit)
        guild.ids, guild.index = self.ids.new, self.channels
        self.guilds.append(guild)
        return guild

    def dm(self, person: User) -> Channel:
        """The DM between somebody and the bot."""
        known = next((one for one in self.channels.values() if one.kind == 1 and person in one.people), None)
        channel = known or Channel(self.ids.new(), person.name, 1, people=[person])
        self.channels[channel.id] = channel
        return channel

    def group(self, name: str, *people: User) -> Channel:
        """A group of people, in which the bot is only what somebody brought along."""
        channel = Channel(self.ids.new(), name, 3, people=list(people))
        self.channels[channel.id] = channel
        return channel

    def fails(self, route: str, status: int = 0, **more: Any) -> Fault:
        """The next call of a route goes wrong: `fails("edit answer", 503, times=2)`, `fails("cdn", redirect=...)`, see `Fault`."""
        fault = Fault(route, status, **more)
        self.faults.add(fault)
        return fault

    async def emit(self, person: User, channel: Channel, kind: int, data: Mapping[str, Any], clicked: Message | None = None) -> Interaction:
        """Tells the bot of an interaction."""
        owners = {"0": str(channel.guild.id) if channel.guild else "0"}
        if channel.kind == 3 or (channel.guild is not None and not channel.guild.bot_in):
            owners = {"1": str(person.id)}
        token = secrets.token_urlsafe(96)
        interaction = Interaction(self.ids.new(), token, kind, person, channel, self.clock(), owners, clicked)
        interaction.payload = interaction_json(interaction, self.application_id, data)
        self.interactions[token] = interaction
        interaction.delivered = await self.gateway.emit("INTERACTION_CREATE", interaction.payload, channel.guild.id if channel.guild else 0)
        return interaction

    async def remove_bot(self, guild: Guild) -> None:
        """Throws the bot out of a guild."""
        guild.bot_in = False
        await self.gateway.emit("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def delete_channel(self, channel: Channel) -> None:
        """Deletes a channel with all its messages."""
        channel.gone = True
        for message in channel.messages:
            message.deleted = True
        if channel.guild is not None:
            told = {"id": str(channel.id), "type": 0, "guild_id": str(channel.guild.id), "name": channel.name, "position": 0}
            await self.gateway.emit("CHANNEL_DELETE", told, channel.guild.id)

    async def until(self, what: Callable[[], Any], seconds: float = PATIENCE) -> None:
        """Waits for something that happens by itself; AssertionError if it does not."""
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, f"it did not happen within {seconds:g} s; deviations: {self.deviations}"
            await asyncio.sleep(0.01)

    async def online(self, seconds: float = PATIENCE) -> None:
        """Waits for the bot to listen on the gateway."""
        await self.until(lambda: self.gateway.connected, seconds)

    def calls(self, route: str) -> list[Call]:
        """The requests of a route so far, oldest first."""
        return [call for call in self.rest.calls if call.route == route]

    @property
    def repeated_videos(self) -> list[str]:
        """Clips that stand, or stood, in two messages."""
        return repeated_videos(self.messages)

    @property
    def pinged(self) -> list[str]:
        """Everybody whom a message of the bot notified by a mention, oldest first."""
        return [who for message in self.messages.values() if message.author is self.bot for who in message.pinged]

    @property
    def slowest_ack(self) -> float:
        """Seconds of the slowest answer to an interaction."""
        return max((one.ack_seconds for one in self.interactions.values() if one.ack_seconds is not None), default=0.0)

    def _ready(self, shard: tuple[int, int], session: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        mine = [guild for guild in self.guilds if guild.bot_in and (guild.id >> 22) % shard[1] == shard[0]]
        ready = {
            "v": 10,
            "user": user_json(self.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session,
            "resume_gateway_url": self.gateway_url,
            "application": {"id": str(self.application_id), "flags": 0},
        }
        return ready, [guild_json(guild, self.bot) for guild in mine]
