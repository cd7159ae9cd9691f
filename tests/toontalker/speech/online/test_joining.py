"""Pieces of speech put together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.speech.online.spoken_mp3 import sound_of
from toontalker.errors import TextTooLong
from toontalker.speech.online.joining import MARGIN, Said, joined, trimmed
from toontalker.speech.online.mp3 import BadSound
from toontalker.speech.recording import Sound

RATE = 24_000


def tone(before: float, seconds: float, after: float) -> Sound:
    """A tone with silence round it."""
    sound = 0.3 * np.sin(np.arange(round(seconds * RATE)) * 0.2)
    return np.pad(sound, (round(before * RATE), round(after * RATE))).astype(np.float32)


@given(st.floats(0, 1), st.floats(0.05, 1), st.floats(0, 1))
def test_silence_at_the_ends_goes(before: float, seconds: float, after: float) -> None:
    """But for a margin, which may be as much as a step of looking longer; the sound itself stays, and begins and ends softly."""
    kept = trimmed(tone(before, seconds, after), RATE)
    assert seconds - 0.001 <= kept.size / RATE <= seconds + 2 * MARGIN + 0.021
    assert abs(kept[0]) < 1e-3
    assert abs(kept[-1]) < 1e-3
    assert np.abs(kept).max() > 0.29


def test_noise_far_below_the_voice_is_silence() -> None:
    """As lossy coding leaves it."""
    sound = tone(1, 0.5, 1) + np.random.default_rng(1).normal(0, 3e-4, round(2.5 * RATE)).astype(np.float32)
    assert trimmed(sound, RATE).size / RATE == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize("sound", [np.zeros(0, np.float32), np.zeros(5000, np.float32), np.full(5000, 1e-5, np.float32)])
def test_what_cannot_be_heard_is_no_sound(sound: Sound) -> None:
    """A piece of nothing must not become a part of a speech."""
    with pytest.raises(BadSound):
        trimmed(sound, RATE)


def test_pieces_lie_where_their_passages_say() -> None:
    """One after the other, with the pause of the piece before between them and none after the last."""
    pieces = [Said("one", trimmed(tone(0.3, 0.5, 0.3), RATE), 0.28), Said("two", tone(0, 0.4, 0), 0.06)]
    recording = joined(pieces, RATE, 60)
    (one, two), sound = recording.passages, sound_of(recording)
    assert (one.text, two.text, recording.timed) == ("one", "two", False)
    assert (one.start, two.end) == (0, recording.seconds)
    assert two.start - one.end == pytest.approx(0.28, abs=1e-4)
    assert not sound[round(one.end * RATE) : round(two.start * RATE)].any()
    for passage in recording.passages:
        assert np.abs(sound[round(passage.start * RATE) : round(passage.end * RATE)]).max() > 0.25


def test_a_recording_that_gets_too_long_is_refused() -> None:
    """Before the rest is written."""

    def pieces() -> list[Said]:
        return [Said("one", tone(0, 1, 0), 0.06)] * 9

    assert joined(pieces(), RATE, 10).seconds > 9
    with pytest.raises(TextTooLong):
        joined(pieces(), RATE, 5)
