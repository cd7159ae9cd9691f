"""The inside of the mouth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.cartoon.toon import Palette
from toontalker.mouth.interior import Interior, Opening

_UNIT = 200.0
_X = np.linspace(60, 140, 41)


def _palette(*, flat: bool = True, greyscale: bool = False) -> Palette:
    skin, lips, lashes = (np.array(colour, np.float32) for colour in ([70, 12, 16], [58, 26, 16], [0.05, 0.05, 0.05]))
    return Palette(skin, lips, lashes, flat=flat, greyscale=greyscale)


def _opening(height: float, *, jaw: float = 0.0, pucker: float = 0.0, tongue: float = 0.0) -> Opening:
    arch = 1 - ((_X - 100) / 40) ** 2
    upper, lower = np.stack([_X, np.full_like(_X, 80.0)], 1), np.stack([_X, 80 + height * arch], 1)
    return Opening(upper, lower, jaw=jaw, pucker=pucker, tongue=tongue)


def _drawn(palette: Palette, opening: Opening) -> NDArray[np.uint8]:
    canvas = np.full((200, 200, 4), (200, 160, 140, 255), np.uint8)
    Interior(palette, _opening(0), _UNIT).draw(canvas, opening)
    return canvas


def test_shut_lips_show_one_dark_line_and_nothing_else() -> None:
    """Thin, dark, between the corners; the skin a few px off is untouched, and so is the alpha."""
    drawn = _drawn(_palette(), _opening(0))
    assert drawn[80, 100, :3].max() < 130
    changed = np.flatnonzero((drawn[:, 100] != (200, 160, 140, 255)).any(1))
    assert changed[0] >= 77
    assert changed[-1] <= 83
    assert (drawn[..., 3] == 255).all()


def test_an_open_mouth_shows_teeth_above_and_tongue_below() -> None:
    """White under the upper lip, dark in the middle, red at the floor."""
    drawn = _drawn(_palette(), _opening(40, jaw=1.0))[..., :3].astype(int)
    assert drawn[83, 100].min() > 200
    assert drawn[96, 100].max() < 90
    tongue = drawn[112, 100]
    assert tongue[0] > tongue[1] + 60


def test_upper_teeth_stay_with_the_skull() -> None:
    """However far the jaw drops, the edge of the upper teeth does not move."""

    def edge(height: float, jaw: float) -> int:
        column = _drawn(_palette(), _opening(height, jaw=jaw))[82:, 100, :3].min(1)
        return int(np.argmax(column < 150))

    assert edge(28, 0.6) == edge(40, 1.0)


def test_rounded_lips_hide_the_teeth() -> None:
    """/u/ shows less white than /a/."""
    white = [(_drawn(_palette(), _opening(24, jaw=0.4, pucker=pucker))[..., :3].min(2) > 200).sum() for pucker in (0.0, 1.0)]
    assert white[1] < 0.6 * white[0]


def test_th_puts_the_tongue_between_the_teeth() -> None:
    """There is red right below the upper teeth."""
    plain, tipped = (_drawn(_palette(), _opening(14, jaw=0.3, tongue=tongue))[..., :3].astype(int) for tongue in (0.0, 1.0))
    redness = [int((picture[86:92, 90:110, 0] - picture[86:92, 90:110, 1]).clip(0).sum()) for picture in (plain, tipped)]
    assert redness[1] > redness[0]


@pytest.mark.parametrize("flat", [True, False])
def test_black_and_white_drawings_have_grey_mouths(flat: bool) -> None:
    """No colour comes into a picture that has none."""
    palette = _palette(flat=flat, greyscale=True)
    palette = replace(palette, skin=np.array([70, 0, 0], np.float32), lips=np.array([50, 0, 0], np.float32))
    canvas = np.full((200, 200, 4), 150, np.uint8)
    Interior(palette, _opening(0), _UNIT).draw(canvas, _opening(30, jaw=1.0))
    assert np.ptp(canvas[..., :3].astype(int), axis=2).max() <= 2


def test_flat_mouths_are_flat_and_shaded_ones_shaded() -> None:
    """A sticker has few colours in its mouth; toon3d shades it towards the corners."""
    shares = []
    for flat in (True, False):
        inside = _drawn(_palette(flat=flat), _opening(40, jaw=1.0))[84:110, 75:125, :3].reshape(-1, 3)
        counts = np.sort(np.unique(inside, axis=0, return_counts=True)[1])[::-1]
        shares.append(counts[:3].sum() / counts.sum())
    assert shares[0] > 0.8
    assert shares[1] < shares[0] - 0.2


def test_teeth_dim_with_the_skin() -> None:
    """In a dark picture white teeth would glow."""
    dark = replace(_palette(), skin=np.array([30, 12, 16], np.float32))
    assert _drawn(dark, _opening(40, jaw=1.0))[83, 100, :3].max() < _drawn(_palette(), _opening(40, jaw=1.0))[83, 100, :3].max() - 20


def test_a_mouth_outside_the_canvas_is_not_drawn() -> None:
    """A head that leaves the picture takes its mouth with it."""
    canvas = np.full((40, 40, 4), 7, np.uint8)
    Interior(_palette(), _opening(0), _UNIT).draw(canvas, _opening(30, jaw=1.0))
    assert (canvas == 7).all()
