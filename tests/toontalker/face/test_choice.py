"""Which face is meant: who is worth asking for, and the numbered picture."""

from __future__ import annotations

import numpy as np
import pytest

from toontalker.face import Face, draw_choice, worth_asking


def _face(left: int, top: int, height: int) -> Face:
    return Face((left, top, left + height, top + height), np.zeros((478, 3), np.float32), 0.0)


@pytest.mark.parametrize(
    ("heights", "worth"), [([100], 1), ([100, 90], 2), ([100, 30], 1), ([100, 30, 80], 3), ([100] * 14, 10), ([], 0), ([50, 100], 2)]
)
def test_people_in_the_background_are_not_asked_for(heights: list[int], worth: int) -> None:
    """Only faces of a size with the largest count, at most ten; numbers are those of the faces as they were found."""
    assert worth_asking([_face(0, 0, height) for height in heights]) == worth


@pytest.mark.parametrize("count", [1, 2, 5, 6, 10])
def test_every_face_is_shown_once_in_its_order(count: int) -> None:
    """Each thumbnail shows the colour round its own face, also at the border of the photo."""
    photo = np.zeros((100, 100 * count, 3), np.uint8)
    colours = [(20 * (index + 1), 255 - 20 * index, 40) for index in range(count)]
    for index, colour in enumerate(colours):
        photo[:, 100 * index : 100 * (index + 1)] = colour
    sheet = draw_choice(photo, [_face(100 * index + 30, 30, 40) for index in range(count)])
    assert sheet.mode == "RGB"
    assert sheet.width <= 5 * 254 + 14
    for index, colour in enumerate(colours):
        row, column = divmod(index, 5)
        centre = (14 + column * 254 + 120, 14 + row * 254 + 120)
        assert np.abs(np.asarray(sheet, int)[centre[1], centre[0]] - colour).max() <= 2


def test_a_face_at_the_corner_gives_a_whole_thumbnail() -> None:
    """What lies outside of the photo is paper, and nothing fails."""
    photo = np.full((60, 60, 3), 200, np.uint8)
    sheet = draw_choice(photo, [_face(-10, -20, 50), _face(40, 40, 50)])
    assert sheet.size == (2 * 254 + 14, 254 + 14)
