"""Glasses: found in the photo, taken out of it, and drawn again in the manner of the cartoon."""

from __future__ import annotations

from toontalker.cartoon.glasses_drawing import erase_glasses, glasses_layer
from toontalker.cartoon.glasses_evidence import GlassesEvidence, find_glasses

__all__ = ["GlassesEvidence", "erase_glasses", "find_glasses", "glasses_layer"]
