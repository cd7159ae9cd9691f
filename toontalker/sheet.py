"""The contact sheet: one photo in every style at three strengths, labelled, for people to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from toontalker.cartoon import cartoonize
from toontalker.clip import DRAWN_STYLES, DrawnStyle
from toontalker.errors import BadSetting
from toontalker.picture import Picture
from toontalker.pipeline import Pipeline

STRENGTHS = (0.5, 1.0, 1.5)
"""The rows of the sheet."""

_CELL, _GAP, _MARGIN = 336, 16, 48
"""px: a picture, the space between two, the border of the sheet."""
_HEADER, _LABELS, _PANEL = 84, 104, 432
"""px: height of the style names, width of the strength labels, width of the photo."""
_ROUND = 18
"""px: corner radius of the pictures."""
_PAPER, _INK, _FAINT, _LINE = "#f6f4ef", "#1f2430", "#7b8190", "#dedad0"
_ABOUT: dict[DrawnStyle, str] = {
    "sticker": "flat tones, die-cut border",
    "toon3d": "rendered, soft light",
    "ink": "comic, clean lines",
    "paint": "brush and colour",
}
_STRENGTH_NAMES = {0.5: "gentle", 1.0: "usual", 1.5: "bold"}


@dataclass(frozen=True)
class SheetRequest:
    """What the sheet shows."""

    photo: Path | bytes
    """JPEG, PNG or WEBP."""
    face: int = 1
    """Which face, counted from 1."""
    size: int = 512
    """px the cartoons are drawn at before they are scaled into their cells."""


def make_sheet(pipeline: Pipeline, request: SheetRequest, out: Path, on_cell: Callable[[int, int], None] | None = None) -> None:
    """Writes the sheet to `out`, a PNG; `on_cell` is told (cells done, cells in all).

    Raises `RequestError` where the photo is at fault, `BadSetting` where `out` cannot be written.
    """
    if out.suffix.lower() != ".png" or not out.parent.is_dir():
        raise BadSetting(f"The sheet is a PNG: {out} must end in .png and lie in a folder that exists.")
    portrait, _ = pipeline.portrait(pipeline.open_photo(request.photo), request.face, request.size)
    cells: dict[tuple[DrawnStyle, float], Picture] = {}
    for strength in STRENGTHS:
        for style in DRAWN_STYLES:
            cells[style, strength] = cartoonize(portrait, style, strength=strength).still()
            if on_cell is not None:
                on_cell(len(cells), len(DRAWN_STYLES) * len(STRENGTHS))
    draw_sheet(portrait.image, cells).save(out, optimize=True)


def draw_sheet(photo: Picture, cells: dict[tuple[DrawnStyle, float], Picture]) -> Image.Image:
    """The sheet as an RGB image: the photo on the left, a column for each style, a row for each strength."""
    left = _MARGIN + _PANEL + _LABELS
    width = left + len(DRAWN_STYLES) * (_CELL + _GAP) - _GAP + _MARGIN
    height = _MARGIN + _HEADER + len(STRENGTHS) * (_CELL + _GAP) - _GAP + _MARGIN
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_panel(sheet, draw, photo)
    for column, style in enumerate(DRAWN_STYLES):
        x = left + column * (_CELL + _GAP)
        draw.text((x, _MARGIN - 4), style, font=_font(34), fill=_INK)
        draw.text((x, _MARGIN + 40), _ABOUT[style], font=_font(19), fill=_FAINT)
    for row, strength in enumerate(STRENGTHS):
        y = _MARGIN + _HEADER + row * (_CELL + _GAP)
        draw.text((left - 24, y + _CELL // 2 - 4), f"{strength:g}", font=_font(34), fill=_INK, anchor="rs")
        draw.text((left - 24, y + _CELL // 2 + 26), _STRENGTH_NAMES[strength], font=_font(19), fill=_FAINT, anchor="rs")
        for column, style in enumerate(DRAWN_STYLES):
            _paste_rounded(sheet, cells[style, strength], (left + column * (_CELL + _GAP), y), _CELL)
    return sheet


def _draw_panel(sheet: Image.Image, draw: ImageDraw.ImageDraw, photo: Picture) -> None:
    """The photo, and how to ask for one of the pictures beside it."""
    x, y = _MARGIN, _MARGIN + _HEADER
    draw.text((x, _MARGIN - 4), "photo", font=_font(34), fill=_INK)
    _paste_rounded(sheet, photo, (x, y), _PANEL)
    y += _PANEL + 40
    draw.line([(x, y), (x + _PANEL, y)], fill=_LINE, width=2)
    lines = ("Pick a column and a row:", "--style  the name above the column", "--strength  the number left of the row")
    for number, line in enumerate(lines):
        draw.text((x, y + 28 + 36 * number), line, font=_font(23), fill=_FAINT if number else _INK)


def _paste_rounded(sheet: Image.Image, picture: Picture, corner: tuple[int, int], side: int) -> None:
    """Scales `picture` to `side` px and pastes it with round, smooth corners."""
    scaled = Image.fromarray(np.ascontiguousarray(picture)).resize((side, side), Image.Resampling.LANCZOS)
    mask = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side * 4 - 1, side * 4 - 1), _ROUND * 4, fill=255)
    sheet.paste(scaled, corner, mask.resize((side, side), Image.Resampling.LANCZOS))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that Pillow carries, so the sheet looks the same on every machine."""
    return ImageFont.load_default(size)
