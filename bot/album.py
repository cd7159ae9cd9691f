"""Photos and requests that are kept for a while, so that Again, Other voice, Other style and the choice of a face can work.

For each job one folder, named by its id and readable by the owner of the process only: the photo, the recording if there is one,
and the request. The journal deletes its own copy as soon as a job is over; this one is the price of the buttons, and goes by time,
with `Album.forget`, or with the Delete button.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toontalker.errors import JournalUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID: Final = re.compile(r"[0-9a-f]{32}")
_PHOTO: Final = "photo"
_AUDIO: Final = "audio"
_REQUEST: Final = "request.json"


@dataclass(frozen=True)
class Kept:
    """What a job was made of."""

    photo: bytes
    audio: bytes | None
    """A voice recording."""
    request: Mapping[str, Any]
    """The fields of its `ClipRequest` without photo and recording."""


class Album:
    """Blocking calls; all raise `JournalUnwritable` where the disk fails."""

    def __init__(self, folder: Path, keep: float) -> None:
        """`keep`: seconds from the request on; 0 keeps nothing."""
        self._folder = folder.absolute()
        self._keep = keep
        with _told():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return self._keep > 0

    def keep(self, job_id: str, photo: Path, audio: Path | None, request: Mapping[str, Any]) -> None:
        """Keeps what a job is made of; the files are linked where that is possible, so that they take no room twice."""
        if not self.keeps:
            return
        with _told():
            folder = self._of(job_id)
            folder.mkdir(mode=0o700, exist_ok=True)
            for source, name in ((photo, _PHOTO), (audio, _AUDIO)):
                if source is not None:
                    _link(source, folder / name)
            with open(folder / _REQUEST, "w", encoding="ascii", opener=_private) as file:
                json.dump(dict(request), file)

    def has(self, job_id: str) -> bool:
        """Whether `open` would find it."""
        return bool(_ID.fullmatch(job_id)) and (self._of(job_id) / _REQUEST).is_file()

    def open(self, job_id: str) -> Kept | None:
        """What the job was made of; None where that is no longer kept."""
        if not self.has(job_id):
            return None
        folder = self._of(job_id)
        try:
            audio = folder / _AUDIO
            request = json.loads((folder / _REQUEST).read_text(encoding="ascii"))
            return Kept((folder / _PHOTO).read_bytes(), audio.read_bytes() if audio.is_file() else None, request)
        except (FileNotFoundError, ValueError):  # swept away at this moment, or half written when the power went
            return None

    def drop(self, job_ids: Iterable[str]) -> None:
        """What these jobs were made of goes; there may be nothing."""
        for job_id in job_ids:
            if _ID.fullmatch(job_id):
                shutil.rmtree(self._of(job_id), ignore_errors=True)

    def sweep(self) -> None:
        """Removes what is past its time."""
        before = time.time() - self._keep
        with _told(), os.scandir(self._folder) as entries:
            old = [entry.name for entry in entries if _ID.fullmatch(entry.name) and _changed(entry) < before]
        self.drop(old)

    def _of(self, job_id: str) -> Path:
        return self._folder / job_id


def _link(source: Path, target: Path) -> None:
    with suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:  # another file system, or one without links
            shutil.copyfile(source, target)
            target.chmod(0o600)


def _changed(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return time.time()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the disk says into `JournalUnwritable`."""
    try:
        yield
    except OSError as error:
        raise JournalUnwritable(f"The album cannot be written: {error.strerror or 'the disk fails'}.") from error
