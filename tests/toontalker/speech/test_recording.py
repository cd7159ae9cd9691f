"""Sound on disk."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from toontalker.speech.recording import Recording, SoundFile


def test_samples_come_back_as_often_as_wanted() -> None:
    """In pieces of any length, the last one shorter, equal to what was written within half a step of int16."""
    sound = SoundFile()
    written = np.linspace(-1, 1, 1000, dtype=np.float32)
    sound.write(written[:300])
    sound.write(written[300:])
    assert sound.samples == 1000
    for length in (1, 7, 1000, 5000):
        pieces = list(sound.blocks(length))
        assert {piece.size for piece in pieces[:-1]} <= {length}
        assert {piece.dtype for piece in pieces} == {np.dtype(np.float32)}
        np.testing.assert_allclose(np.concatenate(pieces), written, atol=0.6 / 32767)


def test_too_loud_samples_are_clipped_not_wrapped() -> None:
    """2 becomes 1, not a loud click."""
    sound = SoundFile()
    sound.write(np.asarray([2, -3], np.float32))
    assert next(sound.blocks()).tolist() == [1, -1]


def test_half_a_sample_is_refused() -> None:
    """An odd number of bytes cannot be int16."""
    with pytest.raises(ValueError, match="two bytes"):
        SoundFile().write_pcm(b"abc")


def test_many_threads_may_read_at_once() -> None:
    """Each reader has its own place in the file."""
    sound = SoundFile()
    written = np.sin(np.arange(50_000, dtype=np.float32))
    sound.write(written)
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda length: np.concatenate(list(sound.blocks(length))), [100, 333, 777, 1000] * 4))
    assert all(np.array_equal(one, heard[0]) for one in heard)


def test_the_disk_is_freed_with_the_last_holder() -> None:
    """No file is left open by a sound that nobody holds; closing early is allowed, and twice."""
    sound = SoundFile()
    sound.write(np.zeros(10, np.float32))
    closed = sound.close
    gone = weakref.ref(sound)
    del sound
    gc.collect()
    assert gone() is None
    assert not closed.alive
    early = SoundFile()
    early.close()
    early.close()


def test_a_recording_knows_its_length() -> None:
    """Samples divided by the rate."""
    recording = Recording(rate=100)
    recording.sound.write(np.zeros(250, np.float32))
    assert recording.seconds == 2.5
