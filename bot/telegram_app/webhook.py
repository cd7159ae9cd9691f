"""Telegram calls us: a small server that answers only when an update is written down."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.telegram_app.api import NAME
from bot.telegram_app.poller import Receive
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings
from toontalker.errors import JournalUnwritable, SetupError

_LOG: Final = logging.getLogger(__name__)
_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
_MOST_BYTES: Final = 1_000_000
_LATER: Final = {"Retry-After": "2"}
"""Telegram keeps what was not taken and brings it again."""


class Webhook:
    """Open from `open` to `close`; takes updates from `ready` on."""

    def __init__(self, settings: TelegramSettings, secret: Secret, receive: Receive, is_full: Callable[[], bool]) -> None:
        self._settings = settings
        self._secret = secret
        self._receive = receive
        self._is_full = is_full
        self._runner: web.AppRunner | None = None
        self._called: float | None = None
        self.ready = False
        """Whether updates are taken; until then, and when the bot is about to stop, Telegram is asked to come again."""
        self.port = 0
        """Where it listens."""

    async def open(self) -> None:
        """Listens. Raises `SetupError` where it cannot."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post(urlsplit(self._settings.webhook_url).path or "/", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.webhook_address, self._settings.webhook_port)
        try:
            await site.start()
        except OSError as error:
            await self.close()
            place = f"{self._settings.webhook_address}:{self._settings.webhook_port}"
            raise SetupError(f"The webhook of Telegram cannot listen at {place}: {error.strerror or 'no such address'}.") from None
        self.port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """No socket is left."""
        self.ready = False
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def silence(self) -> float | None:
        """Seconds since Telegram's last call."""
        return None if self._called is None else time.monotonic() - self._called

    async def _call(self, request: web.Request) -> web.Response:
        """One update."""
        if not self._secret.matches(request.headers.get(_SECRET, "")):
            return web.Response(status=403)
        if not self.ready or self._is_full():
            return web.Response(status=503, headers=_LATER)
        update = _update_in(await request.read())
        if update is None:
            return web.Response(status=400)
        self._called = time.monotonic()
        try:
            await asyncio.shield(self._receive(update))
        except JournalUnwritable as error:
            _LOG.warning("%s", error, extra={"platform": NAME})
            return web.Response(status=503, headers=_LATER)
        return web.Response()


def _update_in(body: bytes) -> dict[str, Any] | None:
    """The update in a request; None if it is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
