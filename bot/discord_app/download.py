"""Files from Discord's CDN: only from there, only so many bytes, only so long."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Iterable
from typing import Final, Literal

import aiohttp
import yarl

from bot.discord_app.event import Upload

_LOG = logging.getLogger(__name__)

_SECONDS: Final = 20.0
"""For all attempts at one file."""
_PAUSES: Final = (0.5, 2.0)
"""Seconds before the next attempt."""
_PIECE: Final = 64 * 1024
"""Bytes."""

Reason = Literal["away", "elsewhere", "too_large"]
"""It could not be fetched; it does not lie on Discord; it has too many bytes."""


class NotFetched(Exception):
    """A file was not fetched."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Downloads:
    """Fetches what people sent. Belongs to the event loop in which it is first used."""

    def __init__(self, hosts: Iterable[str]) -> None:
        """`hosts`: those that files are fetched from, with a port where it is not the usual one."""
        self._hosts = frozenset(host.lower() for host in hosts)
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The file, of at most `most` bytes; raises `NotFetched`."""
        url = self._checked(upload.url)
        if upload.size > most:
            raise NotFetched("too_large")
        try:
            async with asyncio.timeout(_SECONDS):
                for pause in _PAUSES:
                    try:
                        return await self._once(url, most)
                    except (aiohttp.ClientError, OSError) as error:
                        _LOG.info("a file could not be fetched: %s", type(error).__name__)
                    await asyncio.sleep(pause)
                return await self._once(url, most)
        except (aiohttp.ClientError, OSError) as error:
            raise NotFetched("away") from error

    async def close(self) -> None:
        """No connection is left."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _checked(self, url: str) -> yarl.URL:
        """The address, if it is one that we fetch from: by https, or by http from this machine itself, where the settings name it so."""
        try:
            address = yarl.URL(url)
            host, port = (address.host or "").lower(), address.port
        except ValueError as error:
            raise NotFetched("elsewhere") from error
        name = host if address.is_default_port() else f"{host}:{port}"
        secure = address.scheme == "https" or (address.scheme == "http" and _is_loopback(host))
        if not secure or name not in self._hosts or address.user is not None:
            raise NotFetched("elsewhere")
        return address

    async def _once(self, url: yarl.URL, most: int) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, headers={"Accept-Encoding": "identity"}
            )
        async with self._session.get(url, allow_redirects=False) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise aiohttp.ClientPayloadError(f"status {answer.status}")
            if answer.status != 200:
                raise NotFetched("away")
            if (answer.content_length or 0) > most:
                raise NotFetched("too_large")
            parts = bytearray()
            async for part in answer.content.iter_chunked(_PIECE):
                parts += part
                if len(parts) > most:
                    raise NotFetched("too_large")
            return bytes(parts)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
