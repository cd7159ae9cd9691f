"""Files that are sent."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from pathlib import Path

import pytest

from bot.reading import read_bytes


def test_no_more_is_read_than_is_asked_for(tmp_path: Path) -> None:
    """All of it, or its beginning; a file that is not there is an error."""
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"abcdef")
    assert asyncio.run(read_bytes(file)) == b"abcdef"
    assert asyncio.run(read_bytes(file, 4)) == b"abcd"
    with pytest.raises(FileNotFoundError):
        asyncio.run(read_bytes(tmp_path / "gone.mp4"))


def test_whoever_is_cancelled_leaves_no_file_open(tmp_path: Path) -> None:
    """A reader is cancelled while the file is being opened, as when the bot stops: it is closed all the same, without a warning."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    async def scene() -> None:
        reading = asyncio.create_task(read_bytes(pipe))
        await asyncio.sleep(0)
        writing = _open_for_writing(pipe)  # only now is it open on the other side, and the event loop has not heard of it
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        os.close(writing)
        assert reading.cancelled()

    asyncio.run(scene())
    gc.collect()


def _open_for_writing(pipe: Path) -> int:
    """Waits for its reader, in the thread of the event loop."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.001)
