"""Closing the mouth of a drawing once and for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toontalker.cartoon.toon import Palette, Toon
from toontalker.face import FaceFinder
from toontalker.mesh import LIPS_INNER, MOUTH_LEFT, MOUTH_RIGHT, FaceFrame
from toontalker.mouth.jaw import raise_jaw
from toontalker.mouth.join import join_lips
from toontalker.mouth.rest import CLOSED_GAP, has_moustache, with_closed_mouth
from toontalker.picture import to_float, to_lab


def _opened(toon: Toon, by: float) -> Toon:
    """The toon with the lower lip and chin of its mesh `by` face units lower, as if it shouted."""
    frame = FaceFrame(toon.landmarks)
    landmarks = toon.landmarks.copy()
    low = frame.points[:, 1] > frame.points[13, 1] + 0.01 * frame.unit
    landmarks[low[: len(landmarks)], 1] += by * frame.unit
    return replace(toon, landmarks=landmarks)


def _with_moustache(toon: Toon) -> Toon:
    frame = FaceFrame(toon.landmarks)
    points, figure = frame.points, toon.figure.copy()
    top, bottom = int(points[2, 1] + 2), int(points[0, 1] + 0.01 * frame.unit)
    figure[top:bottom, int(points[MOUTH_LEFT, 0]) : int(points[MOUTH_RIGHT, 0])] = (25, 18, 15)
    return replace(toon, figure=figure)


def test_a_grin_becomes_a_closed_smile(grinning_toon: Toon, toon: Toon) -> None:
    """The lips touch, the teeth are gone, the corners stay up: a smile is what made the face friendly."""
    before, after = FaceFrame(grinning_toon.landmarks), FaceFrame(toon.landmarks)
    assert before.lip_gap > 0.04 * before.unit
    assert after.lip_gap < 0.004 * after.unit
    assert after.points[[MOUTH_LEFT, MOUTH_RIGHT], 1].mean() < after.points[13, 1] - 0.01 * after.unit
    x, y = np.round(after.points[13]).astype(int)
    white = to_lab(to_float(toon.figure[y - 8 : y + 14, x - 16 : x + 17]))
    assert ((white[..., 0] > 80) & (np.hypot(white[..., 1], white[..., 2]) < 9)).mean() < 0.02


def test_the_closed_mouth_is_seen_as_closed(toon: Toon, grinning_toon: Toon) -> None:
    """Detected anew in the finished drawing, the lips are shut: absolute aperture at most .05 of the eyes' distance."""
    with FaceFinder() as finder:
        found = finder.mesh(toon.still())
    assert found is not None
    eyes = np.hypot(*(found[33, :2] - found[263, :2]))
    assert np.hypot(*(found[13, :2] - found[14, :2])) < 0.05 * eyes


def test_closed_lips_are_left_as_they_are(toon: Toon) -> None:
    """A mouth that is shut is not drawn again."""
    assert with_closed_mouth(toon) is toon


def test_only_the_lower_face_changes(grinning_toon: Toon, toon: Toon) -> None:
    """Eyes, hair and backdrop are the same pixels as before."""
    frame = FaceFrame(grinning_toon.landmarks)
    lids, nose = int(frame.points[[145, 374], 1].max()), int(frame.points[1, 1])
    assert np.array_equal(grinning_toon.figure[:lids], toon.figure[:lids])
    assert np.abs(grinning_toon.figure[:nose].astype(int) - toon.figure[:nose]).mean() < 0.05
    assert toon.backdrop is grinning_toon.backdrop
    assert np.array_equal(grinning_toon.landmarks[:, 2], toon.landmarks[:, 2])


def test_a_wide_open_mouth_raises_the_jaw(grinning_toon: Toon) -> None:
    """The chin of someone who shouts goes up by most of the gap when the mouth is closed."""
    shouting = _opened(grinning_toon, 0.10)
    closed = with_closed_mouth(shouting)
    unit = FaceFrame(shouting.landmarks).unit
    assert FaceFrame(closed.landmarks).lip_gap < 0.004 * unit
    assert closed.landmarks[152, 1] < shouting.landmarks[152, 1] - 0.05 * unit


