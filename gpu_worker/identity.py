"""The name of a supervisor, and the name of the dead one whose place it takes.

Who holds the lowest free number knows that whoever held it before is dead, so its jobs can be taken back at once, without waiting
for their leases to end. The kernel frees the number when the process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import socket
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_LONGEST: Final = 200
"""Characters of a name."""


class Identity:
    """A number among all supervisors on one jobs folder, held until `close`."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the jobs folder, which all processes on one journal share. Raises OSError where it cannot be written."""
        number = 0
        while (lock := _taken(folder / f"supervisor-{number}.lock")) is None:
            number += 1
        self._lock = lock
        host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:100]
        self.name = f"{host}-{number}-{secrets.token_hex(3)}/"
        """How the names of all workers of this supervisor begin; no other has it, and no other had it before."""
        self.previous = os.pread(lock, _LONGEST, 0).decode("ascii", "replace")
        """The name of who held the number last, and is dead; empty for the first."""
        os.pwrite(lock, self.name.encode("ascii"), 0)
        os.ftruncate(lock, len(self.name))

    def close(self) -> None:
        """Gives the number back."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _taken(path: Path) -> int | None:
    """The open, locked file, or None where another process has it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
