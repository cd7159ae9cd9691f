"""Toon-Talker: a photo and a line of text become a short clip of a talking cartoon.

    from pathlib import Path
    from toontalker import ClipRequest, open_pipeline

    with open_pipeline() as pipeline:
        clip = pipeline.make_clip(ClipRequest(Path("me.jpg"), "Hello!"), Path("me.mp4"))

Conventions of the whole package, said once:

* images are ``(h, w, 3) uint8 RGB``; BGR exists only inside the lines that call OpenCV;
* sound is ``float32`` mono in [-1, 1];
* time is in seconds (float), rates are in Hz or frames per second;
* boxes are ``(left, top, right, bottom)`` in px, left and right as the viewer sees them;
* every radius of the cartoon is in units of the face (forehead to chin), never in pixels;
* nothing happens at import: models, files and settings are opened by functions named ``open_…`` and ``read_…``.

The names below are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toontalker.clip import STYLES, VOICES, Clip, ClipRequest, FaceFound, OnProgress, Phoneme, Progress
    from toontalker.errors import RequestError, SetupError, ToonTalkerError
    from toontalker.pipeline import Pipeline, open_pipeline
    from toontalker.settings import Settings, read_settings

__version__ = "0.1.0"

_HOMES = {
    "toontalker.clip": ("STYLES", "VOICES", "Clip", "ClipRequest", "FaceFound", "OnProgress", "Phoneme", "Progress"),
    "toontalker.errors": ("RequestError", "SetupError", "ToonTalkerError"),
    "toontalker.pipeline": ("Pipeline", "open_pipeline"),
    "toontalker.settings": ("Settings", "read_settings"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "STYLES",
    "VOICES",
    "Clip",
    "ClipRequest",
    "FaceFound",
    "OnProgress",
    "Phoneme",
    "Pipeline",
    "Progress",
    "RequestError",
    "Settings",
    "SetupError",
    "ToonTalkerError",
    "open_pipeline",
    "read_settings",
]


def __getattr__(name: str) -> Any:
    """Loads an exported name from its module on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
