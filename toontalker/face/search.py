"""Finding faces: small, rolled, several, close to the border. The cheap look comes first, the thorough ones only if it fails.

A detector proposes, the mesh decides: a proposal counts when the mesh finds the same face in an upright crop of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.face.graphs import Detection, Graphs
from toontalker.face.view import View
from toontalker.mesh import CHIN, FOREHEAD, LEFT_CHEEK_EDGE, LEFT_EYE, MOUTH_LEFT, MOUTH_RIGHT, RIGHT_CHEEK_EDGE, RIGHT_EYE
from toontalker.picture import Picture

_SEARCHED: Final = 1280
"""A photo with a longer side is searched at this size, px."""
_LOOK: Final = 640
"""Side of a look at the whole photo, px; the detectors see it at 192 px."""
_CROP: Final = 256
"""Side of the crop in which the mesh is sought, px; of that the mesh sees the face at 192 px."""
_TURNS: Final = tuple(math.radians(degrees) for degrees in (90, -90, 45, -45, 180, 135, -135))
"""How the photo is turned when no face was found in it as it is."""
_WAYS_UP: Final = (0.0, math.pi, math.pi / 2, -math.pi / 2)
"""A head that was taken for upright may well be another way up: the mesh fits itself to anything. The likeliest come first."""
_SURE: Final = 0.84
"""The short-range detector gives upright faces .89 and more, those on their side or upside down .80 and less."""
_DOUBTFUL: Final = 0.55
"""What it gives less is no face."""
_DOUBTFUL_BESIDE: Final = 0.7
"""What it gives less is no face beside one that is sure."""
_ROOM: Final = (2.0, 1.4)
"""Sides of the crops tried round a detection, in its sizes; the narrow one keeps out a neighbour who looks surer."""
_MOST_FAILURES: Final = 4
"""Proposals that may come to nothing before a look is given up; wallpaper and foliage can propose hundreds, the surest first."""


@dataclass(frozen=True)
class Face:
    """One face in a photo."""

    box: tuple[int, int, int, int]
    """(left, top, right, bottom) of the mesh, px of the photo, within it."""
    landmarks: NDArray[np.float32]
    """``(478, 3)`` px of the photo, z in px, negative towards the viewer."""
    roll: float
    """How far the head leans, radians, clockwise as one looks at the photo, in (-π, π]."""
    sureness: float = 1.0
    """The short-range detector's confidence in the upright face, 0 to 1; good photos give .89 and more."""

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, px."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    @property
    def size(self) -> float:
        """Forehead to chin or 1.15 times the cheeks' width, whichever is longer, px: the same in front view and profile."""
        points = self.landmarks[:, :2]
        tall = np.hypot(*(points[FOREHEAD] - points[CHIN]))
        return float(max(tall, 1.15 * np.hypot(*(points[LEFT_CHEEK_EDGE] - points[RIGHT_CHEEK_EDGE]))))


