"""The MediaPipe graphs behind `FaceFinder`: face detectors, face mesh and person segmentation, loaded once and closed properly.

Of MediaPipe only the `solutions` modules that are needed get imported. The package's own ``__init__`` would import
matplotlib and the whole tasks API as well: 0.6 s and 40 MB for nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart, ToonTalkerError
from toontalker.picture import Map, Picture

_PACKAGES: Final = ("mediapipe", "mediapipe.python", "mediapipe.python.solutions")
_DETECTION_CONFIDENCE: Final = 0.4
_MESH_CONFIDENCE: Final = 0.3
_BREATHING_ROOM: Final = 64
"""Side of the black picture every graph is started with, px."""


@dataclass(frozen=True)
class Detection:
    """One face as a detector saw it, in px of the picture it was given."""

    centre: tuple[float, float]
    """Middle of the box."""
    size: float
    """Longer side of the box, about from brow to chin."""
    roll: float
    """Angle of the line through the eyes, radians, clockwise as one looks at the picture; 0 for an upright head."""
    score: float
    """The detector's confidence, 0 to 1."""


class Graphs:
    """The four graphs. Calls are serialised by a lock: a graph that two threads enter at once brings the process down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Any] = {}
        with _stderr_silenced():
            detection = _solution("face_detection").FaceDetection
            mesh = _solution("face_mesh").FaceMesh
            segmentation = _solution("selfie_segmentation").SelfieSegmentation
            try:
                self._open["near"] = detection(model_selection=0, min_detection_confidence=_DETECTION_CONFIDENCE)
                self._open["far"] = detection(model_selection=1, min_detection_confidence=_DETECTION_CONFIDENCE)
                self._open["mesh"] = mesh(
                    static_image_mode=True, max_num_faces=1, refine_landmarks=True, min_detection_confidence=_MESH_CONFIDENCE
                )
                self._open["person"] = segmentation(model_selection=0)
                for name in self._open:
                    self._run(name, np.zeros((_BREATHING_ROOM, _BREATHING_ROOM, 3), np.uint8))
            except BaseException:
                self.close()
                raise
        self._mesh_has_seen_a_face = False

    def close(self) -> None:
        """Free the graphs (about 24 MB each); may be called twice."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def detect(self, image: Picture, *, far: bool) -> list[Detection]:
        """Faces in ``(h, w, 3) uint8`` RGB: `far` by the full-range detector (small faces too), else by the short-range one."""
        height, width = image.shape[:2]
        found = self._run("far" if far else "near", image).detections or []
        return [_detection(one, width, height) for one in found]

    def mesh(self, image: Picture) -> NDArray[np.float32] | None:
        """The mesh ``(478, 3)`` float32, px, of the most certain face in the picture, or None."""
        with contextlib.nullcontext() if self._mesh_has_seen_a_face else _stderr_silenced():
            found = self._run("mesh", image).multi_face_landmarks
        if not found:
            return None
        self._mesh_has_seen_a_face = True
        height, width = image.shape[:2]
        return np.array([(point.x * width, point.y * height, point.z * width) for point in found[0].landmark], np.float32)

    def person(self, image: Picture) -> Map:
        """How surely each pixel belongs to a person: ``(h, w)`` float32 in [0, 1]."""
        mask = self._run("person", image).segmentation_mask
        if mask.shape != image.shape[:2]:
            mask = cv2.resize(mask, (image.shape[1], image.shape[0]))
        return np.clip(np.asarray(mask, np.float32), 0, 1)

    def _run(self, name: str, image: Picture) -> Any:
        with self._lock:
            if name not in self._open:
                raise ToonTalkerError("The face finder was used after it had been closed.")
            return self._open[name].process(np.ascontiguousarray(image))


def _detection(raw: Any, width: int, height: int) -> Detection:
    box = raw.location_data.relative_bounding_box
    eyes = np.array([(point.x * width, point.y * height) for point in raw.location_data.relative_keypoints[:2]])
    across = eyes[1] - eyes[0]
    return Detection(
        centre=((box.xmin + box.width / 2) * width, (box.ymin + box.height / 2) * height),
        size=max(box.width * width, box.height * height),
        roll=float(np.arctan2(across[1], across[0])),
        score=float(raw.score[0]),
    )


def _solution(name: str) -> Any:
    """The module ``mediapipe.python.solutions.<name>``, without running the ``__init__`` of the packages above it."""
    try:
        for package in _PACKAGES:
            if package not in sys.modules:
                spec = importlib.util.find_spec(package)
                if spec is None:
                    raise ImportError(package)
                sys.modules[package] = importlib.util.module_from_spec(spec)
        return importlib.import_module(f"mediapipe.python.solutions.{name}")
    except ImportError as fault:
        raise MissingPart(f"The face finder cannot start, because a part of mediapipe is missing ({fault}).") from fault


@contextlib.contextmanager
def _stderr_silenced() -> Iterator[None]:
    """Send what native code writes to file descriptor 2 to nowhere: the graphs write some eight lines when they start."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
