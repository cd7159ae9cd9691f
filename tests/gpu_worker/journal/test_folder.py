"""The jobs folder: private, durable, and nothing but its own is touched."""

from __future__ import annotations

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