def find_faces(graphs: Graphs, photo: Picture) -> list[Face]:
    """All faces of the photo ``(h, w, 3) uint8`` RGB, the largest and most central one first; [] if there is none."""
    height, width = photo.shape[:2]
    shrink = min(1.0, _SEARCHED / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    searched = photo if shrink == 1 else cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    faces: list[Face] = []
    for proposals in _looks(graphs, searched, faces):
        failures = 0
        for proposal in proposals:
            if failures < _MOST_FAILURES and not any(_is_in(proposal.centre, face) for face in faces):
                ways = _WAYS_UP[:2] if any(face.sureness >= _SURE for face in faces) else _WAYS_UP
                face = _settle(graphs, searched, proposal, ways)
                failures += face is None
                if face is not None:
                    _add(faces, face)
    least = _DOUBTFUL_BESIDE if any(face.sureness >= _SURE for face in faces) else _DOUBTFUL
    faces = sorted((face for face in faces if face.sureness >= least), key=lambda face: _weight(face, size), reverse=True)
    return [_enlarged(face, photo, shrink) for face in faces]


def _weight(face: Face, size: tuple[int, int]) -> float:
    """What puts the largest and most central face first; `size` is (width, height) of the photo."""
    middle = size[0] / 2, size[1] / 2
    return face.size * (1 - 0.5 * math.dist(face.centre, middle) / math.hypot(*middle))


def _looks(graphs: Graphs, photo: Picture, faces: list[Face]) -> Iterator[list[Detection]]:
    """Proposals look by look; `faces` grows between the looks and decides how far this goes."""
    side = max(photo.shape[:2])
    yield _detect_in(graphs, photo, [_whole(photo, 1.0)])
    if faces and max(face.size for face in faces) > side / 8:
        return
    if not faces:
        yield _detect_in(graphs, photo, [_whole(photo, 1.6)])
    for turn in _TURNS:
        if not faces:
            yield _detect_in(graphs, photo, [replace(_whole(photo, 1.0), roll=turn)])
    yield _detect_in(graphs, photo, _tiles(photo, 480))
    if not faces:
        yield _detect_in(graphs, photo, _tiles(photo, 240))


def _whole(photo: Picture, room: float) -> View:
    height, width = photo.shape[:2]
    side = max(height, width) * room
    return View(((width - 1) / 2, (height - 1) / 2), side, 0, min(_LOOK, max(192, round(side))))


def _tiles(photo: Picture, tile: int) -> list[View]:
    """Squares that cover the photo with half overlap; `tile` is their side in px of a photo with a long side of 1280."""
    height, width = photo.shape[:2]
    side = tile * max(height, width, _LOOK) / _SEARCHED

    def middles(length: int) -> list[float]:
        margin = min(side, length) / 2
        return [float(x) for x in np.linspace(margin, length - margin, 1 + max(0, math.ceil(2 * (length - side) / side)))]

    return [View((x, y), side, 0, min(tile, 384)) for y in middles(height) for x in middles(width)]


def _detect_in(graphs: Graphs, photo: Picture, views: Iterable[View]) -> list[Detection]:
    """Detections in each view by both detectors, in photo px, the surest first."""
    found = []
    for view in views:
        image = view.of(photo)
        for one in graphs.detect(image, far=True) + graphs.detect(image, far=False):
            x, y = (float(at) for at in view.to_photo([one.centre])[0])
            if 0 <= x < photo.shape[1] and 0 <= y < photo.shape[0]:  # and not in the mirrored part
                found.append(Detection((x, y), one.size / view.scale, one.roll + view.roll, one.score))
    return sorted(found, key=lambda one: -one.score)


def _settle(graphs: Graphs, photo: Picture, proposal: Detection, ways_up: Sequence[float]) -> Face | None:
    """The face that a detector proposed, the way up in which it looks most like one; None if the mesh finds none there."""
    best: Face | None = None
    for turn in ways_up:
        for room in _ROOM:
            view = View(proposal.centre, proposal.size * room, proposal.roll + turn, _CROP)
            face = _straighten(graphs, photo, view, proposal.size)
            if face is not None:
                best = face if best is None or face.sureness > best.sureness else best
                break
        if best is not None and best.sureness >= _SURE:
            break
    return best if best is not None and best.sureness >= _DOUBTFUL else None


def _straighten(graphs: Graphs, photo: Picture, view: View, expected: float) -> Face | None:
    """The face of about `expected` px in the middle of the view, after turning the view until the eyes are level, or None."""
    for _ in range(3):
        image = view.of(photo)
        mesh = graphs.mesh(image)
        if mesh is None or abs(_eye_line(mesh)) > 2:
            return None
        if abs(_eye_line(mesh)) < 0.12:
            break
        view = replace(view, roll=view.roll + _eye_line(mesh))
    else:
        return None
    face = _face(view, mesh, photo)
    if not (_is_plausible(mesh) and 0.35 < face.size / expected < 3 and _is_in(view.centre, face)):
        return None
    x, y = view.to_view([face.centre])[0]
    seen = [one.score for one in graphs.detect(image, far=False) if math.dist(one.centre, (x, y)) < face.size * view.scale / 2]
    return replace(face, sureness=max(seen, default=0.0))


def _face(view: View, mesh: NDArray[np.float32], photo: Picture) -> Face:
    roll = math.remainder(view.roll + _eye_line(mesh), 2 * math.pi)
    landmarks = view.landmarks_to_photo(mesh)
    return Face(_box(landmarks, photo), landmarks, roll)


def _enlarged(face: Face, photo: Picture, shrink: float) -> Face:
    """The face in px of the photo, found when the photo was shrunk by the factor `shrink`."""
    if shrink == 1:
        return face
    landmarks = (face.landmarks / np.float32(shrink)).astype(np.float32)
    return Face(_box(landmarks, photo), landmarks, face.roll, face.sureness)


def _box(landmarks: NDArray[np.float32], photo: Picture) -> tuple[int, int, int, int]:
    height, width = photo.shape[:2]
    left, top = np.clip(np.floor(landmarks[:, :2].min(0)), 0, [width - 1, height - 1]).astype(int)
    right, bottom = np.clip(np.ceil(landmarks[:, :2].max(0)) + 1, [left + 1, top + 1], [width, height]).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _eye_line(mesh: NDArray[np.float32]) -> float:
    """Angle of the line through the eyes, radians, clockwise."""
    left, right = (mesh[[*eye.upper_lid, *eye.lower_lid], :2].mean(0) for eye in (LEFT_EYE, RIGHT_EYE))
    return math.atan2(float(right[1] - left[1]), float(right[0] - left[0]))


def _is_plausible(mesh: NDArray[np.float32]) -> bool:
    """Whether an upright mesh has the build of a face: brow, eyes, mouth and chin in this order, and not far too slim or wide."""
    eyes = mesh[[LEFT_EYE.upper_lid[0], RIGHT_EYE.upper_lid[-1]], 1].mean()
    mouth = mesh[[MOUTH_LEFT, MOUTH_RIGHT], 1].mean()
    tall, wide = mesh[CHIN, 1] - mesh[FOREHEAD, 1], np.ptp(mesh[:468, 0])
    return bool(mesh[FOREHEAD, 1] < eyes < mouth < mesh[CHIN, 1] and 0.4 < wide / tall < 1.6)


def _is_in(point: tuple[float, float], face: Face) -> bool:
    return math.hypot(point[0] - face.centre[0], point[1] - face.centre[1]) < 0.5 * face.size


def _add(faces: list[Face], face: Face) -> None:
    """Add a face, unless it is one that is there already."""
    if not any(_is_in(face.centre, other) or _is_in(other.centre, face) for other in faces):
        faces.append(face)