def test_a_narrow_shout_is_widened_to_a_mouth(grinning_toon: Toon) -> None:
    """A mouth that was round while open does not stay that narrow, and does not smile."""
    landmarks = _opened(grinning_toon, 0.12).landmarks.copy()
    frame = FaceFrame(landmarks)
    lips = frame.points[:, 1] > frame.points[2, 1]
    middle = frame.points[13, 0]
    landmarks[lips[: len(landmarks)], 0] = middle + (landmarks[lips[: len(landmarks)], 0] - middle) * 0.5
    shouting = replace(grinning_toon, landmarks=landmarks)
    closed = FaceFrame(with_closed_mouth(shouting).landmarks)
    assert closed.mouth_width > 1.2 * FaceFrame(landmarks).mouth_width


def test_lips_are_readable_on_dark_skin_too(sticker: Toon) -> None:
    """Drawn lips always differ from the skin around them, in a flat style without a smear of the fill."""
    pale_lips = replace(sticker.palette, lips=sticker.palette.skin.copy())
    closed = with_closed_mouth(replace(sticker, palette=pale_lips))
    change = closed.palette.lips - closed.palette.skin
    frame = FaceFrame(closed.landmarks)
    upper = np.round(0.5 * (frame.points[0] + frame.points[13])).astype(int)
    cheek = np.round(frame.points[17] + [0, 0.05 * frame.unit]).astype(int)
    lab = to_lab(to_float(closed.figure))
    assert np.abs(lab[upper[1], upper[0]] - lab[cheek[1], cheek[0]]).max() > 4
    assert change[1] > -20


def test_black_and_white_lips_stay_without_colour(sticker: Toon) -> None:
    """No red is put into a greyscale drawing."""
    grey = Palette(np.array([70, 0, 0], np.float32), np.array([66, 0, 0], np.float32), sticker.palette.lashes, flat=True, greyscale=True)
    figure = np.repeat(sticker.figure.mean(2, keepdims=True).astype(np.uint8), 3, axis=2)
    closed = with_closed_mouth(replace(sticker, figure=figure, palette=grey))
    assert np.ptp(closed.figure.astype(int), axis=2).max() <= 12


def test_a_moustache_is_seen_and_kept(grinning_toon: Toon) -> None:
    """Hair above the lip is found by its darkness; closing the mouth moves the lips and leaves the hair."""
    hairy = _with_moustache(grinning_toon)
    frame = FaceFrame(hairy.landmarks)
    assert has_moustache(to_float(hairy.figure), frame)
    assert not has_moustache(to_float(grinning_toon.figure), frame)
    closed = with_closed_mouth(hairy)
    dark = [(to_lab(to_float(picture.figure))[..., 0] < 20)[: int(frame.points[14, 1]), 90:170].sum() for picture in (hairy, closed)]
    assert dark[1] > 0.75 * dark[0]
    assert FaceFrame(closed.landmarks).lip_gap < CLOSED_GAP * frame.unit


def test_joined_lips_meet_in_a_smooth_line(grinning_toon: Toon) -> None:
    """Teeth leave no waves where the lips meet."""
    joined = join_lips(grinning_toon)
    line = joined.landmarks[list(LIPS_INNER)[:11], :2].astype(np.float64)
    side = np.linspace(-1, 1, 11)
    rest = line[:, 1] - np.polyval(np.polyfit(side, line[:, 1], 2), side)
    assert np.abs(rest).max() < 0.3


def test_a_raised_jaw_moves_chin_and_keeps_nose(toon: Toon) -> None:
    """10 px up for the chin, 0 for the nose, in the picture as in the mesh; nothing to raise is nothing done."""
    raised = raise_jaw(toon, 10.0)
    assert raised.landmarks[152, 1] == pytest.approx(toon.landmarks[152, 1] - 10, abs=1.0)
    assert np.allclose(raised.landmarks[4], toon.landmarks[4])
    assert raise_jaw(toon, 0.0) is toon
