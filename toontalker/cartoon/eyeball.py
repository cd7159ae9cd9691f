"""What shows between the lids: the white of the eye, iris, pupil and the lights that make it alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.eye_shape import EyeShape
from toontalker.picture import Colour, Map, over, smoothstep


@dataclass(frozen=True)
class EyeballCoordinates:
    """Where each pixel of a crop lies in the eye."""

    dx: Map
    """``(h, w)`` right of the iris centre, in iris radii."""
    dy: Map
    """``(h, w)`` below the iris centre, in iris radii."""
    radius: Map
    """``(h, w)`` distance from the iris centre, in iris radii."""
    depth: Map
    """``(h, w)`` below the edge of the upper lid, in heights of the opening."""
    rise: Map
    """``(h, w)`` above the edge of the lower lid, in heights of the opening."""
    side: Map
    """``(h, w)`` across the eye: -1 at the temple's corner, 1 at the nose's."""
    pixel: float
    """Size of a pixel in iris radii: the width of a clean edge."""


def coordinates(shape: Sequence[int], eye: EyeShape) -> EyeballCoordinates:
    """The eye's coordinates on the pixel grid of a crop ``(h, w)``."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    dx, dy = (x - eye.iris[0]) / eye.radius, (y - eye.iris[1]) / eye.radius
    lid = np.interp(x[0], eye.upper[:, 0], eye.upper[:, 1]).astype(np.float32)[None]
    floor = np.interp(x[0], eye.lower[:, 0], eye.lower[:, 1]).astype(np.float32)[None]
    middle = (eye.upper[0, 0] + eye.upper[-1, 0]) / 2
    side = (x - middle) / (eye.width / 2) * (1 if eye.outer_is_left else -1)
    maps = (dx, dy, np.hypot(dx, dy), (y - lid) / eye.height, (floor - y) / eye.height, side)
    dx, dy, radius, depth, rise, side = (np.asarray(values, np.float32) for values in maps)
    return EyeballCoordinates(dx, dy, radius, depth, rise, side, float(1 / eye.radius))


def flat_eyeball(at: EyeballCoordinates, eye: EyeShape, iris: NDArray[np.float32], key: float) -> Colour:
    """Clean shapes: white with the lid's shadow, an iris with a dark rim and a lit lower half, one big catch-light."""
    white = np.broadcast_to(np.array([0.985, 0.98, 0.975], np.float32) * np.float32(min(1.0, 0.25 + 0.75 * key)), (*at.dx.shape, 3))
    shade = smoothstep(0.27, 0.27 - 2 * at.pixel, at.depth)
    ball = over(white, shade * 0.27, np.array([0.42, 0.42, 0.52], np.float32))
    disc = smoothstep(1 + 0.7 * at.pixel, 1 - 0.7 * at.pixel, at.radius)
    colour = over(np.broadcast_to(iris, ball.shape), _lit_crescent(at) * 0.42, np.minimum(iris * 1.45 + 0.06, 1))
    colour = over(colour, smoothstep(0.18, -0.18, at.dy + 0.10) * 0.62, iris * 0.42)
    colour = over(colour, smoothstep(0.83 - at.pixel, 0.83 + at.pixel, at.radius) * 0.92, iris * 0.22)
    ball = over(ball, disc, colour)
    ball = over(ball, smoothstep(0.47 + at.pixel, 0.47 - at.pixel, at.radius) * 0.97, np.array([0.03, 0.025, 0.03], np.float32))
    ball = over(ball, disc * shade * 0.30, np.array([0.02, 0.02, 0.03], np.float32))
    return _with_lights(ball, at, eye, big=0.31, small=0.13)


