"""The jobs folder: private, durable, and nothing but its own is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gpu_worker.journal.folder import JobsFolder
from toontalker.errors import JournalUnwritable


def test_files_and_folders_are_for_the_owner_only(tmp_path: Path) -> None:
    """0600 in 0700, whatever the umask says; a folder that was open is closed."""
    path = tmp_path / "deep" / "jobs"
    path.mkdir(parents=True, mode=0o755)
    folder = JobsFolder(path)
    photo = folder.save_photo(b"photo")
    assert [each.stat().st_mode & 0o777 for each in (path, photo.parent, photo)] == [0o700, 0o700, 0o600]


def test_a_recording_lies_beside_its_photo(tmp_path: Path) -> None:
    """As private as that."""
    photo = JobsFolder(tmp_path / "jobs").save_photo(b"photo", b"recording")
    files = {file.name: (file.read_bytes(), file.stat().st_mode & 0o777) for file in photo.parent.iterdir()}
    assert files == {"photo": (b"photo", 0o600), "audio": (b"recording", 0o600)}


def test_a_recording_that_cannot_be_written_takes_its_photo_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are saved, or neither: else a cartoon would say something that nobody said."""
    folder = JobsFolder(tmp_path / "jobs")
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JournalUnwritable):
        folder.save_photo(b"photo", b"recording")
    assert list(folder.path.iterdir()) == []


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    """One whole sentence instead of a traceback."""
    (tmp_path / "jobs").write_text("a file")
    with pytest.raises(JournalUnwritable, match="cannot be written just now"):
        JobsFolder(tmp_path / "jobs")


@pytest.mark.parametrize("job_id", ["", ".", "..", "../else", "a" * 31, "A" * 32, "a" * 33])
def test_only_folders_named_by_an_id_are_ever_removed(tmp_path: Path, job_id: str) -> None:
    """A row that was tampered with cannot make the journal delete something else."""
    (tmp_path / "else").mkdir()
    with pytest.raises(ValueError, match="is not the id of a job"):
        JobsFolder(tmp_path / "jobs").remove(job_id)
    assert (tmp_path / "else").exists()
