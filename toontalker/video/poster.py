"""The poster of a clip: a JPEG of the frame that tells most, eyes open and the mouth open on a long open vowel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.errors import SetupError
from toontalker.mesh import EYES, FaceFrame
from toontalker.picture import Picture

_VOWEL_RANK = {"aa": 1.0, "oh": 0.55, "E": 0.5}
"""How far the visemes of open vowels open the mouth, 0 to 1."""
_CANDIDATES = 4
_LATE_VOWELS = 0.6
"""Weight of vowels after the first third: a chat shows the poster for the start of the clip."""
_PEAK = 0.55
"""Where in a vowel the mouth is widest open, as a share of it."""
_QUALITY = 92


def telling_frames(phonemes: Sequence[Phoneme], fps: int) -> tuple[int, ...]:
    """Numbers of up to four frames at open vowels, the best first: long (≥ 120 ms is enough), open, in the first third."""
    if not phonemes:
        return ()
    third = phonemes[0].start + (phonemes[-1].end - phonemes[0].start) / 3

    def worth(phoneme: Phoneme) -> float:
        long = min(phoneme.end - phoneme.start, 0.12) / 0.12
        return long * _VOWEL_RANK[phoneme.viseme] * (1 if phoneme.start <= third else _LATE_VOWELS)

    vowels = sorted((p for p in phonemes if p.viseme in _VOWEL_RANK), key=worth, reverse=True)
    return tuple(dict.fromkeys(round((p.start + _PEAK * (p.end - p.start)) * fps) for p in vowels[:_CANDIDATES]))


def write_poster(path: Path, stills: Sequence[Picture], find_mesh: Callable[[Picture], NDArray[np.float32] | None] | None = None) -> None:
    """Writes the first of the `stills` whose eyes are open as a JPEG; with no `find_mesh` simply the first.

    `find_mesh` is `FaceFinder.mesh`: ``(478, 3)`` landmarks in px, or None. Eyes count as open at 80 % of the widest opening
    among the stills. Raises `SetupError` where the file cannot be written.
    """
    openings = [_eye_opening(find_mesh(still)) if find_mesh is not None else 1.0 for still in stills]
    chosen = next(still for still, opening in zip(stills, openings, strict=True) if opening >= 0.8 * max(openings))
    _, encoded = cv2.imencode(".jpg", chosen[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(encoded.tobytes())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SetupError(f"The poster cannot be written to {path}: {error.strerror or error}.") from error


def _eye_opening(landmarks: NDArray[np.float32] | None) -> float:
    if landmarks is None:
        return 0.0
    face = FaceFrame(landmarks)
    return min(face.eye_opening(eye) for eye in EYES)
