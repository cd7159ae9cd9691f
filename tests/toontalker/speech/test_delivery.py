"""Faster, slower, higher, lower."""

from __future__ import annotations

import math

import pytest

from toontalker.errors import BadSetting
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.espeak import Espeak


@pytest.mark.parametrize(("rate", "pitch"), [(0.7, -4), (1.4, 4), (1, 0)])
def test_the_edges_are_allowed(rate: float, pitch: float) -> None:
    """And nothing is changed by nothing."""
    assert Delivery(rate, pitch).rate == rate
    assert Delivery() == AS_IT_IS


@pytest.mark.parametrize(("rate", "pitch"), [(0.69, 0), (1.41, 0), (math.nan, 0), (1, 4.1), (1, -4.1), (1, math.inf)])
def test_what_lies_beyond_is_refused(rate: float, pitch: float) -> None:
    """With the range in the sentence."""
    with pytest.raises(BadSetting, match="between"):
        Delivery(rate, pitch)


def test_espeak_follows_too(espeak: Espeak) -> None:
    """The voice of the other languages is as obedient: the length goes with the rate."""
    text = "Guten Morgen, liebe Freunde, heute ist ein schöner Tag."
    plain, fast = (espeak.say(text, "male", "de", Delivery(rate)) for rate in (1.0, 1.3))
    assert plain.seconds / fast.seconds == pytest.approx(1.3, rel=0.12)
    assert espeak.say(text, "male", "de", Delivery(pitch=3)).seconds == pytest.approx(plain.seconds, rel=0.05)
