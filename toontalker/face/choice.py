"""Which of several faces is meant: how many are worth asking for, and a picture of them with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from toontalker.face.search import Face
from toontalker.picture import Picture

MOST: Final = 10
"""Faces that are offered."""
_WORTH: Final = 0.4
"""A face smaller than this, by the largest, is somebody in the background."""
_ROOM: Final = 1.5
"""Side of a thumbnail in heights of its face."""
_IN_A_ROW: Final = 5
_CELL, _GAP = 240, 14
"""px: a thumbnail; the space between two, and round all."""
_BADGE: Final = 30
"""px: radius of the circle with the number."""
_PAPER, _INK, _WHITE = "#f6f4ef", "#1f2430", "#ffffff"


def worth_asking(faces: Sequence[Face]) -> int:
    """How many of `faces`, the most likely first, the person may mean: 1 where only the first can be.

    Faces keep their numbers, so a small one before a large one is among them.
    """
    heights = [face.box[3] - face.box[1] for face in faces[:MOST]]
    worth = [number for number, height in enumerate(heights, 1) if height >= _WORTH * max(heights)]
    return max(worth, default=0)


def draw_choice(photo: Picture, faces: Sequence[Face]) -> Image.Image:
    """`faces` of ``(h, w, 3) uint8`` RGB side by side, each with its number, from 1: an RGB image."""
    rows = -(-len(faces) // _IN_A_ROW)
    columns = min(len(faces), _IN_A_ROW)
    sheet = Image.new("RGB", (columns * (_CELL + _GAP) + _GAP, rows * (_CELL + _GAP) + _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for index, face in enumerate(faces):
        row, column = divmod(index, _IN_A_ROW)
        corner = (_GAP + column * (_CELL + _GAP), _GAP + row * (_CELL + _GAP))
        sheet.paste(_thumbnail(photo, face), corner)
        x, y = corner[0] + _BADGE + 6, corner[1] + _BADGE + 6
        draw.ellipse((x - _BADGE, y - _BADGE, x + _BADGE, y + _BADGE), fill=_INK, outline=_WHITE, width=4)
        draw.text((x, y), str(index + 1), font=ImageFont.load_default(36), fill=_WHITE, anchor="mm")
    return sheet


def _thumbnail(photo: Picture, face: Face) -> Image.Image:
    """A square round the face; what lies outside of the photo is paper."""
    half = _ROOM * (face.box[3] - face.box[1]) / 2
    x, y = face.centre
    box = (round(x - half), round(y - half), round(x + half), round(y + half))
    square = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), _PAPER)
    left, top = max(box[0], 0), max(box[1], 0)
    inside = np.ascontiguousarray(photo[top : box[3], left : box[2]])
    square.paste(Image.fromarray(inside), (left - box[0], top - box[1]))
    return square.resize((_CELL, _CELL), Image.Resampling.LANCZOS)
