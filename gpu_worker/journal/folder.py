"""The folder beside the database: for each job one folder with its photo, the voice recording if there is one, its clip and its poster,
readable by the owner only.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from gpu_worker.journal.faults import unwritable
from gpu_worker.journal.job import AUDIO_NAME

_ID: Final = re.compile(r"[0-9a-f]{32}")
_PHOTO_NAME: Final = "photo"
"""Without a suffix: what it is, only its bytes say."""
_PRIVATE: Final = 0o600
"""Mode of files: the owner reads and writes, nobody else."""
_PRIVATE_FOLDER: Final = 0o700


class JobsFolder:
    """Files of jobs. It touches nothing but what lies in folders named by an id."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        with _told():
            self.path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            if self.path.stat().st_mode & 0o077:
                self.path.chmod(_PRIVATE_FOLDER)

    def of(self, job_id: str) -> Path:
        """The folder of a job."""
        return self.path / job_id

    def id_of(self, photo: Path) -> str:
        """The id of the job that a photo belongs or will belong to; ValueError when `save_photo` did not make it."""
        folder = photo.absolute().parent
        if folder.parent != self.path or not _ID.fullmatch(folder.name):
            raise ValueError(f"{photo} is not a photo of a job in {self.path}")
        return folder.name

    def save_photo(self, data: bytes, audio: bytes | None = None) -> Path:
        """Writes a photo, and a voice recording beside it, that survive a power cut once this has returned.

        Raises `JournalUnwritable` and leaves nothing.
        """
        job_id = uuid.uuid4().hex
        folder = self.of(job_id)
        photo = folder / _PHOTO_NAME
        try:
            with _told():
                folder.mkdir(mode=_PRIVATE_FOLDER)
                _write(photo, data)
                if audio is not None:
                    _write(folder / AUDIO_NAME, audio)
                _sync(folder)
                _sync(self.path)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return photo

    def take_clip(self, job_id: str, clip: Path) -> None:
        """Makes a clip and what lies beside it private; ValueError when it does not lie in the folder of its job."""
        if clip.absolute().parent != self.of(job_id):
            raise ValueError(f"{clip} does not lie in the folder of job {job_id}")
        with _told():
            for file in self._beside(job_id, clip):
                file.chmod(_PRIVATE)

    def drop_clip(self, job_id: str, clip: Path) -> None:
        """Removes a clip that came too late, and what lies beside it."""
        with _told():
            for file in self._beside(job_id, clip):
                file.unlink(missing_ok=True)

    def tidy(self, job_id: str, clip: Path) -> None:
        """Removes everything of a job but its clip and what lies beside it: what it was made of, and halves that killed workers left."""
        with _told():
            kept = set(self._beside(job_id, clip))
            for file in self._files(job_id):
                if file not in kept:
                    file.unlink(missing_ok=True)

    def remove(self, job_id: str) -> None:
        """Removes everything of a job; nothing there is as good."""
        if not _ID.fullmatch(job_id):
            raise ValueError(f"{job_id!r} is not the id of a job")
        with _told():
            try:
                shutil.rmtree(self.of(job_id))
            except FileNotFoundError:
                if self.of(job_id).exists():  # a worker was just writing there: what it leaves is an orphan, and swept as one
                    shutil.rmtree(self.of(job_id), ignore_errors=True)

    def older_than(self, moment: float) -> Iterator[str]:
        """Ids of folders that nothing was written into since `moment`, seconds since 1970."""
        with _told(), os.scandir(self.path) as entries:
            for entry in entries:
                if _ID.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) and _changed(entry) < moment:
                    yield entry.name

    def _files(self, job_id: str) -> list[Path]:
        try:
            return list(self.of(job_id).iterdir())
        except FileNotFoundError:
            return []

    def _beside(self, job_id: str, clip: Path) -> list[Path]:
        """``clip-1.mp4`` and ``clip-1.poster.jpg``."""
        return [file for file in self._files(job_id) if file.name in {clip.name, f"{clip.stem}.poster.jpg"}]


def _changed(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return time.time()


def _write(path: Path, data: bytes) -> None:
    """A new file whose bytes are on the disk, not only on their way there."""
    with open(path, "xb", opener=_private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE)


def _sync(folder: Path) -> None:
    """Makes the names in a folder durable, not only what they name."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the disk says into `JournalUnwritable`."""
    try:
        yield
    except OSError as error:
        raise unwritable(error.strerror or "the disk fails") from error
