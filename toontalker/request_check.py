"""Is a request one that can be done? Checked before anything costly begins."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from toontalker.clip import AUDIO_VOICES, MOUTHS, STYLES, VOICES, ClipRequest, Glasses
from toontalker.errors import BadSetting
from toontalker.settings import FPS_RANGE, SIZE_RANGE, STRENGTH_RANGE


def check_request(request: ClipRequest) -> None:
    """Raises `BadSetting` with one sentence about the first value that is out of range."""
    _one_of("style", request.style, STYLES)
    _one_of("mouth", request.mouth, MOUTHS)
    _one_of("voice", request.voice, VOICES)
    _one_of("voice of a recording", request.audio_voice, AUDIO_VOICES)
    if request.audio is None and request.audio_voice != "as-is":
        raise BadSetting("A voice for a recording was asked for, but there is no recording.")
    _one_of("answer about glasses", request.glasses, get_args(Glasses))
    _within("strength", request.strength, STRENGTH_RANGE)
    _within("size", request.size, SIZE_RANGE)
    _within("number of frames per second", request.fps, FPS_RANGE)
    if request.size % 2:
        raise BadSetting(f"The size must be even, so {request.size} will not do.")
    if request.face < 0:
        raise BadSetting(f"Faces count from 1, so there is no face {request.face}.")


def check_place(request: ClipRequest, out: Path) -> None:
    """Raises `BadSetting` where no clip can be written to `out`, or where it or its poster would overwrite what it is made of."""
    if out.suffix.lower() != ".mp4":
        raise BadSetting(f"The clip is an mp4, so its name must end in .mp4, which {out.name} does not.")
    if not out.parent.is_dir():
        raise BadSetting(f"The folder {out.parent} does not exist.")
    if out.is_dir():
        raise BadSetting(f"{out} is a folder; name a file in it.")
    written = (out.resolve(), poster_beside(out).resolve())
    for what, source in (("photo", request.photo), ("recording", request.audio)):
        if isinstance(source, Path) and source.resolve() in written:
            raise BadSetting(f"The clip {out.name} with its poster would overwrite the {what} {source.name}; choose another name.")


def poster_beside(clip: Path) -> Path:
    """Where the poster of a clip lies: ``x.mp4`` → ``x.poster.jpg``, which is no name that a photo usually has."""
    return clip.with_suffix(".poster.jpg")


def _one_of(name: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise BadSetting(f"The {name} must be one of {', '.join(known)}, so {value} will not do.")


def _within(name: str, value: float, limits: tuple[float, float]) -> None:
    if not (math.isfinite(value) and limits[0] <= value <= limits[1]):
        raise BadSetting(f"The {name} must lie between {limits[0]:g} and {limits[1]:g}, so {value:g} will not do.")
