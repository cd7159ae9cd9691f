"""A face in its photo, among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toontalker.clip import FaceFound
from toontalker.face.search import Face
from toontalker.picture import Picture


@dataclass(frozen=True)
class SeenFace:
    """The face that is meant, with all that is seen round it."""

    photo: Picture
    """``(h, w, 3)``"""
    face: Face
    """The one that is meant."""
    others: Sequence[Face]
    """The other faces in the photo."""

    @property
    def found(self) -> FaceFound:
        """As a report has it."""
        return FaceFound(self.face.box, 1 + len(self.others))
