"""What the tests of the loopback Discord begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from tests.bot.discord_server.bare_bot import BareBot
from tests.bot.discord_server.model import Channel
from tests.bot.discord_server.people import Person
from tests.bot.discord_server.server import DiscordServer

Act: TypeAlias = Callable[[DiscordServer, BareBot, Person, Channel], Awaitable[None]]
"""What happens in a test."""


def play(act: Act) -> None:
    """One person, one guild, one bot."""

    async def whole() -> None:
        async with DiscordServer() as server:
            ann, channel = server.person("Ann", "de"), server.guild("Friends").channel("general")
            async with BareBot(server) as bot:
                await act(server, bot, ann, channel)

    asyncio.run(whole())
