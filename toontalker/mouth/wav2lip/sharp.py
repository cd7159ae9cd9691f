"""The network's lips as tracks for the full-resolution rig: so the mouth is as sharp as the drawing, and says what the network heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from scipy.signal import savgol_filter

from toontalker.clip import Phoneme
from toontalker.mesh import FaceFrame
from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.coarticulation import Tracks, smoothed
from toontalker.mouth.wav2lip.closing import Gaps, silent_share
from toontalker.mouth.wav2lip.lip_model import TARGETS, LipModel, lip_gap

_OPENING = [PARAMETERS.index(name) for name in ("jaw", "raise", "drop")]
_ROUNDING = [PARAMETERS.index(name) for name in ("wide", "pucker")]
_JAW, _PRESS, _TUCK, _TONGUE = (PARAMETERS.index(name) for name in ("jaw", "press", "tuck", "tongue"))
_WIDEST_JAW: Final = 0.9
"""Opened farther, a drawn mouth no longer reads as one."""
_SMOOTHED: Final = 0.2
"""Seconds that one value is smoothed over, by a parabola (Savitzky & Golay 1964): peaks stay, the mesh's tremble goes."""
_OPENING_GAIN: Final = (0.8, 1.5)
_ROUNDING_GAIN: Final = (1.0, 1.6)
"""How much less or more the lips may move than was measured, to move as much as these sounds usually move them."""
_BRIDGED: Final = 0.12
"""Seconds without a face that are bridged by what lies beside them; in longer ones the sounds alone move the lips."""
_LEAST_SEEN: Final = 0.5
"""Share of the frames that must show a face, else nothing of them is believed."""
_FEW: Final = 3
"""Shut frames that make a rest; with fewer it is made of the frames that are most nearly shut."""


@dataclass(frozen=True)
class SeenLips:
    """The lips of the network's pictures, frame by frame."""

    points: NDArray[np.float32]
    """``(frames, 80, 2)`` px of the face they were measured in, in the order of `LIPS`; NaN where no face was found."""
    landmarks: NDArray[np.float32]
    """``(478, 3)`` px: that face as the photo has it."""
    fps: float

    @property
    def seen(self) -> NDArray[np.bool_]:
        """``(frames,)``: a face was found."""
        return np.asarray(np.isfinite(self.points).all((1, 2)))


def lip_tracks(lips: SeenLips, phonemes: Sequence[Phoneme], sounds: Tracks) -> Tracks:
    """The eight parameters ``(frames, 8)`` that move the rig as the network moved its lips, without delay.

    `sounds`: what the phonemes alone would do (`mouth_tracks`). From there come the tongue and the tucked lip, which 96 px do not
    show, how far lips usually go in this text, and everything where the network's pictures show no face.
    """
    if lips.seen.mean() < _LEAST_SEEN:
        return sounds
    unit = FaceFrame(lips.landmarks).unit
    points = _bridged(lips)
    gaps = Gaps(lip_gap(points) / unit, lips.fps)
    shut = gaps.shut_for(phonemes)
    silent = silent_share(phonemes, len(points), lips.fps)
    model = LipModel(lips.landmarks, _rest(points, gaps, silent))
    known = np.zeros(sounds.shape)
    known[:, [_TUCK, _TONGUE]] = sounds[:, [_TUCK, _TONGUE]]
    tracks = model.parameters(points, known)
    window = 2 * round(_SMOOTHED * lips.fps / 2) + 1
    if window > 3:
        tracks = savgol_filter(tracks, window, 2, axis=0, mode="nearest")
    tracks[:, _OPENING] *= _gain(tracks @ model.gap, sounds @ model.gap, _OPENING_GAIN)
    tracks[:, _ROUNDING] *= _gain(tracks @ model.width, sounds @ model.width, _ROUNDING_GAIN)
    tracks = np.clip(tracks, TARGETS.min(0), TARGETS.max(0))
    tracks[:, _JAW] = np.minimum(tracks[:, _JAW], _WIDEST_JAW)
    tracks[:, _OPENING] *= (1 - shut)[:, None]
    tracks[:, _ROUNDING] *= (1 - silent * shut)[:, None]
    tracks[:, _PRESS] = shut * (1 - silent)
    trust = _trust(lips)[:, None]
    return (sounds + (tracks - sounds) * trust).astype(np.float32)


def _bridged(lips: SeenLips) -> NDArray[np.float64]:
    """The lips with frames that show no face put in between their neighbours."""
    index, flat = np.arange(len(lips.points)), lips.points.reshape(len(lips.points), -1).astype(np.float64)
    seen = lips.seen
    filled = np.stack([np.interp(index, index[seen], column[seen]) for column in flat.T], axis=1)
    return filled.reshape(lips.points.shape)


def _trust(lips: SeenLips) -> NDArray[np.float64]:
    """``(frames,)`` in [0, 1]: 0 in the middle of a long stretch without a face."""
    away = distance_transform_edt(~lips.seen)
    return smoothed((away <= _BRIDGED * lips.fps / 2).astype(np.float64), 0.03 * lips.fps)


def _rest(points: NDArray[np.float64], gaps: Gaps, silent: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(80, 2)`` px: the shut lips, best in a pause."""
    shut = gaps.shut > 0.9
    for frames in (shut & (silent > 0.5), shut):
        if frames.sum() >= _FEW:
            return np.asarray(np.median(points[frames], axis=0))
    nearest = np.argsort(gaps.gap, kind="stable")[: max(_FEW, len(points) // 20)]
    return np.asarray(np.median(points[nearest], axis=0))


def _gain(found: NDArray[np.float64], usual: NDArray[np.float64], limits: tuple[float, float]) -> float:
    """What brings the range of `found` nearest to the range that is `usual`."""
    low, high = np.percentile(found, [5, 95])
    usual_low, usual_high = np.percentile(usual, [5, 95])
    return float(np.clip((usual_high - usual_low) / max(high - low, 1e-6), *limits))
