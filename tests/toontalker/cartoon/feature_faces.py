"""Altered meshes and pictures for the tests of the features."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from toontalker.cartoon.glasses_ridges import eye_middles
from toontalker.cartoon.toon import Palette
from toontalker.drawing import polygon
from toontalker.face import Portrait
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import Colour, Map, over, to_float, to_uint8

LASHES = np.array([0.06, 0.04, 0.05], np.float32)


def palette(*, flat: bool, skin: float = 70, greyscale: bool = False) -> Palette:
    """A palette with light brown skin of that L, or a grey one."""
    tint = 0.0 if greyscale else 1.0
    skin_lab = np.array([skin, 12 * tint, 16 * tint], np.float32)
    lips = np.array([skin - 12, 24 * tint, 16 * tint], np.float32)
    return Palette(skin_lab, lips, LASHES, flat, greyscale)


def plain_skin(portrait: Portrait) -> Colour:
    """A figure that is nothing but skin."""
    return np.broadcast_to(np.array([0.80, 0.66, 0.56], np.float32), portrait.image.shape).copy()


def with_opening(frame: FaceFrame, opening: float) -> FaceFrame:
    """The face with both lids set so that the eyes are open by `opening` of their width."""
    landmarks = frame.landmarks.copy()
    for eye in EYES:
        scale = opening / frame.eye_opening(eye)
        middle = 0.5 * (landmarks[list(eye.upper_lid), 1] + landmarks[list(eye.lower_lid), 1])
        for lid in (eye.upper_lid, eye.lower_lid):
            landmarks[list(lid), 1] = middle + (landmarks[list(lid), 1] - middle) * scale
    return FaceFrame(landmarks)


def looking(frame: FaceFrame, right: float) -> FaceFrame:
    """The face with both irises moved by that part of an eye's width."""
    landmarks = frame.landmarks.copy()
    for eye in EYES:
        landmarks[[eye.iris, *eye.iris_rim], 0] += right * frame.eye_width(eye)
    return FaceFrame(landmarks)


def moved(frame: FaceFrame, right: float, down: float) -> FaceFrame:
    """The whole face moved by that many px."""
    return FaceFrame(frame.landmarks + np.array([right, down, 0], np.float32))


def opening_mask(frame: FaceFrame, shape: tuple[int, ...]) -> Map:
    """Where the eyes are open."""
    masks = [polygon(shape, frame.points[list(eye.upper_lid + eye.lower_lid[::-1])]) for eye in EYES]
    return np.maximum(masks[0], masks[1])


def with_irises(portrait: Portrait, colour: tuple[float, float, float]) -> Colour:
    """The portrait with its irises painted in that RGB, pupils left dark."""
    frame = FaceFrame(portrait.landmarks)
    picture = to_float(portrait.image)
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    for eye in EYES:
        centre = frame.points[eye.iris]
        radius = np.mean(np.hypot(*(frame.points[list(eye.iris_rim)] - centre).T))
        away = np.hypot(columns - centre[0], rows - centre[1])
        ring = ((away < 1.05 * radius) & (away > 0.3 * radius)).astype(np.float32)
        picture = over(picture, ring, colour)
    return picture


def wearing(portrait: Portrait, colour: tuple[float, float, float], thickness: float) -> Portrait:
    """The portrait with a round frame of that RGB and thickness (eye distances) painted on, lenses .80 by .68 eye distances."""
    frame, samples = FaceFrame(portrait.landmarks), 4
    left, right = eye_middles(frame)
    distance = float(np.hypot(*(right - left)))
    along = (right - left) / distance
    down = np.array([-along[1], along[0]])
    turn = np.linspace(0, 2 * np.pi, 60)
    size = portrait.image.shape[0]
    big = np.zeros((size * samples, size * samples), np.uint8)
    ring = np.outer(np.cos(turn) * 0.40, along) + np.outer(np.sin(turn) * 0.34 + 0.04, down)
    bridge = [left + (0.40 * along) * distance, right - (0.40 * along) * distance]
    for path in (left + ring * distance, right + ring * distance, np.array(bridge)):
        points = np.round(((path + 0.5) * samples - 0.5) * 16).astype(np.int32)
        cv2.polylines(big, [points], False, 255, max(1, round(thickness * distance * samples)), cv2.LINE_AA, 4)
    mask = cv2.resize(big, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
    return replace(portrait, image=to_uint8(over(to_float(portrait.image), mask, colour)))
