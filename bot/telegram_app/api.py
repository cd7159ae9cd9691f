"""The Bot API as the rest of this front end speaks it: raw where that is safer, and nothing of it in the log."""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import TelegramError

from bot.metrics import Metrics
from bot.telegram_app.transport import PLATFORM, Transport
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings

NAME: Final = PLATFORM
"""What owners, chats and keys begin with."""
WANTED: Final = ("message", "callback_query")
"""The kinds of updates that are asked for; edited messages are not among them."""

_CONNECTIONS: Final = 64
_POLL_SLACK: Final = 10.0
"""s: a long poll may be answered so much later than it was asked to be."""


@dataclass(frozen=True)
class FilePlace:
    """Where a file of a message can be fetched."""

    path: str
    """Relative to the file address, or absolute where the Bot API server shares its files with this machine."""
    size: int | None
    """Bytes, if the server says so."""


class ToonBot(Bot):
    """The library's bot with two calls more, whose answers come as they are."""

    __slots__ = ()

    async def updates(self, offset: int, wait: int) -> list[dict[str, Any]]:
        """Updates from `offset` on, waiting up to `wait` seconds for the first; all before `offset` are forgotten by Telegram.

        Raw, because the library reads a whole batch or none, and logs the batch where one update is beyond it.
        """
        asked = {"offset": offset, "timeout": wait, "limit": 100, "allowed_updates": list(WANTED)}
        answer = await self._post("getUpdates", asked, read_timeout=wait + _POLL_SLACK)
        return [update for update in answer if isinstance(update, dict) and "update_id" in update] if isinstance(answer, list) else []

    async def file_place(self, file_id: str) -> FilePlace:
        """Where a file is. Raw, because the library takes a path that happens to exist below the working directory for a local file."""
        answer = await self._post("getFile", {"file_id": file_id})
        if not isinstance(answer, Mapping) or not isinstance(answer.get("file_path"), str):
            raise TelegramError("The answer names no file.")
        size = answer.get("file_size")
        return FilePlace(answer["file_path"], size if isinstance(size, int) else None)


@dataclass(frozen=True)
class Api:
    """A bot and its connections."""

    bot: ToonBot
    requests: tuple[Transport, Transport]

    async def close(self) -> None:
        """No socket is left."""
        for request in self.requests:
            await request.shutdown()


def open_api(settings: TelegramSettings, token: Secret, metrics: Metrics) -> Api:
    """Connects to nothing yet."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch for what it warns about in every RetryAfter
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it would tell what people say
    api, files = settings.api_url.rstrip("/"), settings.file_url.rstrip("/")
    proxies = not is_loopback(api)
    requests = (Transport(metrics, 2, proxies=proxies), Transport(metrics, _CONNECTIONS, proxies=proxies))
    bot = ToonBot(
        token.reveal(),
        base_url=f"{api}/bot",
        base_file_url=f"{files}/file/bot",
        request=requests[1],
        get_updates_request=requests[0],
    )
    return Api(bot, requests)


def is_loopback(url: str) -> bool:
    """Whether an address is this machine: a proxy cannot reach that."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
