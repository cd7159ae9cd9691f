"""What somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass

from toontalker.clip import Style, Voice


@dataclass(frozen=True)
class Command:
    """What somebody asked for; None where they did not say."""

    text: str = ""
    """What is to be said; empty where nothing was written."""
    voice: Voice | None = None
    style: Style | None = None
    language: str | None = None
    """An ISO 639 code of `toontalker.languages`."""
