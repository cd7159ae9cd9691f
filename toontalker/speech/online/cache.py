"""What voices of the network have said, kept on disk, so that the same line is asked for once.

One file for each line, named by a hash, so that no text can be read from the folder; its content begins with its own hash, so that
damage is noticed. Files appear whole or not at all; there are no locks, and several processes may share the folder. Where the disk
does not let itself be written nothing is kept, and nobody is bothered.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

_HASH: Final = 32
"""Bytes of SHA-256."""
_SUFFIX: Final = ".sound"
_PART: Final = ".part"
_STALE: Final = 3600.0
"""Seconds after which an unfinished file belongs to nobody any more."""
LARGEST: Final = 16 << 20
"""Bytes of one line; more is never read."""


class Line(NamedTuple):
    """What a sound is kept under."""

    engine: str
    """The voice engine's name."""
    variant: str
    """Which voice of it, and how it speaks; empty where there is one only."""
    language: str
    """As the service names it."""
    text: str
    """What is said."""

    @property
    def file_name(self) -> str:
        """The same for the same line in every process; tells nothing of the text."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest() + _SUFFIX


class SoundCache:
    """A bounded folder of sounds: the least recently used go first. May be used by many threads and processes at once."""

    def __init__(self, folder: Path, most: int) -> None:
        """`folder`: is made when something is kept; `most`: bytes of all files together, 0 for nothing."""
        self._folder = folder
        self._most = most

    def get(self, line: Line) -> bytes | None:
        """What was kept for a line; None if nothing, or nothing sound, is there."""
        if self._most <= 0:
            return None
        file = self._folder / line.file_name
        try:
            with file.open("rb") as opened:
                kept = opened.read(LARGEST + 1)
        except OSError:
            return None
        sound = kept[_HASH:]
        if hashlib.sha256(sound).digest() != kept[:_HASH]:
            self.drop(line)
            return None
        with suppress(OSError):
            os.utime(file)
        return sound

    def put(self, line: Line, sound: bytes) -> None:
        """Keeps a sound, if it fits and the folder can be written."""
        if len(sound) + _HASH > min(self._most, LARGEST):
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / line.file_name, sound)
            self._make_room()

    def drop(self, line: Line) -> None:
        """Forgets a line."""
        with suppress(OSError):
            (self._folder / line.file_name).unlink()

    def _write(self, file: Path, sound: bytes) -> None:
        """Under a name of its own first, readable by this user alone."""
        descriptor, name = tempfile.mkstemp(suffix=_PART, dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(hashlib.sha256(sound).digest() + sound)
            part.replace(file)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Deletes what was not used for the longest time, until the rest fits, and what others left unfinished."""
        kept: list[tuple[int, int, str]] = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process was faster
                    found = entry.stat(follow_symlinks=False)
                    if entry.name.endswith(_SUFFIX):
                        kept.append((found.st_mtime_ns, found.st_size, entry.path))
                    elif entry.name.endswith(_PART) and time.time() - found.st_mtime > _STALE:
                        Path(entry.path).unlink()
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= self._most:
                break
            Path(path).unlink(missing_ok=True)
            total -= size


def cache_folder(named: str) -> Path:
    """The folder that the settings name, else the usual one of this user."""
    if named:
        return Path(named).expanduser()
    usual = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(usual) if Path(usual).is_absolute() else Path("~/.cache").expanduser()) / "toontalker" / "voices"
