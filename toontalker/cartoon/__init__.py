"""The cartoon room: a portrait goes in, a drawn figure in layers comes out.

`cartoonize` is the whole interface. Each style is a file with an `EXAGGERATION` and a draw function over the same `Study`;
only the chosen one is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from toontalker.cartoon.caricature import Exaggeration
from toontalker.cartoon.study import Study, make_study
from toontalker.cartoon.toon import Palette, Toon
from toontalker.clip import DRAWN_STYLES, DrawnStyle, Glasses
from toontalker.errors import BadSetting
from toontalker.face import Portrait

__all__ = ["Palette", "Toon", "cartoonize"]


def cartoonize(portrait: Portrait, style: DrawnStyle, *, strength: float = 1.0, glasses: Glasses = "auto", seed: int = 0) -> Toon:
    """Draws a portrait in a style.

    `strength` in [0, 2] scales the caricature; `glasses` says whether glasses are drawn (`auto`: if the photo shows some);
    `seed` chooses the backdrop where a style has several. The same arguments give the same toon. Raises `BadSetting` for a style
    that does not exist.
    """
    if style not in DRAWN_STYLES:
        raise BadSetting(f"There is no style {style!r}; choose one of {', '.join(DRAWN_STYLES)}.")
    room = import_module(f"toontalker.cartoon.{style}")
    exaggeration = cast(Exaggeration, room.EXAGGERATION)
    draw = cast(Callable[[Study, int], Toon], room.draw)
    return draw(make_study(portrait, exaggeration.scaled(strength), glasses), seed)
