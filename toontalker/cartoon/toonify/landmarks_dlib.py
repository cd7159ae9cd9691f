"""The 68 landmarks of dlib, for those who want the alignment to start from the same points as the original's.

Source: Kazemi & Sullivan 2014, "One millisecond face alignment with an ensemble of regression trees"; the published predictor was
trained on iBUG 300-W, whose licence excludes commercial use. dlib itself comes with the package dlib-bin and is loaded only here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart, WeightsMissing, WeightsWrong
from toontalker.picture import Picture
from toontalker.weights.sniff import sniff

_POINTS: Final = 68
_MARGIN: Final = 0.6
"""How far round the given box dlib's own detector looks, in sizes of the box."""
_SEARCH_SIZE: Final = 200
"""Size in px that the box gets for the search: the detector finds faces from 80 px on."""
_LEAST_OVERLAP: Final = 0.3
"""Intersection over union with the given box, under which what dlib found is another face."""

Box: TypeAlias = tuple[float, float, float, float]
"""(left, top, right, bottom) in px of the photo."""
Predictor: TypeAlias = Callable[[Picture, Box], NDArray[np.float64]]
"""(photo, box of the face) → ``(68, 2)`` landmarks in px of the photo."""


def open_predictor(path: Path) -> Predictor:
    """Loads a predictor such as ``shape_predictor_68_face_landmarks.dat``.

    Predictors are trained on the boxes of dlib's own detector, which comes with dlib: where it finds the face that is meant, its box
    is used, else the given one. Raises `MissingPart` without dlib, `WeightsMissing` and `WeightsWrong` for the file.
    """
    try:
        import dlib
    except ImportError as error:
        raise MissingPart('The 68 landmarks need dlib: install it by `pip install dlib-bin`, or set face.landmarks = "mesh".') from error
    if not path.is_file():
        raise WeightsMissing(f"The landmark predictor {path} is not there.")
    kind = sniff(path)
    if kind in ("bz2", "html", "empty"):
        found = {"bz2": "still packed: unpack it by `bunzip2`", "html": "a web page: download the file itself", "empty": "empty"}
        raise WeightsWrong(f"The landmark predictor {path.name} is {found[kind]}.")
    try:
        predictor = dlib.shape_predictor(str(path))
        count = predictor(np.zeros((64, 64), np.uint8), dlib.rectangle(8, 8, 55, 55)).num_parts
    except (RuntimeError, MemoryError, ValueError) as error:
        raise WeightsWrong(f"The landmark predictor {path.name} is damaged or is no predictor of dlib.") from error
    if count != _POINTS:
        raise WeightsWrong(f"The landmark predictor {path.name} finds {count} points, not {_POINTS}.")
    detector = dlib.get_frontal_face_detector()

    def predict(photo: Picture, box: Box) -> NDArray[np.float64]:
        left, top, right, bottom = _searched(detector, photo, box) or box
        area = dlib.rectangle(round(left), round(top), round(right) - 1, round(bottom) - 1)
        shape = predictor(np.ascontiguousarray(photo), area)
        return np.array([(point.x, point.y) for point in shape.parts()], np.float64)

    return predict


def _searched(detector: Any, photo: Picture, box: Box) -> Box | None:
    """The box of dlib's own detector for the face in `box`, if it finds that face."""
    reach = _MARGIN * max(box[2] - box[0], box[3] - box[1])
    left, top = max(0, round(box[0] - reach)), max(0, round(box[1] - reach))
    crop = photo[top : max(top, round(box[3] + reach)), left : max(left, round(box[2] + reach))]
    scale = _SEARCH_SIZE / max(box[2] - box[0], box[3] - box[1], 1.0)
    size = (round(crop.shape[1] * scale), round(crop.shape[0] * scale))
    if min(size) < 1:
        return None
    seen = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    boxes = [(found.left(), found.top(), found.right() + 1, found.bottom() + 1) for found in detector(seen, 0)]
    near = [(left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale) for x0, y0, x1, y1 in boxes]
    best = max(near, key=lambda other: _overlap(other, box), default=None)
    return best if best is not None and _overlap(best, box) >= _LEAST_OVERLAP else None


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0.0) * max(height, 0.0)
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return shared / max(areas - shared, 1e-9)