def shaded_eyeball(at: EyeballCoordinates, eye: EyeShape, iris: NDArray[np.float32], key: float) -> Colour:
    """A wet ball under a lid: rounded white, fibres and a glow in the iris, two catch-lights, a bright lower lid."""
    level = (0.68 + 0.32 * smoothstep(0.0, 0.55, at.depth)) * np.float32(key)
    corner = np.clip(np.abs(at.side), 0, 1)
    ball = np.dstack([0.955 + 0 * level, 0.94 + 0 * level, 0.935 + 0 * level]) * (level * (1 - 0.26 * corner**3))[..., None]
    pink = smoothstep(0.80, 1.0, at.side) * 0.55 + corner**5 * 0.16
    ball = over(ball.astype(np.float32), pink, np.array([0.72, 0.42, 0.40], np.float32) * np.float32(key))
    disc = smoothstep(1.06, 0.95 - 0.3 * at.pixel, at.radius)
    ball = over(ball * (1 - 0.22 * smoothstep(1.28, 0.98, at.radius))[..., None], disc, _shaded_iris(at, iris))
    pupil = smoothstep(0.45 + at.pixel, 0.41 - at.pixel, at.radius)
    ball = over(ball, pupil, np.array([0.02, 0.017, 0.02], np.float32))
    ball = ball * (0.36 + 0.64 * smoothstep(-0.02, 0.34, at.depth))[..., None]
    wet = smoothstep(0.11, 0.04, at.rise) * smoothstep(-0.02, 0.03, at.rise) * (1 - corner**4)
    ball = over(ball, wet * 0.30, np.array([1.0, 0.95, 0.93], np.float32) * np.float32(key))
    return _with_lights(ball, at, eye, big=0.27, small=0.14)


def _shaded_iris(at: EyeballCoordinates, iris: NDArray[np.float32]) -> Colour:
    """Dark rim, light that falls through to the lower half, fibres towards the pupil."""
    angle = np.arctan2(at.dy, at.dx)
    fibres = np.sin(angle * 23 + 2.2 * np.sin(angle * 7)) + 0.6 * np.sin(angle * 41 + 1.3 * np.sin(angle * 11 + 1))
    ring = smoothstep(0.42, 0.60, at.radius) * smoothstep(0.95, 0.78, at.radius)
    glow = _lit_crescent(at)
    light = (1.22 - 0.86 * smoothstep(0.62, 1.0, at.radius)) * (0.66 + 0.50 * smoothstep(-0.9, 0.9, at.dy)) * (1 + 0.075 * fibres * ring)
    colour = iris * light[..., None]
    return np.clip(over(colour, glow * 0.45, np.minimum(iris * 1.6 + 0.05, 1)), 0, 1).astype(np.float32, copy=False)


def _lit_crescent(at: EyeballCoordinates) -> Map:
    """Where light that came in at the top meets the iris again: below the pupil, away from the big catch-light."""
    across = at.dx * 0.35 + at.dy * 0.94
    return smoothstep(0.22, 0.62, across) * smoothstep(0.97, 0.74, at.radius) * smoothstep(0.44, 0.54, at.radius)


def _with_lights(ball: Colour, at: EyeballCoordinates, eye: EyeShape, *, big: float, small: float) -> Colour:
    """Catch-lights; the big one slides down from under a low lid, so that narrow eyes are alive too."""
    x = eye.iris[0] - 0.34 * eye.radius
    lid = float(np.interp(x, eye.upper[:, 0], eye.upper[:, 1]))
    size = min(big, 0.32 * eye.height / eye.radius)
    top = max(-0.38, (lid - eye.iris[1]) / eye.radius + size * 1.15 + 0.10)
    floor = float(np.interp(eye.iris[0] + 0.34 * eye.radius, eye.lower[:, 0], eye.lower[:, 1]))
    bottom = min(top + 0.74, (floor - eye.iris[1]) / eye.radius - 1.9 * small)
    for dx, dy, radius, strength in ((-0.34, top, size, 1.0), (0.34, bottom, small * (bottom > 0.1), 0.80)):
        if radius <= 0:
            continue
        edge = max(0.12 * radius, 0.6 * at.pixel)
        spot = smoothstep(radius + edge, radius - edge, np.hypot(at.dx - dx, at.dy - dy)) * np.float32(strength)
        ball = over(ball, spot, np.array([1, 1, 1], np.float32))
    return ball
