"""The library's requests over aiohttp, which the rest of the bot speaks, too: each call timed, nothing of its content told to anybody.

The library brings a transport of its own; per call it costs several times as much of the event loop's time as this one.
"""

from __future__ import annotations

import json
import time
from typing import Any, Final

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.metrics import Metrics

PLATFORM: Final = "telegram"
"""Under which name calls are counted."""
_CONNECT: Final = 10.0
"""s for a connection."""
_READ: Final = 15.0
"""s for an answer; long polls say otherwise."""
_UPLOAD: Final = 60.0
"""s for a call with a file, in all."""
_KEEP: Final = 20.0
"""s for which an idle connection is kept."""


class Unsent(NetworkError):
    """There was no connection, so nothing has been sent; after any other failure the call may have arrived."""


class Transport(BaseRequest):
    """A pool of connections, opened by the first call."""

    __slots__ = ("_connections", "_metrics", "_proxies", "_session")

    def __init__(self, metrics: Metrics, connections: int, *, proxies: bool) -> None:
        """`proxies`: whether those that the environment names are used."""
        self._metrics = metrics
        self._connections = connections
        self._proxies = proxies
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """s for an answer where a call does not say otherwise."""
        return _READ

    async def initialize(self) -> None:
        """Nothing: the first call opens what it needs."""

    async def shutdown(self) -> None:
        """No socket is left."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call; of the time-outs only that of reading can be chosen. Raises `TimedOut`, `NetworkError`, without the URL in it."""
        wait = float(read_timeout) if isinstance(read_timeout, int | float) else _READ
        files = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(_UPLOAD, sock_connect=_CONNECT) if files else aiohttp.ClientTimeout(_CONNECT + wait, sock_read=wait)
        began, status = time.monotonic(), 0
        try:
            async with self._open().request(method, url, data=_form(request_data), timeout=timeout, allow_redirects=False) as answer:
                content = await answer.read()
            status = answer.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unsent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None
        finally:
            self._metrics.platform_call(PLATFORM, url.rsplit("/", 1)[-1], time.monotonic() - began, status)
        return status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, which writes an answer that it cannot read into the log."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("The answer is no JSON object.")
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=self._proxies)
        return self._session


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    """Parameters as a form, with files as its parts."""
    if data is None or not (data.contains_files or data.json_parameters):
        return None
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data if data.contains_files else {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
