"""A recording in passages: everything is there once, cut where it is soft, and put together again without a seam."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toontalker.speech.gender.voices import recorded, whole
from toontalker.speech.gender.passages import CONTEXT, LONGEST, changed, passages
from toontalker.speech.recording import Sound

RATE = 8_000


@settings(max_examples=25, deadline=None)
@given(seconds=st.floats(0, 95), seed=st.integers(0, 9))
def test_passages_are_the_recording_without_gap_or_overlap(seconds: float, seed: int) -> None:
    """Whatever its length: none is longer than it may be, and each carries its neighbours."""
    sound = np.random.default_rng(seed).uniform(-1, 1, int(seconds * RATE)).astype(np.float32)
    recording = recorded(sound, RATE)
    found = list(passages(recording))
    assert [found[0].start, found[-1].end] == [0, sound.size]
    assert all(before.end == after.start for before, after in pairwise(found))
    for passage in found:
        assert passage.end - passage.start <= LONGEST * RATE
        first = passage.start - passage.before
        assert passage.before == min(passage.start, round(CONTEXT * RATE))
        assert np.array_equal(passage.sound, whole(recording)[first : first + passage.sound.size])


@pytest.mark.parametrize("seconds", [0.0, 0.5, 19.9, 20.1, 61.3])
def test_what_is_left_alone_comes_back_as_it_was(seconds: float) -> None:
    """Fading a sound into itself changes nothing, and no sample is lost or added."""
    sound = np.random.default_rng(0).uniform(-1, 1, int(seconds * RATE)).astype(np.float32)
    recording = recorded(sound, RATE)
    again = np.concatenate([np.zeros(0, np.float32), *changed(recording, lambda _, piece: piece)])
    assert again.size == sound.size
    assert again == pytest.approx(whole(recording), abs=1e-6)


def test_cuts_lie_in_pauses() -> None:
    """A pause of a fifth of a second in noise of half a minute is found."""
    sound = np.random.default_rng(0).uniform(-1, 1, 30 * RATE).astype(np.float32)
    sound[14 * RATE : 14 * RATE + RATE // 5] *= 0.01
    first, _ = passages(recorded(sound, RATE))
    assert 14.0 < first.end / RATE < 14.2


def test_passages_are_faded_into_each_other() -> None:
    """Two that became as different as can be meet without a jump."""
    sound = np.full(30 * RATE, 0.5, np.float32)

    def opposite(number: int, piece: Sound) -> Sound:
        return piece * np.float32(1 - 2 * (number % 2))

    joined = np.concatenate(list(changed(recorded(sound, RATE), opposite)))
    assert {round(float(joined[0]), 3), round(float(joined[-1]), 3)} == {0.5, -0.5}
    assert np.abs(np.diff(joined)).max() < 0.01
