"""Blinking eyes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.toon import Toon
from toontalker.mesh import LEFT_EYE, FaceFrame
from toontalker.mouth.eyelids import closing_eyes, stage_of
from toontalker.picture import to_float, to_lab


@pytest.mark.parametrize(("blink", "stage"), [(0.0, None), (0.05, None), (0.3, 0), (0.5, 1), (1.0, 3), (1.4, 3)])
def test_stage_follows_the_blink(blink: float, stage: int | None) -> None:
    """Open below an eighth, shut at 1, never out of range."""
    assert stage_of(blink) == stage


@pytest.mark.parametrize("flat", [True, False])
def test_a_shut_eye_shows_skin_and_a_lash_line(toon: Toon, frame: FaceFrame, flat: bool) -> None:
    """Where the white of the eye was there is lid, of the colour of the skin around; below it the lashes."""
    figure = to_float(toon.figure)
    palette = replace(toon.palette, flat=flat)
    (rows, columns), stages = closing_eyes(figure, frame, palette)[0]
    upper, lower = frame.points[159], frame.points[145]
    row = int(upper[1] + 0.45 * (lower[1] - upper[1])) - rows.start
    column = int(frame.points[[33, 133], 0].mean()) - columns.start
    lid = to_lab(stages[-1])[row, column]
    skin = to_lab(figure)[int(upper[1]) - round(0.06 * frame.unit), int(upper[0])]
    assert np.abs(lid - skin).max() < 22
    below = to_lab(stages[-1])[row:, column, 0]
    assert below.min() < 30


def test_lids_come_down_stage_by_stage(toon: Toon, frame: FaceFrame) -> None:
    """Each stage leaves less of the open eye than the one before."""
    figure = to_float(toon.figure)
    for box, stages in closing_eyes(figure, frame, toon.palette):
        changed = [(np.abs(stage - figure[box]).max(2) > 0.05).sum() for stage in stages]
        assert changed == sorted(changed)
        assert changed[0] > 0


def test_a_squint_does_not_blink(toon: Toon) -> None:
    """Eyes that are drawn shut have nothing to close."""
    landmarks = toon.landmarks.copy()
    for top, bottom in zip(LEFT_EYE.upper_lid, LEFT_EYE.lower_lid, strict=True):
        landmarks[top, 1] = landmarks[bottom, 1] = landmarks[[top, bottom], 1].mean()
    assert len(closing_eyes(to_float(toon.figure), FaceFrame(landmarks), toon.palette)) == 1


def test_an_eye_at_the_edge_of_the_picture_is_left_alone(toon: Toon) -> None:
    """A face half out of the picture does not blink with the eye that is not there, and one without skin round it still does."""
    landmarks = toon.landmarks.copy()
    landmarks[:, 0] -= toon.landmarks[[33, 133], 0].max() + 30
    assert len(closing_eyes(to_float(toon.figure), FaceFrame(landmarks), toon.palette)) <= 1
    tiny = toon.landmarks.copy()
    tiny[:, :2] = tiny[:, :2] * 0.12
    for _box, stages in closing_eyes(to_float(toon.figure)[:31, :31], FaceFrame(tiny), toon.palette):
        assert all(np.isfinite(stage).all() for stage in stages)
