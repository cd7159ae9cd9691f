"""A worker's end of its pipe, and how it leaves when nobody is left at the other end.

Imports nothing heavy: a worker's guard stands before the rest of it is loaded.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing.connection import Connection
from typing import NoReturn


class Outbox:
    """Lines on their way up; all threads of the worker may write."""

    def __init__(self, connection: Connection) -> None:
        """`connection`: the writing end of a pipe of one's own."""
        self._connection = connection
        self._lock = threading.Lock()

    def fileno(self) -> int:
        """Of the pipe, to be waited for."""
        return self._connection.fileno()

    def write(self, line: bytes) -> None:
        """Sends one line, whole; where nobody reads any more, the process ends."""
        rest = memoryview(line)
        try:
            with self._lock:
                while rest:
                    rest = rest[os.write(self._connection.fileno(), rest) :]
        except BrokenPipeError:
            leave()


def leave() -> NoReturn:
    """Ends this process at once, and with it all that it has started."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
