"""The likeliest sequence of visemes, and of which sound each of them is."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.speech.listener.hearing import LEAST, heard_sounds, viseme_path
from toontalker.speech.listener.sounds import COUNT, PAUSE, class_of
from toontalker.speech.visemes import VISEMES

EVEN = np.full((COUNT, COUNT), np.log(1 / COUNT), np.float32)


def _sure(*runs: tuple[str, int]) -> NDArray[np.float32]:
    """Posteriors of a net that is nearly certain of each sound for so many frames."""
    classes = np.concatenate([np.full(frames, class_of(sound) if sound else PAUSE) for sound, frames in runs])
    chances = np.full((classes.size, COUNT), 0.02 / (COUNT - 1))
    chances[np.arange(classes.size), classes] = 0.98
    return np.log(chances).astype(np.float32)


def test_what_is_certain_is_heard() -> None:
    """Each sound once, at the middle between two frames."""
    onsets = heard_sounds(_sure(("", 20), ("m", 8), ("a", 15), ("s", 10), ("", 20)), EVEN)
    assert [onset.ipa for onset in onsets] == ["", "m", "a", "s", ""]
    assert [onset.start for onset in onsets] == pytest.approx([0, 0.195, 0.275, 0.425, 0.525])


def test_a_doubtful_frame_is_no_sound_of_its_own() -> None:
    """A single frame of something else inside of a vowel is passed over."""
    onsets = heard_sounds(_sure(("a", 15), ("s", LEAST - 2), ("a", 15)), EVEN)
    assert [onset.ipa for onset in onsets] == ["a"]


def test_lips_shut_if_some_sound_of_both_lips_is_likely() -> None:
    """Where p, b and m are each less likely than a t, but together likelier, the lips are shut."""
    posteriors = _sure(("a", 10), ("t", 8), ("a", 10))
    chances = np.full(COUNT, 0.1 / (COUNT - 4))
    chances[[class_of(sound) for sound in "pbm"]] = (0.21, 0.2, 0.19)
    chances[class_of("t")] = 0.3
    posteriors[10:18] = np.log(chances / chances.sum())
    onsets = heard_sounds(posteriors, EVEN)
    assert [onset.ipa for onset in onsets] == ["a", "p", "a"]


def test_the_order_of_sounds_counts() -> None:
    """Of two visemes that are heard alike, the one that follows more often is taken."""
    posteriors = _sure(("a", 10), ("s", 8), ("a", 10))
    posteriors[10:18, class_of("f")] = posteriors[10:18, class_of("s")]
    follows = np.full((COUNT, COUNT), np.log(1e-3), np.float32)
    follows[class_of("a"), class_of("f")] = follows[class_of("f"), class_of("a")] = np.log(0.9)
    assert set(viseme_path(posteriors, follows)) == {VISEMES.index("aa"), VISEMES.index("FF")}
