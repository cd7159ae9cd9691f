"""The event streams of the page: what `show` and `deliver` have to say goes to the browsers of the session that asked."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

PER_SESSION: Final = 4
"""Streams that one session may have open: as many tabs; a browser has six connections in all."""
IN_ALL: Final = 500
"""Streams of everybody."""

_BACKLOG: Final = 100
"""Events that a stream may be behind; a browser that lags further is cut off, comes again and asks how things stand."""
_HEARTBEAT: Final = 15.0
"""s between signs of life, by which either side finds out that the other is gone."""


class Crowded(Exception):
    """So many streams are open already that there is no further one."""


class News:
    """All open streams, by owner."""

    def __init__(self) -> None:
        self._streams: defaultdict[str, list[_Stream]] = defaultdict(list)
        self._closed = False

    def tell(self, owner: str, kind: str, data: Mapping[str, Any]) -> None:
        """Sends an event to all streams of `owner`; never waits. Where none is open, the page asks when it comes back."""
        for stream in self._streams.get(owner, ()):
            stream.put(f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode())

    async def serve(self, request: web.Request, owner: str) -> web.StreamResponse:
        """Answers `request` with a stream that lasts until either side leaves. Raises `Crowded`."""
        stream = self._opened(request, owner)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        try:
            await response.prepare(request)
            await response.write(b"retry: 2000\nevent: hello\ndata: {}\n\n")
            while (piece := await stream.next()) is not None:
                await response.write(piece)
            with contextlib.suppress(ConnectionError):
                await response.write_eof()
        except ConnectionError:
            pass  # the browser has left, which is how most streams end
        finally:
            self._drop(owner, stream)
        return response

    def close(self) -> None:
        """Ends all streams, and takes no new ones."""
        self._closed = True
        for streams in self._streams.values():
            for stream in streams:
                stream.end()

    def count(self) -> int:
        """How many are open."""
        return sum(map(len, self._streams.values()))

    def _opened(self, request: web.Request, owner: str) -> _Stream:
        for stream in [stream for stream in self._streams.get(owner, ()) if stream.left]:
            stream.end()
            self._drop(owner, stream)
        if self._closed or len(self._streams.get(owner, ())) >= PER_SESSION or self.count() >= IN_ALL:
            raise Crowded
        stream = _Stream(request)
        self._streams[owner].append(stream)
        return stream

    def _drop(self, owner: str, stream: _Stream) -> None:
        streams = self._streams.get(owner, [])
        if stream in streams:
            streams.remove(stream)
        if not streams:
            self._streams.pop(owner, None)


class _Stream:
    """One open stream."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_BACKLOG)

    @property
    def left(self) -> bool:
        """Whether the browser is gone already."""
        return self._request.transport is None

    def put(self, piece: bytes) -> None:
        """Hands over the next piece, or cuts the stream off where it is too far behind."""
        if self._queue.full():
            self.end()
        else:
            self._queue.put_nowait(piece)

    def end(self) -> None:
        """Nothing comes any more, and what waits is not sent."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def next(self) -> bytes | None:
        """The next piece; a heartbeat where there is none; None at the end."""
        try:
            async with asyncio.timeout(_HEARTBEAT):
                return await self._queue.get()
        except TimeoutError:
            return b": still here\n\n"
