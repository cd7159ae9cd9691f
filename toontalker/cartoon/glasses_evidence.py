"""Looks for glasses in a portrait: rims round both eyes, joined by a bar across the nose.

A wrinkle, a brow or an eye-bag makes a ridge too, so no single one proves anything: both rims and the bar must be there
together. A false frame is worse than a lost one, which people can ask for.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.glasses_ridges import (
    ANGLES,
    EYE_DISTANCE,
    HEIGHT,
    RADII,
    STRETCH,
    WIDTH,
    Patch,
    Path,
    bridge_box,
    eye_middles,
    follow_bar,
    follow_rim,
    make_patch,
    rim_grid,
    rim_ridges,
    temple_box,
    texture_of,
)
from toontalker.mesh import EYES
from toontalker.picture import Picture, Points

__all__ = ["GlassesEvidence", "eye_middles", "find_glasses"]

_ALL_ROUND = np.radians(np.arange(-84.0, 265.0, 6.0))
_WEIGHTS = np.array([7.0, 9.0, 14.0, 10.0]) / 20.3
"""Of (bridge, both rims, weaker rim, weaker lower half): a logistic fit to faces with and without frames, rounded."""
_HINT = 0.75
"""From this score on the measures are better than a guess, even where glasses are not certain."""


@dataclass(frozen=True)
class GlassesEvidence:
    """What was found. Lengths are in distances between the eyes, paths in px of the portrait."""

    worn: bool
    """Glasses are there, beyond reasonable doubt."""
    score: float
    """1 and more: worn."""
    dark: bool
    """Darker than the skin; False for light metal."""
    colour: NDArray[np.float32]
    """``(3,)`` RGB of the frame in the photo."""
    thickness: float
    """Of the rims."""
    outer: float
    """From the middle of an eye to the rim at the temple."""
    inner: float
    """From the middle of an eye to the rim at the nose."""
    lower: float
    """From the middle of an eye down to the rim."""
    upper: float
    """From the middle of an eye up to the rim."""
    squareness: float
    """Exponent of the superellipse: 2 an ellipse, 4 nearly a rectangle."""
    seen: tuple[Points, ...]
    """``(n, 2)`` paths along the frame as it was found, to be painted over; none where nothing was found."""


def find_glasses(image: Picture, landmarks: NDArray[np.float32]) -> GlassesEvidence:
    """Looks for glasses in `image` ``(n, n, 3)`` uint8 RGB with the mesh `landmarks` ``(478, 3)`` px. Never fails: see `worn`."""
    patch = make_patch(image, landmarks)
    ridges = [rim_ridges(patch, rim_grid(patch, eye, ANGLES)) for eye in EYES]
    texture = texture_of(ridges)
    rims = [follow_rim(patch, maps, texture) for maps in ridges]
    bridge, bar = follow_bar(patch, bridge_box(patch), texture)
    score = _score(bridge, rims)
    if score < _HINT:
        return _guess(score)
    return _measured(score, patch, texture, bar)


def _score(bridge: float, rims: list[Path]) -> float:
    """1 where glasses are worn: the weaker rim counts most, because wrinkles seldom come in pairs."""
    degrees = np.degrees(ANGLES)
    sides = [(degrees >= low) & (degrees <= high) for low, high in ((-24, 30), (30, 90), (90, 150), (150, 204))]
    strength = np.array([[float(rim.strength[side].mean()) for side in sides] for rim in rims])
    features = [bridge, float(strength.mean()), float(strength.mean(1).min()), float(strength[:, 1:3].mean(1).min())]
    return float(_WEIGHTS @ features)


def _guess(score: float) -> GlassesEvidence:
    """Common dark wire glasses, for faces on which none were found but someone asks for them."""
    dark = np.array([0.13, 0.12, 0.13], np.float32)
    return GlassesEvidence(False, score, True, dark, 0.035, 0.40, 0.38, 0.34, 0.28, 2.5, ())


def _measured(score: float, patch: Patch, texture: NDArray[np.float64], bar: Points) -> GlassesEvidence:
    """Shape and colour from the rings followed all the way round, brows and all."""
    grids = [rim_grid(patch, eye, _ALL_ROUND) for eye in EYES]
    rims = [follow_rim(patch, rim_ridges(patch, grid), texture) for grid in grids]
    radii = np.average([RADII[rim.columns] for rim in rims], axis=0, weights=[rim.strength.mean() + 0.05 for rim in rims])
    outer, lower, inner, upper = (_radius_at(radii, angle) for angle in (0, 90, 180, 264))
    paths = [grid[np.arange(len(grid)), rim.columns] for grid, rim in zip(grids, rims, strict=True)]
    dark, thickness = _profile(patch, rims)
    temples = [follow_bar(patch, temple_box(patch, eye, outer * STRETCH[0]), texture) for eye in EYES]
    pieces = [piece for path, rim in zip(paths, rims, strict=True) for piece in _clear_pieces(path, rim)]
    pieces += [bar] + [path for strength, path in temples if strength > 0.4]
    return GlassesEvidence(
        worn=score >= 1,
        score=score,
        dark=dark,
        colour=_frame_pixels(patch, np.vstack([*paths, bar]), dark=dark),
        thickness=thickness,
        outer=outer * STRETCH[0] / EYE_DISTANCE,
        inner=inner * STRETCH[0] / EYE_DISTANCE,
        lower=lower * STRETCH[1] / EYE_DISTANCE,
        upper=upper * STRETCH[1] / EYE_DISTANCE,
        squareness=_squareness(radii, (outer, lower, inner)),
        seen=tuple(patch.back(piece) for piece in pieces if len(piece) > 1),
    )


def _radius_at(radii: Points, degrees: float) -> float:
    near = np.abs(np.degrees(_ALL_ROUND) - degrees) < 16
    return float(np.median(radii[near]))


def _squareness(radii: Points, extents: tuple[float, float, float]) -> float:
    """The exponent whose superellipse passes nearest to the ring below the eye."""
    outer, lower, inner = extents
    degrees = np.degrees(_ALL_ROUND)
    corner = ((degrees > 20) & (degrees < 70)) | ((degrees > 110) & (degrees < 160))
    across = np.cos(_ALL_ROUND[corner]) * radii[corner]
    x = np.abs(across) / np.where(across > 0, outer, inner)
    y = np.abs(np.sin(_ALL_ROUND[corner]) * radii[corner]) / lower
    powers = (2.0, 2.4, 2.8, 3.2, 3.8)
    return min(powers, key=lambda power: float(np.median(np.abs((x**power + y**power) ** (1 / power) - 1))))


def _profile(patch: Patch, rims: list[Path]) -> tuple[bool, float]:
    """From the mean profile across the rims below the eyes: whether they are dark, and how wide (eye distances)."""
    grey = cv2.cvtColor(patch.colour, cv2.COLOR_RGB2GRAY)
    rows = np.nonzero(np.abs(np.degrees(_ALL_ROUND) - 90) < 70)[0]
    profiles = []
    for eye, rim in zip(EYES, rims, strict=True):
        grid = rim_grid(patch, eye, _ALL_ROUND)
        levels = cv2.remap(grey, grid[..., 0].astype(np.float32), grid[..., 1].astype(np.float32), cv2.INTER_LINEAR)
        reach = np.clip(rim.columns[rows][:, None] + np.arange(-11, 12), 0, len(RADII) - 1)
        profile = np.median(levels[rows[:, None], reach], 0)
        profiles.append(profile - np.median(profile))
    dark = -min(float(profile[7:16].min()) for profile in profiles) >= max(float(profile[7:16].max()) for profile in profiles)
    widths = [_half_width(-profile if dark else profile) for profile in profiles]
    return dark, float(np.clip(min(widths) * STRETCH.mean() / EYE_DISTANCE, 0.012, 0.12))


def _half_width(hill: Points) -> float:
    """Samples between the half heights on both sides of the top of a profile."""
    peak = int(hill[6:17].argmax()) + 6
    low = hill < 0.5 * hill[peak]
    right = int(np.argmax(low[peak:])) if low[peak:].any() else len(hill) - peak
    left = int(np.argmax(low[peak::-1])) if low[: peak + 1].any() else peak + 1
    return float(right + left - 1)


def _frame_pixels(patch: Patch, path: Points, *, dark: bool) -> NDArray[np.float32]:
    """RGB ``(3,)``: median of the darkest (or lightest) third of the pixels under the frame."""
    at = np.clip(np.round(path).astype(int), 0, [WIDTH - 1, HEIGHT - 1])
    pixels = patch.colour[at[:, 1], at[:, 0]]
    order = np.argsort(pixels.mean(1))
    third = max(1, len(order) // 3)
    return np.asarray(np.median(pixels[order[:third] if dark else order[-third:]], 0), np.float32)


def _clear_pieces(path: Points, rim: Path) -> list[Points]:
    """The parts of a ring where a ridge is clear; above the eye only very clear ones, for brows are ridges too."""
    need = np.where(np.sin(_ALL_ROUND) > -0.2, 0.15, 0.55)
    clear = rim.strength > need
    clear[1:-1] |= clear[:-2] & clear[2:]
    starts = np.nonzero(np.diff(np.r_[0, clear.astype(int)]) == 1)[0]
    ends = np.nonzero(np.diff(np.r_[clear.astype(int), 0]) == -1)[0]
    return [path[start : end + 1] for start, end in zip(starts, ends, strict=True) if end > start]
