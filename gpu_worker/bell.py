"""Something that one thread rings and another can wait for beside pipes and processes."""

from __future__ import annotations

import os
import threading
from contextlib import suppress


class Bell:
    """Rings stay until they are heard; many rings are heard as one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._hear, self._ring = os.pipe()
        os.set_blocking(self._hear, False)
        os.set_blocking(self._ring, False)

    def fileno(self) -> int:
        """To be waited for."""
        return self._hear

    def ring(self) -> None:
        """Wakes who waits; from any thread."""
        with self._lock, suppress(BlockingIOError):  # it is ringing already
            if not self._closed:
                os.write(self._ring, b"!")

    def hear(self) -> bool:
        """Whether it has rung since the last call; only who waits may call it."""
        with suppress(BlockingIOError):
            return bool(os.read(self._hear, 4096))
        return False

    def close(self) -> None:
        """Nobody waits any more; rings come to nothing from now on."""
        with self._lock:
            self._closed = True
            os.close(self._hear)
            os.close(self._ring)
