"""Sounds from the network, whole and broken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toontalker.speech.online.spoken_mp3 import RATE, encode_mp3, sound_of, spoken, spoken_mp3
from toontalker.speech.online.mp3 import BadSound, LongSound, decode_mp3, frame_length

TEXT = "Hello there, this is a fine day."


def test_a_sound_comes_back_as_it_was() -> None:
    """Same length but for the encoder's delay and frames, and alike wherever it lies best."""
    before = sound_of(spoken(TEXT))
    after = decode_mp3(spoken_mp3(TEXT), 22_050, 60)
    assert after.dtype == np.float32
    assert 0 <= after.size - before.size < 0.15 * 22_050
    likeness = np.correlate(after, before, "valid").max() / (np.linalg.norm(before) * np.linalg.norm(after))
    assert likeness > 0.95


def test_any_rate_is_made_the_one_that_was_asked_for() -> None:
    """Seconds stay the same."""
    sound = decode_mp3(spoken_mp3(TEXT), 16_000, 60)
    assert sound.size / 16_000 == pytest.approx(decode_mp3(spoken_mp3(TEXT), RATE, 60).size / RATE, abs=0.01)


@pytest.mark.parametrize("junk", [b"", b"<html>Are you a robot?</html>", b"\0" * 5000, bytes(range(256)) * 40, b"\xff\xf3\x44\xc4"])
def test_what_is_no_mp3_is_refused(junk: bytes) -> None:
    """Pages, zeros, noise, a lone header."""
    with pytest.raises(BadSound):
        decode_mp3(junk, RATE, 60)


@given(st.integers(1, 95))
@settings(max_examples=12, deadline=None)
def test_a_sound_that_is_cut_off_is_refused(missing: int) -> None:
    """Wherever in a frame it ends."""
    whole = spoken_mp3(TEXT)
    assert len(whole) % 96 == 0
    with pytest.raises(BadSound):
        decode_mp3(whole[:-missing], RATE, 60)


def test_a_sound_without_end_is_not_decoded_to_its_end() -> None:
    """It stops soon after the longest that is allowed."""
    second = encode_mp3(np.zeros(RATE, np.float32), rate=RATE)
    with pytest.raises(LongSound):
        decode_mp3(second * 500, RATE, 3)


@given(st.binary(max_size=40), st.integers(0, 3000))
@settings(max_examples=60, deadline=None)
def test_damage_makes_a_sound_or_a_refusal(rubbish: bytes, place: int) -> None:
    """Never anything else, and nothing that is no number."""
    whole = spoken_mp3(TEXT)
    try:
        sound = decode_mp3(whole[:place] + rubbish + whole[place + len(rubbish) :], RATE, 60)
    except BadSound:
        return
    assert np.isfinite(sound).all()


@pytest.mark.parametrize(
    ("header", "length"),
    [("fff344c4", 96), ("fff364c4", 144), ("fffb9064", 417), ("fffb9264", 418), ("ffe344c4", 192), ("00000000", 0), ("ffffffff", 0)],
)
def test_the_length_of_a_frame_stands_in_its_header(header: str, length: int) -> None:
    """24 kHz at 32 and 48 kbit/s; 44.1 kHz at 128 without and with padding; 12 kHz; no frame at all."""
    assert frame_length(bytes.fromhex(header)) == length
