"""The die cut: contour on the figure, border and shadow on the ground, nothing open where the figure leaves the picture."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.cartoon.die_cut import BORDER, COLOURS, DieCut, backdrop_colour, die_cut
from toontalker.picture import Map, lab_of, to_lab

_UNIT = 120.0
_INK = np.array([0.07, 0.045, 0.055], np.float32)
_RED = np.array([0.8, 0.1, 0.1], np.float32)


def _bust() -> Map:
    """A disc on a column that runs out of the picture at the bottom, 256 px."""
    rows, columns = np.mgrid[:256, :256]
    return ((np.hypot(rows - 110, columns - 128) < 60) | ((np.abs(columns - 128) < 45) & (rows > 110))).astype(np.float32)


@pytest.fixture(scope="module")
def cut() -> DieCut:
    """A red bust, cut out."""
    return die_cut(np.broadcast_to(_RED, (256, 256, 3)).astype(np.float32), _bust(), _UNIT, _INK, COLOURS[0])


def test_the_contour_moves_with_the_figure(cut: DieCut) -> None:
    """Alpha reaches beyond the shape, and what it gains there is ink."""
    gained = (cut.alpha > 0.9) & (_bust() == 0)
    assert gained.sum() > 100
    assert np.abs(cut.figure[gained] - _INK).max() < 0.25


def test_a_white_border_lies_on_the_ground(cut: DieCut) -> None:
    """Left of the figure, within the border's width, the ground is white; far away it is coloured."""
    edge = int(np.flatnonzero(cut.alpha[110] > 0.5)[0])
    assert cut.ground[110, edge - int(BORDER * _UNIT / 2)].min() > 0.97
    assert np.hypot(*to_lab(cut.ground[4:5, 4:5])[0, 0, 1:]) > 15


def test_the_shadow_falls_to_the_lower_right(cut: DieCut) -> None:
    """Outside the border the ground is darker on the right of the figure than on its left."""
    edges = np.flatnonzero(cut.alpha[110] > 0.5)
    reach = int((BORDER + 0.015) * _UNIT) + 2
    assert cut.ground[110, edges[-1] + reach].sum() < cut.ground[110, edges[0] - reach].sum() - 0.1


@pytest.mark.parametrize("shift", [(0.02, -0.02), (-0.02, -0.02), (0.0, 0.02)])
def test_nothing_opens_at_the_edge_of_the_picture(cut: DieCut, shift: tuple[float, float]) -> None:
    """With the figure moved by .02 units the column still reaches the picture's edge without a pale gap."""
    dx, dy = (round(part * _UNIT) for part in shift)
    alpha, figure = (np.roll(layer, (dy, dx), (0, 1)) for layer in (cut.alpha, cut.figure))
    if dy < 0:
        alpha[dy:] = 0
    picture = cut.ground + (figure - cut.ground) * alpha[..., None]
    core = picture[-6:, 128 - 30 : 128 + 30]
    assert np.abs(core - _RED).max() < 0.05


def test_the_backdrop_sets_the_figure_off() -> None:
    """No seed gives a backdrop in the colour of the hair, the skin or the clothes."""
    for own in COLOURS:
        chosen = [backdrop_colour([lab_of((0.1, 0.1, 0.1)), lab_of(own)], seed) for seed in range(4)]
        assert own not in chosen
        assert len(set(chosen)) == 4
