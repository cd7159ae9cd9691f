"""The ink style is a comic: flat tones, black lines, a dotted ground that sets the figure off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from toontalker.cartoon.ink import EXAGGERATION, draw
from toontalker.cartoon.ink_lines import INK
from toontalker.cartoon.study import Study, make_study
from toontalker.cartoon.toon import Toon
from toontalker.face import Portrait
from toontalker.picture import to_float, to_lab


@pytest.fixture(scope="module")
def toon(study: Study) -> Toon:
    """The demo portrait in ink, without caricature."""
    return draw(study)


def test_skin_is_made_of_few_tones(toon: Toon, study: Study) -> None:
    """Most of the cheeks and forehead lies within 1.5 L of one of three tones."""
    skin = (study.regions.face > 0.95) & (study.regions.features < 0.01) & (study.regions.skin > 0.95)
    level = to_lab(to_float(toon.figure))[skin, 0]
    counts, edges = np.histogram(level, bins=np.arange(0, 102, 1.5))
    assert np.sort(counts)[-6:].sum() > 0.55 * len(level)
    assert edges[counts.argmax()] > study.photo_skin[0] - 10


def test_a_dark_line_runs_round_the_figure(toon: Toon, study: Study) -> None:
    """Just outside the person, inside the toon's alpha, lies ink; the toon's alpha holds the person."""
    ring = (study.alpha < 0.2) & (toon.alpha > 0.8)
    assert ring.sum() > 3 * study.unit
    assert np.median(to_lab(to_float(toon.figure))[ring, 0]) < to_lab(INK[None, None])[0, 0, 0] + 5
    assert (toon.alpha >= study.alpha - 0.35).mean() > 0.99


def test_the_ground_is_dotted_and_bright(toon: Toon) -> None:
    """The backdrop is one colour in two tones, with chroma."""
    lab = to_lab(to_float(toon.backdrop))
    assert np.median(np.hypot(lab[..., 1], lab[..., 2])) > 20
    assert lab[..., 0].max() - lab[..., 0].min() > 5


def test_the_seed_chooses_the_ground_and_nothing_else(study: Study, toon: Toon) -> None:
    """Eight seeds give eight grounds before the same figure; the ninth is the first again."""
    grounds = {draw(study, seed).backdrop[0, 0].tobytes() for seed in (0, 1, 5, 8)}
    assert len(grounds) == 3
    assert np.array_equal(draw(study, 5).figure, toon.figure)


def test_the_ground_does_not_outshine_a_dim_face(study: Study) -> None:
    """Before a bright ground a dim face looks dark: the ground's lightness goes down with the face's."""
    dim = draw(replace(study, photo_skin=np.array([42, 12, 14], np.float32)))
    bright = draw(replace(study, photo_skin=np.array([80, 12, 14], np.float32)))
    levels = [np.median(to_lab(to_float(made.backdrop))[..., 0]) for made in (dim, bright)]
    assert levels[0] < levels[1] - 5
    assert levels[0] < 66


def test_lines_follow_the_jaw_and_leave_the_cheeks_clean(toon: Toon, study: Study) -> None:
    """The chin has its stroke; in the middle of the cheeks there is no ink."""
    level = to_lab(to_float(toon.figure))[..., 0]
    x, y = study.frame.points[152].astype(int)
    reach = max(2, int(0.02 * study.unit))
    assert level[y - reach : y + reach + 1, x].min() < 40
    for landmark in (50, 280):
        x, y = study.frame.points[landmark].astype(int)
        assert level[y - reach : y + reach + 1, x - reach : x + reach + 1].min() > 45


def test_black_hair_is_ink_with_a_few_lights(study: Study) -> None:
    """Hair at L 8 without colour becomes ink; lights on it are few and cool."""
    hair = np.clip(study.regions.hair, 0, 1)[..., None]
    image = study.image * (1 - hair) + hair * study.image.mean(2, keepdims=True) * np.float32(0.13)
    black = draw(replace(study, image=image, lab=to_lab(image)))
    sure = cv2.erode((study.regions.hair > 0.8).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    lab = to_lab(to_float(black.figure))[sure]
    assert np.median(lab[:, 0]) < 12
    assert 0.005 < (lab[:, 0] > 16).mean() < 0.4
    assert np.median(lab[lab[:, 0] > 20, 2]) < 0


@pytest.mark.parametrize("move", [(-30, 6, 4), (-15, 2, 14), (6, -2, -2)])
def test_skin_stays_within_four(move: tuple[float, float, float], recoloured: Callable[[float, float, float], Portrait]) -> None:
    """Dark, yellowish and pale skin: the drawn face keeps its level within 4 and its hue within 5 degrees."""
    made = make_study(recoloured(*move), EXAGGERATION, "no")
    skin = draw(made).palette.skin
    turn = np.degrees(np.arctan2(skin[2], skin[1]) - np.arctan2(made.photo_skin[2], made.photo_skin[1]))
    assert abs(skin[0] - made.photo_skin[0]) <= 4
    assert abs(turn) <= 5
