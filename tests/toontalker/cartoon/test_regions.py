"""Materials: face, crown and chest are told apart, and colours learn from places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toontalker.cartoon.colour_model import told_apart
from toontalker.cartoon.regions import find_regions
from toontalker.cartoon.study import Study
from toontalker.mesh import CHIN, FOREHEAD
from toontalker.picture import to_lab


def test_face_crown_and_chest(study: Study) -> None:
    """Skin on the cheeks, hair above the forehead, cloth far below the chin."""
    regions, unit = study.regions, study.unit
    for cheek in (50, 280):
        x, y = study.frame.points[cheek].astype(int)
        assert regions.skin[y, x] > 0.8
        assert regions.hair[y, x] < 0.1
    x, y = (study.frame.points[FOREHEAD] - [0, 0.2 * unit]).astype(int)
    assert regions.hair[y, x] > 0.8
    x, y = study.frame.points[CHIN].astype(int)
    bottom = slice(int(min(y + 0.42 * unit, study.alpha.shape[0] - 8)), None)
    inside = study.alpha[bottom] > 0.9
    assert regions.cloth[bottom][inside].mean() > 0.7


def test_black_clothes_are_not_hair(study: Study) -> None:
    """Clothes as dark as black hair stay clothes: place decides where colour cannot."""
    lab = study.lab.copy()
    dark = (study.regions.hair > 0.5) | (study.regions.cloth > 0.5)
    lab[dark] = [12, 1, 1]
    regions = find_regions(lab, study.alpha, study.frame)
    below = np.arange(lab.shape[0])[:, None] > study.frame.points[CHIN, 1] + 0.3 * study.unit
    clothes = below & (study.regions.cloth > 0.9)
    assert (regions.cloth[clothes] > regions.hair[clothes]).mean() > 0.9


def test_a_bald_head_has_no_hair(study: Study) -> None:
    """Where the crown looks like the face, it is skin."""
    lab = study.lab.copy()
    skin = np.median(lab[(study.regions.face > 0.95) & (study.regions.features < 0.01)], axis=0)
    rows = np.arange(lab.shape[0])[:, None]
    crown = (study.regions.hair > 0.05) & (rows < study.frame.points[CHIN, 1])
    lab[crown] = skin + np.random.default_rng(0).normal(0, 2, (int(crown.sum()), 3))
    regions = find_regions(lab.astype(np.float32), study.alpha, study.frame)
    assert regions.hair.sum() < 0.1 * study.regions.hair.sum()


def test_masks_are_shares(study: Study) -> None:
    """All masks lie in [0, 1] and none reaches outside the cut-out."""
    for mask in (study.regions.skin, study.regions.hair, study.regions.cloth):
        assert 0 <= mask.min() <= mask.max() <= 1.001
        assert (mask <= study.alpha + 1e-5).all()


def test_colours_are_learnt_from_places() -> None:
    """Two colours, seeded at one pixel row each: every pixel goes to its own colour although the places say nothing."""
    picture = np.zeros((40, 40, 3), np.float32)
    picture[:, 20:] = [0.9, 0.2, 0.1]
    seeds = np.zeros((2, 40, 40), np.float32)
    seeds[0, 5, :20], seeds[1, 5, 20:] = 1, 1
    belief = told_apart(to_lab(picture), np.full((2, 40, 40), 0.5, np.float32), seeds, rounds=2, reach=1.0)
    assert belief[0, :, :20].min() > 0.9
    assert belief[1, :, 20:].min() > 0.9
    assert np.abs(belief.sum(0) - 1).max() < 1e-4


def test_regions_do_not_depend_on_the_level_of_light(study: Study) -> None:
    """A picture 15 L darker has the same face: skin overlaps by 90 %."""
    darker = study.lab.copy()
    darker[..., 0] = np.clip(darker[..., 0] - 15, 0, 100)
    regions = find_regions(darker, study.alpha, replace(study.frame))
    both = np.minimum(regions.skin, study.regions.skin).sum()
    assert both > 0.9 * max(regions.skin.sum(), study.regions.skin.sum())
