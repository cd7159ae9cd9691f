"""The folder of sounds."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.online.cache import Line, SoundCache, cache_folder

HELLO = Line("gtts", "", "en", "Hello my secret friend")


def line(number: int) -> Line:
    """One of many."""
    return Line("gtts", "", "en", f"Line {number}")


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """For the same line alone, and in another process's cache as well."""
    cache = SoundCache(tmp_path / "voices", 10_000)
    cache.put(HELLO, b"sound")
    assert SoundCache(tmp_path / "voices", 10_000).get(HELLO) == b"sound"
    for other in (HELLO._replace(engine="edge"), HELLO._replace(variant="x"), HELLO._replace(language="de"), HELLO._replace(text="Hi")):
        assert cache.get(other) is None


@given(st.lists(st.text(), min_size=4, max_size=4), st.lists(st.text(), min_size=4, max_size=4))
def test_only_the_same_line_has_the_same_name(one: list[str], other: list[str]) -> None:
    """However its parts run into each other, and for texts that are no valid Unicode."""
    assert (Line(*one).file_name == Line(*other).file_name) == (one == other)


def test_the_text_stands_nowhere_and_nobody_else_may_read(tmp_path: Path) -> None:
    """Neither in a name nor in a file; 0600 in a folder of 0700."""
    folder = tmp_path / "voices"
    SoundCache(folder, 10_000).put(HELLO, b"sound")
    (file,) = folder.iterdir()
    assert b"secret" not in file.name.encode() + file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    """And all together never have more bytes than allowed."""
    cache = SoundCache(tmp_path, 4 * 132)
    for number in range(4):
        cache.put(line(number), bytes(100))
        os.utime(tmp_path / line(number).file_name, (number, number))
    assert cache.get(line(0)) is not None
    cache.put(line(4), bytes(100))
    assert [cache.get(line(number)) is not None for number in range(5)] == [True, False, True, True, True]
    cache.put(line(5), bytes(400))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 4 * 132
    assert cache.get(line(5)) is not None


@pytest.mark.parametrize("damage", [b"", b"short", bytes(200)])
def test_a_damaged_file_is_thrown_away(tmp_path: Path, damage: bytes) -> None:
    """And what comes after it is kept as ever."""
    cache = SoundCache(tmp_path, 10_000)
    file = tmp_path / HELLO.file_name
    file.write_bytes(damage)
    assert cache.get(HELLO) is None
    assert not file.exists()
    cache.put(HELLO, b"sound")
    assert cache.get(HELLO) == b"sound"


def test_a_folder_that_cannot_be_written_means_no_cache(tmp_path: Path) -> None:
    """Not a failure."""
    file = tmp_path / "voices"
    file.write_text("in the way")
    cache = SoundCache(file, 10_000)
    cache.put(HELLO, b"sound")
    assert cache.get(HELLO) is None


def test_no_room_means_no_cache(tmp_path: Path) -> None:
    """With 0 bytes not even the folder is made; a sound that is larger than all of it displaces nothing."""
    SoundCache(tmp_path / "none", 0).put(HELLO, b"sound")
    assert not (tmp_path / "none").exists()
    small = SoundCache(tmp_path / "small", 100)
    small.put(line(1), bytes(60))
    small.put(HELLO, bytes(101))
    assert small.get(HELLO) is None
    assert small.get(line(1)) == bytes(60)


def test_what_a_killed_process_left_goes_after_an_hour(tmp_path: Path) -> None:
    """What is being written just now stays."""
    old, new = tmp_path / "old.part", tmp_path / "new.part"
    old.touch()
    new.touch()
    os.utime(old, (1, 1))
    SoundCache(tmp_path, 10_000).put(HELLO, b"sound")
    assert not old.exists()
    assert new.exists()


def _busy(folder: Path, seed: int) -> None:
    cache = SoundCache(folder, 3000)
    for step in range(60):
        number = (step * 7 + seed) % 20
        cache.put(line(number), bytes([number]) * 200)
        kept = cache.get(line((number + 3) % 20))
        assert kept is None or kept == bytes([(number + 3) % 20]) * 200


def test_threads_and_processes_share_a_folder(tmp_path: Path) -> None:
    """Nobody ever reads half a sound, or another one; nothing unfinished stays behind; the bound holds at the end."""
    workers: list[multiprocessing.process.BaseProcess | threading.Thread] = []
    processes = [multiprocessing.get_context("spawn").Process(target=_busy, args=(tmp_path, seed)) for seed in range(2)]
    threads = [threading.Thread(target=_busy, args=(tmp_path, seed)) for seed in range(2, 5)]
    workers += [*processes, *threads]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    SoundCache(tmp_path, 3000).put(HELLO, b"sound")
    assert all(file.suffix == ".sound" for file in tmp_path.iterdir())
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 3000


def test_the_usual_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The setting's, else that of the user's cache; a relative XDG_CACHE_HOME does not count."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("/named") == Path("/named")
    assert cache_folder("") == tmp_path / "toontalker" / "voices"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder("") == tmp_path / ".cache" / "toontalker" / "voices"
