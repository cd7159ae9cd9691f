"""Keeps drawn strokes grey in a black-and-white picture."""

from __future__ import annotations

import numpy as np

from toontalker.picture import Colour

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""ITU-R BT.601."""


def toneless(drawn: Colour, before: Colour) -> Colour:
    """`before` ``(h, w, 3)`` RGB in [0, 1] with the brightness of `drawn`: what was drawn adds light and shade but no colour."""
    return np.clip(before + ((drawn - before) @ _LUMA)[..., None], 0, 1).astype(np.float32, copy=False)
