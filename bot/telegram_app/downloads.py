"""Fetches photos and voice notes: over HTTP, with a cap on bytes, or from the disk that an own Bot API server shares."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

import aiohttp
from telegram.error import BadRequest, NetworkError

from bot.metrics import Metrics
from bot.reading import read_bytes
from bot.telegram_app.address import Media
from bot.telegram_app.api import NAME, ToonBot, is_loopback
from bot.telegram_app.refusals import is_too_large
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings

MOST_BYTES: Final = 20_000_000
"""What Telegram lets bots fetch is 20 MiB; what a photo or a voice note may have is less."""
_PATIENCE: Final = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=20)
_AT_ONCE: Final = 16
_PIECE: Final = 1 << 16
_NO_SUCH_FILE: Final = (400, 404)


class FileTooLarge(Exception):
    """It has more bytes than may be fetched."""


class FileGone(Exception):
    """Telegram does not have it any more, or not for this bot."""


class Downloads:
    """Open from `open` to `close`."""

    def __init__(self, bot: ToonBot, settings: TelegramSettings, token: Secret, metrics: Metrics) -> None:
        self._bot = bot
        self._settings = settings
        self._token = token
        self._metrics = metrics
        self._session: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(_AT_ONCE)

    def open(self) -> None:
        """Makes the connections possible; in the event loop."""
        self._session = aiohttp.ClientSession(trust_env=not is_loopback(self._settings.file_url), timeout=_PATIENCE)

    async def close(self) -> None:
        """No socket is left."""
        if self._session is not None:
            await self._session.close()

    async def fetch(self, media: Media, most: int = MOST_BYTES) -> bytes:
        """All bytes of a file of at most `most`. Raises `FileTooLarge`, `FileGone`, `TelegramError` where it may work later."""
        if (media.size or 0) > most:
            raise FileTooLarge
        async with self._room:
            return await self._fetch(media, most)

    async def _fetch(self, media: Media, most: int) -> bytes:
        try:
            place = await self._bot.file_place(media.file)
        except BadRequest as error:
            raise (FileTooLarge if is_too_large(error) else FileGone) from None
        if (place.size or 0) > most:
            raise FileTooLarge
        if self._settings.local_mode and PurePosixPath(place.path).is_absolute():
            return await _read(place.path, most)
        began = time.monotonic()
        status, data = 0, b""
        try:
            status, data = await self._get(place.path, most)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NetworkError(f"download: {type(error).__name__}") from None  # its text has the URL with the token
        finally:
            self._metrics.platform_call(NAME, "download", time.monotonic() - began, status)
        if status in _NO_SUCH_FILE:
            raise FileGone
        if status != 200:
            raise NetworkError(f"download: status {status}")
        return data

    async def _get(self, path: str, most: int) -> tuple[int, bytes]:
        """Status and content; redirects are not followed."""
        assert self._session is not None, "open comes first"
        url = f"{self._settings.file_url.rstrip('/')}/file/bot{self._token.reveal()}/{quote(path)}"
        async with self._session.get(url, allow_redirects=False) as answer:
            data = bytearray()
            async for piece in answer.content.iter_chunked(_PIECE):
                data += piece
                if len(data) > most:
                    raise FileTooLarge
            return answer.status, bytes(data)


async def _read(path: str, most: int) -> bytes:
    """A file that the Bot API server put on this machine; only the operator can switch this on."""
    try:
        data = await read_bytes(Path(path), most + 1)
    except OSError:
        raise FileGone from None
    if len(data) > most:
        raise FileTooLarge
    return data
