"""Lips that can be read."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.toon import Palette
from toontalker.mouth.lip_contrast import readable
from toontalker.picture import rgb_of


def _palette(lips: list[float], *, greyscale: bool = False) -> Palette:
    skin, lashes = np.array([60, 14, 18], np.float32), np.zeros(3, np.float32)
    return Palette(skin, np.array(lips, np.float32), lashes, flat=True, greyscale=greyscale)


def _pixels(lightness: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.tile(rgb_of([lightness, 14, 18]), (20, 1))


def test_lips_like_skin_are_made_darker_and_redder() -> None:
    """Of the skin's own colour they could not be seen to close."""
    lips = readable(_palette([60, 14, 18]), _pixels(60)).lips
    assert lips[0] <= 51.5
    assert lips[1] >= 20.5


def test_lips_follow_the_skin_they_lie_on() -> None:
    """In shade the lips are as much darker than the skin as they are in light."""
    palette = _palette([48, 26, 18])
    assert readable(palette, _pixels(50)).lips == pytest.approx(np.array([38, 26, 18]), abs=0.6)


def test_a_beard_does_not_make_black_lips() -> None:
    """Dark hair below the lip is not the skin to go by; nor is nothing at all."""
    palette = _palette([48, 26, 18])
    assert readable(palette, _pixels(15)) is palette
    assert readable(palette, np.zeros((0, 3), np.float32)) is palette


def test_greyscale_lips_stay_grey() -> None:
    """They get darker and no redder."""
    lips = readable(_palette([60, 14, 18], greyscale=True), _pixels(60)).lips
    assert lips[1] == pytest.approx(14, abs=0.6)
    assert lips[0] < 52
