"""The contact sheet people choose a style from."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from toontalker.clip import DRAWN_STYLES, DrawnStyle
from toontalker.errors import BadSetting, NoFace
from toontalker.pipeline import Pipeline
from toontalker.sheet import STRENGTHS, SheetRequest, draw_sheet, make_sheet


def _plain(value: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((64, 64, 3), value, np.uint8)


def test_every_style_stands_at_every_strength_once() -> None:
    """Twelve cells of twelve greys come out as twelve squares: a column for each style, a row for each strength."""
    greys: dict[tuple[DrawnStyle, float], int] = {
        (style, strength): 20 + 4 * column + 60 * row for row, strength in enumerate(STRENGTHS) for column, style in enumerate(DRAWN_STYLES)
    }
    sheet = np.asarray(draw_sheet(_plain(0), {key: _plain(grey) for key, grey in greys.items()}))
    places = {key: np.argwhere((sheet == grey).all(2)) for key, grey in greys.items()}
    assert all(len(place) > 300 * 300 for place in places.values())
    centres = {key: tuple(np.median(place, axis=0).astype(int)) for key, place in places.items()}
    for strength, below in pairwise(STRENGTHS):
        assert all(centres[style, strength][0] < centres[style, below][0] for style in DRAWN_STYLES)
        assert all(centres[style, strength][1] == centres[style, below][1] for style in DRAWN_STYLES)
    for style, beside in pairwise(DRAWN_STYLES):
        assert all(centres[style, strength][1] < centres[beside, strength][1] for strength in STRENGTHS)
        assert all(centres[style, strength][0] == centres[beside, strength][0] for strength in STRENGTHS)


def test_nothing_is_cut_at_the_border() -> None:
    """The margin is empty all round: no picture and no letter touches the edge."""
    sheet = np.asarray(draw_sheet(_plain(0), {(style, strength): _plain(0) for style in DRAWN_STYLES for strength in STRENGTHS}))
    paper = sheet[0, 0]
    for edge in (sheet[:24], sheet[-24:], sheet[:, :24], sheet[:, -24:]):
        assert (edge == paper).all()


def test_sheet_of_the_portrait(pipeline: Pipeline, portrait_file: Path, tmp_path: Path) -> None:
    """A PNG with cells that differ from each other: strengths and styles are really drawn."""
    cells: list[tuple[int, int]] = []
    out = tmp_path / "sheet.png"
    make_sheet(pipeline, SheetRequest(portrait_file, size=256), out, lambda done, of: cells.append((done, of)))
    assert cells == [(number, 12) for number in range(1, 13)]
    with Image.open(out) as sheet:
        assert sheet.format == "PNG"
        assert sheet.width > sheet.height > 1000


def test_a_face_that_is_not_there(pipeline: Pipeline, portrait_file: Path, tmp_path: Path) -> None:
    """The sheet refuses as a clip would, and leaves no file."""
    with pytest.raises(NoFace):
        make_sheet(pipeline, SheetRequest(portrait_file, face=2), tmp_path / "sheet.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["sheet.jpg", "nowhere/sheet.png"])
def test_a_place_where_no_sheet_can_lie(pipeline: Pipeline, portrait_file: Path, tmp_path: Path, name: str) -> None:
    """Another ending, or a folder that does not exist, is told before the work."""
    with pytest.raises(BadSetting):
        make_sheet(pipeline, SheetRequest(portrait_file), tmp_path / name)
