"""The lock: what this operator has decided about weights, and what was made of them, in ``lock.toml`` beside the files.

It holds the hashes pinned on the operator's word, the licences accepted, and the hash of every converted file. It is local: the
manifest says what the world publishes, the lock what lies here.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from toontalker.errors import BadSetting
from toontalker.weights.manifest import Licence
from toontalker.weights.toml_file import Sha256, Table, read_toml

LOCK_NAME: Final = "lock.toml"
"""Its file name."""
_HEAD: Final = "# Written by `toontalker weights`: what was accepted, pinned and converted here. A file that differs from it is refused.\n"


class Accepted(Table):
    """A licence that was accepted."""

    on: datetime.date
    """When."""
    sentence: str
    """What was shown; where the manifest says something else by now, it is asked again."""


class Pin(Table):
    """The hash of a file that nobody publishes one for, taken on the operator's word."""

    sha256: Sha256
    """Of the published file."""
    bytes: Annotated[int, Field(gt=0)]
    """Its size."""
    on: datetime.date
    """When."""


class Converted(Table):
    """A file that was converted here."""

    source_sha256: Sha256
    """Of the file it was made from."""
    sha256: Sha256
    """Of the converted file."""
    bytes: Annotated[int, Field(gt=0)]
    """Size of the converted file."""


class Lock(Table):
    """The whole lock; tables by the names of the manifest."""

    licences: dict[str, Accepted] = Field(default_factory=dict)
    """By the licence's id."""
    pins: dict[str, Pin] = Field(default_factory=dict)
    """By the file's name."""
    converted: dict[str, Converted] = Field(default_factory=dict)
    """By the file's name."""

    def has_accepted(self, licence_id: str, licence: Licence) -> bool:
        """Whether the operator has accepted the licence as it reads now."""
        entry = self.licences.get(licence_id)
        return entry is not None and entry.sentence == licence.sentence

    def accepting(self, licence_id: str, licence: Licence) -> Lock:
        """This lock with one licence more."""
        return self.model_copy(update={"licences": {**self.licences, licence_id: Accepted(on=_today(), sentence=licence.sentence)}})

    def pinning(self, name: str, sha256: str, size: int) -> Lock:
        """This lock with the hash of one published file more."""
        return self.model_copy(update={"pins": {**self.pins, name: Pin(sha256=sha256, bytes=size, on=_today())}})

    def noting(self, name: str, entry: Converted) -> Lock:
        """This lock with one converted file more."""
        return self.model_copy(update={"converted": {**self.converted, name: entry}})

    def as_toml(self) -> str:
        """As it stands in the file."""
        lines = [_HEAD]
        for section, entries in (("licences", self.licences), ("pins", self.pins), ("converted", self.converted)):
            for name, entry in sorted(entries.items()):
                lines += [f"[{section}.{_quoted(name)}]", *(f"{key} = {_value(value)}" for key, value in entry), ""]
        return "\n".join(lines)


def read_lock(folder: Path) -> Lock:
    """The lock of a folder, an empty one where there is none; raises `BadSetting` where it cannot be read."""
    path = folder / LOCK_NAME
    return read_toml(Lock, path, "lock of the weights") if path.exists() else Lock()


def change_lock(folder: Path, change: Callable[[Lock], Lock]) -> Lock:
    """Reads, changes and writes the lock of a folder, one process after the other; raises `BadSetting` where it cannot."""
    path = folder / LOCK_NAME
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            lock = change(read_lock(folder))
            fresh = path.with_suffix(".toml.part")
            fresh.write_text(lock.as_toml(), encoding="utf-8")
            fresh.replace(path)
        finally:
            os.close(handle)
    except OSError as error:
        raise BadSetting(f"The lock of the weights {path} cannot be written: {error.strerror}.") from error
    return lock


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)
