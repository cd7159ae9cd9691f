"""Faces in a photo: find them, mesh them, and cut out an upright portrait of one."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from toontalker.face.choice import draw_choice, worth_asking
from toontalker.face.graphs import Graphs
from toontalker.face.portrait import Portrait, align, whole
from toontalker.face.search import Face, find_faces
from toontalker.face.seen import SeenFace
from toontalker.picture import Picture

__all__ = ["Face", "FaceFinder", "Portrait", "SeenFace", "draw_choice", "worth_asking"]


class FaceFinder:
    """Finds and meshes faces with MediaPipe; loaded once and used for many photos, one per thread, closed at the end.

        with FaceFinder() as finder:
            photo = open_photo(Path("me.jpg"))
            faces = finder.find_faces(photo)
            portrait = finder.align(photo, faces[0], 512, others=faces[1:])

    Raises MissingPart where mediapipe cannot be loaded.
    """

    def __init__(self) -> None:
        self._graphs = Graphs()

    def __enter__(self) -> FaceFinder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Free the graphs, about 50 MB; the finder cannot be used any more. May be called twice."""
        self._graphs.close()

    def find_faces(self, photo: Picture) -> list[Face]:
        """The faces of ``(h, w, 3) uint8`` RGB, the largest and most central one first; [] if there is none."""
        return find_faces(self._graphs, photo)

    def align(self, photo: Picture, face: Face, size: int, others: Sequence[Face] = ()) -> Portrait:
        """An upright crop of ``size x size`` px that follows `face`; `others` are reported where they can be seen in it.

        It is shifted and zoomed in to stay inside the photo; what is left over is filled with blurred surroundings.
        """
        return align(self._graphs, photo, face, size, others)

    def whole(self, picture: Picture, expected: NDArray[np.float32], size: int) -> Portrait:
        """A square picture ``(n, n, 3)`` of one face as a portrait of ``size x size`` px.

        `expected` ``(478, 3)``: where its face should be, px of the picture; it is used where the mesh finds none there.
        """
        return whole(self._graphs, picture, expected, size)

    def mesh(self, image: Picture) -> NDArray[np.float32] | None:
        """The mesh ``(478, 3)`` float32 of the surest face in ``(h, w, 3) uint8`` RGB, x, y, z in px; None if there is none."""
        return self._graphs.mesh(image)
