"""The lips of a clip, as a viewer sees them: mouth opening and width in every decoded frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from toontalker.errors import RequestError
from toontalker.face import FaceFinder
from toontalker.picture import Picture

_LIP_PAIRS = ((13, 14), (82, 87), (312, 317))
"""Inner lips, upper and lower: middle, left and right of it."""
_CORNERS = (61, 291)
_OUTER_EYES = (33, 263)


@dataclass(frozen=True)
class Lips:
    """What the lips do over time, one value for each frame."""

    time: NDArray[np.float64]
    """``(frames,)`` seconds at which each frame is shown first (its pts)."""
    aperture: NDArray[np.float64]
    """``(frames,)`` mean distance of the lip pairs 13-14, 82-87, 312-317 over the distance of the outer eye corners 33-263."""
    width: NDArray[np.float64]
    """``(frames,)`` distance of the mouth corners 61-291 over the same."""
    missed: int
    """Frames in which no face was found; their values are interpolated."""

    @property
    def interval(self) -> float:
        """Seconds from one frame to the next."""
        return float(np.median(np.diff(self.time))) if len(self.time) > 1 else 0.04


def watch(clip: Path, finder: FaceFinder) -> Lips:
    """Decodes the clip and finds the mesh in each frame. Raises `RequestError` for a clip that cannot be read or never shows a face."""
    shown = [(time, lip_measures(finder.mesh(picture))) for time, picture in decoded_frames(clip)]
    time = np.array([moment for moment, _ in shown])
    measures = np.array([measure for _, measure in shown]).reshape(-1, 2)
    seen = np.isfinite(measures[:, 0])
    if not seen.any():
        raise RequestError(f"No face can be seen in the clip {clip.name}, so its lips cannot be scored.")
    aperture, width = (np.interp(time, time[seen], column[seen]) for column in measures.T)
    return Lips(time, aperture, width, int((~seen).sum()))


def lip_measures(landmarks: NDArray[np.float32] | None) -> tuple[float, float]:
    """(aperture, width) of one mesh ``(478, 3)`` px as `Lips` defines them; NaN for no mesh."""
    if landmarks is None:
        return float("nan"), float("nan")
    points = landmarks[:, :2].astype(np.float64)

    def distance(pair: tuple[int, int]) -> float:
        return float(np.hypot(*(points[pair[0]] - points[pair[1]])))

    eyes = max(distance(_OUTER_EYES), 1e-6)
    return sum(map(distance, _LIP_PAIRS)) / len(_LIP_PAIRS) / eyes, distance(_CORNERS) / eyes


def length_of(clip: Path) -> tuple[int, float]:
    """(frames, seconds) of the picture as the file's index tells them. Raises `RequestError` for a file that is no clip."""
    try:
        with av.open(str(clip)) as container:
            if not container.streams.video:
                raise RequestError(f"The file {clip.name} holds no moving picture.")
            picture = container.streams.video[0]
            return picture.frames, float((picture.duration or 0) * (picture.time_base or 0))
    except (av.error.FFmpegError, OSError) as error:
        raise RequestError(f"The clip {clip.name} cannot be read: {error.strerror}.") from error


def decoded_frames(clip: Path) -> Iterator[tuple[float, Picture]]:
    """(seconds, ``(h, w, 3) uint8 RGB``) of each frame. Raises `RequestError` for a file that is no clip."""
    try:
        with av.open(str(clip)) as container:
            for frame in container.decode(video=0):
                if frame.time is not None:
                    yield frame.time, frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
    except (av.error.FFmpegError, OSError) as error:
        raise RequestError(f"The clip {clip.name} cannot be read: {error.strerror}.") from error
