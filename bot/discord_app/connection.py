"""The connection to Discord: made, kept, made again, and given up where only the operator can mend it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord

from bot.discord_app.client import ToonClient
from bot.tokens import Secret
from toontalker.errors import SetupError

_LOG = logging.getLogger(__name__)

_FIRST_SECONDS: Final = 5.0
"""After so long the start goes on without Discord."""
_PAUSES: Final = (1.0, 60.0)
"""Seconds before another try: the first time, doubled each time, and at the most."""
_CLOSING_SECONDS: Final = 5.0
"""For a farewell; what hangs then is left."""

_PORTAL: Final = "https://discord.com/developers/applications"
_BAD_TOKEN: Final = (
    f"Discord does not take the bot's token; make a new one in the Developer Portal ({_PORTAL}): your application, Bot, Reset Token."
)
_CLOSED: Final = {
    4004: _BAD_TOKEN,
    4010: "Discord refuses the division into shards; set sharded = true in [discord].",
    4011: "The bot is in so many guilds that Discord wants several connections; set sharded = true in [discord].",
    4012: "Discord does not speak this version of its gateway any more; update discord.py.",
    4013: "Discord does not know the intents that the bot asks for; update discord.py.",
    4014: f"Discord does not allow the intents that the bot asks for; see the Developer Portal ({_PORTAL}): your application, Bot, "
    "Privileged Gateway Intents.",
}
"""Codes with which the gateway ends a connection for good."""


class Connection:
    """Holds one client at a time."""

    def __init__(self, token: Secret, make: Callable[[], ToonClient], logged_in: Callable[[ToonClient], Awaitable[None]]) -> None:
        """`make`: a new client. `logged_in`: told each time that a client is."""
        self._token = token
        self._make = make
        self._logged_in = logged_in
        self._client: ToonClient | None = None
        self._usable = False
        self._runner: asyncio.Task[None] | None = None
        self._first: asyncio.Future[None] | None = None
        self.trouble = "Discord has not answered yet."
        """Why there is no connection, for the operator."""

    @property
    def client(self) -> discord.Client | None:
        """The client, once it is logged in: it can call Discord even while the gateway is away."""
        return self._client if self._usable else None

    @property
    def connected(self) -> bool:
        """Whether the gateway hands us what happens."""
        return self._client is not None and self._client.arrived.is_set()

    @property
    def latency(self) -> float | None:
        """Seconds of the latest heartbeat; None before the first."""
        seconds = self._client.latency if self._client is not None and self.connected else math.nan
        return seconds if math.isfinite(seconds) else None

    async def open(self) -> None:
        """Connects, or goes on trying after a while. Raises `SetupError`."""
        self._first = asyncio.get_running_loop().create_future()
        self._runner = asyncio.create_task(self._run(), name="discord: connection")
        self._runner.add_done_callback(self._ended)
        await asyncio.wait({self._first}, timeout=_FIRST_SECONDS)
        if self._first.done():
            self._first.result()

    async def close(self) -> None:
        """Ends it; no task, no socket is left."""
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
            self._runner = None
        if self._first is not None and not self._first.done():
            self._first.cancel()

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        pause, longest = _PAUSES
        while True:
            client = self._client = self._make()
            watcher = asyncio.create_task(self._watch(client), name="discord: first connection")
            try:
                await client.login(self._token.reveal())
                self._usable = True
                await self._logged_in(client)
                pause = _PAUSES[0]
                await client.connect()
                self.trouble = "The connection to Discord has ended."
            except discord.LoginFailure:
                self._give_up(_BAD_TOKEN)
                return
            except (discord.PrivilegedIntentsRequired, discord.ConnectionClosed) as error:
                code = error.code if isinstance(error, discord.ConnectionClosed) else 4014
                if code in _CLOSED:
                    self._give_up(_CLOSED[code])
                    return
                self.trouble = f"Discord has ended the connection ({code})."
            except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
                self.trouble = f"Discord cannot be reached ({_short(error)})."
            except AttributeError:
                # discord.py 2.7.1 stumbles over a gateway that refuses its very first connection: there is no `ws` to go on with.
                if getattr(client, "ws", None) is not None:
                    raise
                self.trouble = "Discord's gateway cannot be reached."
            finally:
                self._usable = False
                watcher.cancel()
                await self._leave(client)
            _LOG.warning("%s Another try in %.0f s.", self.trouble, pause)
            self._settle(None)
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    async def _watch(self, client: ToonClient) -> None:
        """Until it is connected for the first time."""
        await client.arrived.wait()
        self.trouble = ""
        self._settle(None)

    async def _leave(self, client: ToonClient) -> None:
        client.arrived.clear()
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await client.close()
        except (aiohttp.ClientError, OSError) as error:
            _LOG.info("the connection to Discord ended badly: %s", type(error).__name__)
        await asyncio.sleep(0)

    def _give_up(self, trouble: str) -> None:
        self.trouble = trouble
        _LOG.error("%s", trouble)
        self._settle(SetupError(trouble))

    def _ended(self, runner: asyncio.Task[None]) -> None:
        """The connection is over for good; a fault of ours is not kept silent."""
        error = None if runner.cancelled() else runner.exception()
        if error is not None:
            self.trouble = "The connection to Discord has broken by a fault of ours; the log tells more."
            _LOG.error("%s", self.trouble, exc_info=error)
            self._settle(None)

    def _settle(self, error: SetupError | None) -> None:
        """The start may go on, or ends with an error."""
        if self._first is None or self._first.done():
            return
        if error is None:
            self._first.set_result(None)
        else:
            self._first.set_exception(error)


def _short(error: Exception) -> str:
    """What it was, without addresses: they may hold a token."""
    return f"status {error.status}" if isinstance(error, discord.HTTPException) else type(error).__name__
