"""What is kept for the buttons: private, linked where possible, gone by time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.album import Album

JOB = "0123456789abcdef" * 2
REQUEST = {"text": "Grüße 👋", "face": 0}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As the journal has it."""
    file = tmp_path / "photo"
    file.write_bytes(b"photo")
    return file


def test_what_was_kept_comes_back(tmp_path: Path, photo: Path) -> None:
    """Also after the journal has deleted its own copy, and for a recording as well."""
    album = Album(tmp_path / "album", 60)
    audio = tmp_path / "audio"
    audio.write_bytes(b"audio")
    album.keep(JOB, photo, audio, REQUEST)
    album.keep(JOB, photo, audio, REQUEST)
    photo.unlink()
    audio.unlink()
    kept = album.open(JOB)
    assert kept is not None
    assert (kept.photo, kept.audio, kept.request) == (b"photo", b"audio", REQUEST)


def test_photos_are_not_stored_twice_and_nobody_else_may_read(tmp_path: Path, photo: Path) -> None:
    """One file, two names; folders 0700, what is written 0600."""
    Album(tmp_path / "album", 60).keep(JOB, photo, None, REQUEST)
    folder = tmp_path / "album" / JOB
    assert (folder / "photo").samefile(photo)
    assert folder.stat().st_mode & 0o077 == folder.parent.stat().st_mode & 0o077 == (folder / "request.json").stat().st_mode & 0o077 == 0


def test_nothing_is_kept_where_that_is_switched_off(tmp_path: Path, photo: Path) -> None:
    """Zero hours: no file at all."""
    album = Album(tmp_path / "album", 0)
    album.keep(JOB, photo, None, REQUEST)
    assert not album.has(JOB)
    assert not list((tmp_path / "album").iterdir())


def test_it_goes_by_time_and_by_name(tmp_path: Path, photo: Path) -> None:
    """What is old is swept away, what is dropped is gone, what is neither stays."""
    album = Album(tmp_path / "album", 60)
    old, young, dropped = ("a" * 32, "b" * 32, "c" * 32)
    for job in (old, young, dropped):
        album.keep(job, photo, None, REQUEST)
    os.utime(tmp_path / "album" / old, (0, 0))
    album.sweep()
    album.drop([dropped, "d" * 32])
    assert [album.has(job) for job in (old, young, dropped)] == [False, True, False]


@pytest.mark.parametrize("name", ["..", "../../etc", "", "A" * 32, "a" * 31])
def test_a_name_that_is_no_job_reaches_nothing(tmp_path: Path, photo: Path, name: str) -> None:
    """Buttons hold ids that come from outside."""
    album = Album(tmp_path / "album", 60)
    album.keep(JOB, photo, None, REQUEST)
    album.drop([name])
    assert not album.has(name)
    assert album.open(name) is None
    assert album.has(JOB)
    assert photo.is_file()


def test_half_a_request_is_none(tmp_path: Path, photo: Path) -> None:
    """As a power cut may leave it."""
    album = Album(tmp_path / "album", 60)
    album.keep(JOB, photo, None, REQUEST)
    (tmp_path / "album" / JOB / "request.json").write_text('{"te', encoding="ascii")
    assert album.open(JOB) is None
