"""A file on its way: its bytes so far, where they came from, and a claim that keeps other processes away from it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from toontalker.errors import DownloadFailed

_PRIVATE: Final = 0o600
"""Mode of a file whose content has not been proven yet."""
_READABLE: Final = 0o644
"""Mode of a finished file."""


@dataclass(frozen=True)
class Origin:
    """Where the bytes of a part came from."""

    address: str
    """The address they were asked from."""
    version: str | None
    """The strong ETag of that file, where its server names one."""


class Part:
    """``FILE.part``, open for writing; leaving the block keeps what is there, so that the next attempt goes on with it.

    Raises `DownloadFailed` where it cannot be written, or where another process writes it.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")

    def __enter__(self) -> Self:
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, _PRIVATE)
        except OSError as error:
            raise DownloadFailed(f"{self.path} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.fchmod(self._handle, _PRIVATE)
        except OSError as error:
            os.close(self._handle)
            raise DownloadFailed(f"{self.target.name} is being fetched by another process.") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the file; nothing is left of one that is still empty."""
        if self.path.exists() and not self.size:
            self._forget()
            self.path.unlink()
        os.close(self._handle)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return os.fstat(self._handle).st_size

    @property
    def origin(self) -> Origin | None:
        """Where the bytes so far came from, where that is known."""
        try:
            return Origin(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def begin(self, origin: Origin) -> None:
        """Drops the bytes so far: those to come are from `origin`."""
        os.ftruncate(self._handle, 0)
        with _writing(self._note):
            self._note.write_text(json.dumps(asdict(origin)), encoding="utf-8")

    def drop(self) -> None:
        """Drops the bytes so far, and where they came from."""
        os.ftruncate(self._handle, 0)
        self._forget()

    def add(self, content: bytes) -> None:
        """Appends `content`; raises `DownloadFailed` where the disk is full."""
        with _writing(self.path):
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._handle, rest) :]

    def settle(self) -> None:
        """Makes sure that the bytes are on the disk."""
        with _writing(self.path):
            os.fsync(self._handle)

    def finish(self) -> Path:
        """Gives the file its final name, at once and readable for others; returns its path."""
        with _writing(self.target):
            os.fchmod(self._handle, _READABLE)
            self.path.replace(self.target)
        self._forget()
        return self.target

    def _forget(self) -> None:
        self._note.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DownloadFailed(f"{path} cannot be written: {error.strerror}.") from error
