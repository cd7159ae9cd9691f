"""The supervisor's end of a worker's pipe: lines of JSON, read without ever waiting for the rest of a line."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from typing import Final

from gpu_worker.errors import GarbageFrame
from gpu_worker.messages import LARGEST_FRAME, Event, event

_CHUNK: Final = 1 << 16
"""Bytes read at once."""
_CHUNKS: Final = 16
"""Read in one call at most, so that a worker that never stops talking holds nobody up."""


class Inbox:
    """The supervisor's end. A worker that stops, or is killed, in the middle of a line holds nobody up."""

    def __init__(self, connection: Connection) -> None:
        """`connection`: the reading end; nobody else may read it."""
        self._connection = connection
        os.set_blocking(connection.fileno(), False)
        self._rest = b""
        self.ended = False
        """Nothing more will come: the other end is closed, which is to say that the worker is gone."""

    def fileno(self) -> int:
        """Of the pipe, to be waited for."""
        return self._connection.fileno()

    def read(self) -> list[Event]:
        """What has come since the last call, in order, perhaps nothing. Raises `GarbageFrame` for anything but events."""
        for _ in range(_CHUNKS):
            try:
                chunk = os.read(self._connection.fileno(), _CHUNK)
            except BlockingIOError:
                break
            if not chunk:
                self.ended = True
                break
            self._rest += chunk
        *lines, self._rest = self._rest.split(b"\n")
        if len(self._rest) > LARGEST_FRAME:
            raise GarbageFrame("The worker process sent a line without an end.")
        return [event(line) for line in lines]

    def close(self) -> None:
        """Closes the pipe; the worker, if it lives, sees that."""
        self._connection.close()
