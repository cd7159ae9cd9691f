"""A voice of the other gender made of the one there is: `with_voice`. How well it does that is measured in `judge`."""

from __future__ import annotations

from toontalker.speech.gender.conversion import with_voice

__all__ = ["with_voice"]
