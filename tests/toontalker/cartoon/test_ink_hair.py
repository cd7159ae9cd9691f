"""Beards in ink keep their tone, from the black moustache to stubble."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.beard import Beard
from toontalker.cartoon.ink_hair import ink_beard
from toontalker.cartoon.ink_lines import INK
from toontalker.cartoon.study import Study
from toontalker.drawing import polygon
from toontalker.picture import to_lab, to_rgb


def _bearded(study: Study, level: float) -> Study:
    """The study with a beard of this lightness over the chin."""
    points = study.frame.points[[57, 287, 379, 152, 150]]
    mask = polygon(study.alpha.shape, points)
    lab = study.lab + (np.array([level, 4, 6], np.float32) - study.lab) * mask[..., None]
    return replace(study, image=to_rgb(lab), lab=lab, beard=replace_beard(study.beard, mask))


def replace_beard(beard: Beard, mask: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Beard:
    """The beard with this mask, sure to be there."""
    return replace(beard, strength=1.0, mask=mask)


def _drawn_level(study: Study) -> float:
    skin = study.photo_skin
    plain = to_rgb(np.broadcast_to(skin, study.lab.shape).astype(np.float32))
    drawn = ink_beard(plain, study, skin)
    return float(np.median(to_lab(drawn)[study.beard.mask > 0.95, 0]))


def test_a_black_beard_is_ink() -> None:
    """What is black in the photo is drawn in the colour of the lines."""
    assert to_lab(INK[None, None])[0, 0, 0] < 8


@pytest.mark.parametrize("level", [8.0, 30.0, 50.0])
def test_a_beard_keeps_its_tone(study: Study, level: float) -> None:
    """Dark beards are drawn dark and grey ones lighter."""
    assert abs(_drawn_level(_bearded(study, level)) - level) < 10


def test_no_beard_no_change(study: Study) -> None:
    """A face without a beard comes back as it was."""
    plain = np.full((*study.alpha.shape, 3), 0.5, np.float32)
    bare = replace(study, beard=replace(study.beard, strength=0.0))
    assert ink_beard(plain, bare, study.photo_skin) is plain
