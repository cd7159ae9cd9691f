"""The acoustic net at work, with the weights that are shipped."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.clip import VOICES, Voice
from toontalker.speech.house.context import context_of, numbers_of
from toontalker.speech.house.net import SHORTEST, Net
from toontalker.speech.house.phones import Sound
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import Place, places_of
from toontalker.speech.house.shape import COEFFICIENTS
from toontalker.speech.house.weights import load


@pytest.fixture(scope="module")
def net() -> Net:
    """Both voices."""
    return Net(load())


@pytest.fixture(scope="module")
def places() -> tuple[Place, ...]:
    """The words: See my papa."""
    words = ("s iy2", "m ay", "p aa2 p ax")
    sounds = tuple(tuple(Sound(phone.rstrip("2"), 2 if phone.endswith("2") else 0) for phone in word.split()) for word in words)
    return places_of([(sounds, Ending.PERIOD)])


@pytest.mark.parametrize("voice", VOICES)
def test_lengths_are_those_of_speech(net: Net, places: tuple[Place, ...], voice: Voice) -> None:
    """No sound shorter than 10 ms or longer than half a second; ten of them take between half a second and three."""
    _, lengths = net.read(numbers_of(places), context_of(places), voice)
    assert lengths.shape == (len(places),)
    assert lengths.min() >= SHORTEST
    assert lengths.max() < 100
    assert 0.5 < lengths.sum() * 0.005 < 3


@pytest.mark.parametrize(("voice", "low", "high"), [("male", 70, 160), ("female", 130, 240)])
def test_frames_are_those_of_the_voice(net: Net, places: tuple[Place, ...], voice: Voice, low: float, high: float) -> None:
    """Finite, in pairs, the pitch in the range of the voice; vowels voiced, s not, and vowels louder than pauses."""
    read, lengths = net.read(numbers_of(places), context_of(places), voice)
    ends = np.cumsum(lengths, dtype=np.float64)
    frames = net.paint(read, ends, voice)
    count = 2 * int(np.ceil(ends[-1] / 2))
    assert frames.envelope.shape == (count, COEFFICIENTS)
    assert frames.pitch.shape == frames.breath.shape == frames.voiced.shape == (count,)
    assert all(np.isfinite(array).all() for array in (frames.envelope, frames.pitch, frames.breath))
    assert low < np.exp(np.median(frames.pitch[frames.voiced])) < high
    assert frames.breath.max() <= 0
    middle = {place.phone: int(ends[at] - lengths[at] / 2) for at, place in enumerate(places)}
    voiced = {place.phone: frames.voiced[int(ends[at] - lengths[at]) : int(ends[at])].mean() for at, place in enumerate(places)}
    assert voiced["iy"] > 0.9
    assert voiced["aa"] > 0.9
    assert voiced["s"] < 0.5
    assert frames.envelope[middle["aa"], 0] > frames.envelope[int(lengths[0] / 2), 0] + 1


def test_the_two_voices_differ(net: Net, places: tuple[Place, ...]) -> None:
    """They share one net and are told apart by a row of numbers."""
    pitch = {}
    for voice in VOICES:
        read, lengths = net.read(numbers_of(places), context_of(places), voice)
        pitch[voice] = np.exp(net.paint(read, np.cumsum(lengths, dtype=np.float64), voice).pitch.mean())
    assert pitch["female"] > 1.3 * pitch["male"]


def test_what_comes_later_does_not_reach_far_back(net: Net, places: tuple[Place, ...]) -> None:
    """The net sees half a second of frames to each side: the start of a long sentence is drawn alike whatever its end is."""
    features = context_of(places)
    read, _ = net.read(numbers_of(places), features, "male")
    ends = np.cumsum(np.full(len(places), 30.0))
    changed = read.copy()
    changed[-1] += 1
    one, other = net.paint(read, ends, "male"), net.paint(changed, ends, "male")
    assert np.allclose(one.envelope[:100], other.envelope[:100], atol=1e-4)
    assert not np.allclose(one.envelope[-40:], other.envelope[-40:], atol=1e-2)
