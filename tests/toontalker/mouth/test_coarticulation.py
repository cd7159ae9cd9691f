"""Sounds become movement: closures hold, neighbours pull, silence shuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.mouth.sounds import COLUMN, MAMA, timeline
from toontalker.clip import Phoneme
from toontalker.mouth import mouth_tracks
from toontalker.speech.visemes import VISEMES

_FINE = 1000
"""Frames per second: one a millisecond."""


@pytest.mark.parametrize("length", [0.03, 0.06, 0.12])
def test_the_lips_stay_shut_for_60_ms_at_every_p_b_m(length: float) -> None:
    """Whatever the neighbours and however short the sound: pressed and without any opening for at least 60 ms, in its middle."""
    sounds = timeline(("ɑ", "aa", 0.2), ("b", "PP", length), ("ɑ", "aa", 0.2))
    tracks = mouth_tracks(sounds, _FINE // 2, _FINE)
    shut = (tracks[:, COLUMN["press"]] > 0.999) & (tracks[:, [COLUMN["jaw"], COLUMN["raise"], COLUMN["drop"]]].max(1) < 1e-3)
    middle = round((0.2 + length / 2) * _FINE)
    assert shut[middle - 29 : middle + 30].all()
    assert 59 <= shut.sum() <= max(62, 0.8 * length * _FINE + 2)


def test_a_closure_opens_within_its_ramp() -> None:
    """45 ms after the closure the lips are free again: a mumbling mouth would be no better than a missed closure."""
    sounds = timeline(("ɑ", "aa", 0.3), ("b", "PP", 0.06), ("ɑ", "aa", 0.3))
    tracks = mouth_tracks(sounds, 660, _FINE)
    assert tracks[round((0.33 + 0.03 + 0.05) * _FINE), COLUMN["press"]] < 0.75 * tracks[330, COLUMN["press"]]
    assert tracks[round(0.5 * _FINE), COLUMN["jaw"]] > 0.85


def test_at_25_frames_a_second_every_closure_has_a_shut_frame() -> None:
    """60 ms of closure cannot fall between frames that are 40 ms apart, wherever the sound lies."""
    for offset in np.linspace(0, 0.04, 9):
        sounds = timeline(("ɑ", "aa", 0.2 + offset), ("p", "PP", 0.04), ("ɑ", "aa", 0.2))
        tracks = mouth_tracks(sounds, 12, 25)
        assert tracks[:, COLUMN["press"]].max() > 0.999


def test_silence_shuts_the_mouth() -> None:
    """In a pause, before the first sound and after the last, all eight parameters come to rest."""
    sounds = timeline(("", "sil", 0.5), ("ɑ", "aa", 0.3), ("", "sil", 0.5), ("uː", "ou", 0.3), ("", "sil", 0.5))
    tracks = mouth_tracks(sounds, 2600, _FINE)
    for moment in (0.2, 1.05, 1.9, 2.5):
        assert np.abs(tracks[round(moment * _FINE)]).max() < 0.02
    assert tracks[650, COLUMN["jaw"]] > 0.85


def test_nothing_to_say_is_a_resting_mouth() -> None:
    """No phonemes, no frames, and phonemes without length are all fine."""
    assert not mouth_tracks([], 5, 25).any()
    assert mouth_tracks(MAMA, 0, 25).shape == (0, 8)
    assert not mouth_tracks([Phoneme(0.1, 0.1, "ɑ", "aa")], 5, 25).any()


def test_f_tucks_the_lip_and_keeps_the_jaw_up() -> None:
    """/f/ between two open vowels: tucked for at least one frame's length, the jaw nearly shut."""
    tracks = mouth_tracks(timeline(("ɑ", "aa", 0.2), ("f", "FF", 0.07), ("ɑ", "aa", 0.2)), 470, _FINE)
    assert (tracks[:, COLUMN["tuck"]] > 0.99).sum() >= 45
    assert tracks[235, COLUMN["jaw"]] < 0.2


def test_rounding_spreads_to_the_sound_before() -> None:
    """/s/ before /u/ is rounder than /s/ before /i/: that is co-articulation."""
    rounded = mouth_tracks(timeline(("s", "SS", 0.1), ("uː", "ou", 0.2)), 300, _FINE)
    spread = mouth_tracks(timeline(("s", "SS", 0.1), ("i", "ih", 0.2)), 300, _FINE)
    assert rounded[60, COLUMN["pucker"]] > spread[60, COLUMN["pucker"]] + 0.3
    assert rounded[60, COLUMN["wide"]] < spread[60, COLUMN["wide"]] - 0.2


def test_loud_speech_opens_wider() -> None:
    """The same vowel is more open when it is loud, within bounds, and loudness never opens a closure or a pause."""
    quiet, loud = (mouth_tracks(MAMA, 30, 25, np.full(30, level, np.float32)) for level in (0.1, 1.0))
    assert 0.9 > loud[:, COLUMN["jaw"]].max() > 1.15 * quiet[:, COLUMN["jaw"]].max()
    shut = mouth_tracks(MAMA, 30, 25)[:, COLUMN["press"]] > 0.999
    assert shut.any()
    assert loud[shut, COLUMN["jaw"]].max() < 1e-3
    assert abs(loud[1, COLUMN["jaw"]]) < 0.01


def test_loudness_may_be_shorter_or_longer_than_the_clip() -> None:
    """A frame more or less, from rounding, must not matter."""
    level = np.full(29, 0.8, np.float32)
    assert np.allclose(mouth_tracks(MAMA, 30, 25, level), mouth_tracks(MAMA, 30, 25, np.full(33, 0.8, np.float32)))
    assert np.isfinite(mouth_tracks(MAMA, 30, 25, np.zeros(0, np.float32))).all()


def test_frame_rate_only_samples_the_movement() -> None:
    """Every second frame at 50 a second is the frame at 25."""
    assert np.allclose(mouth_tracks(MAMA, 60, 50)[::2], mouth_tracks(MAMA, 30, 25), atol=1e-6)


@given(st.lists(st.tuples(st.sampled_from(VISEMES), st.floats(0.01, 0.4)), max_size=20))
def test_any_timeline_gives_moderate_movement(sounds: list[tuple[str, float]]) -> None:
    """The lips never leave the range of the single sounds, and no value is undefined."""
    tracks = mouth_tracks(timeline(*(("", viseme, seconds) for viseme, seconds in sounds)), 100, 25)
    assert np.isfinite(tracks).all()
    assert tracks.min() >= -0.6
    assert tracks.max() <= 1.15
