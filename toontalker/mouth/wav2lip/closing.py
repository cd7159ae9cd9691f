"""When the measured lips are shut. A mouth that does not shut for /p b m/ is seen at once, and a mesh never measures quite 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.picture import smoothstep

_HIGHEST_FLOOR: Final = 0.02
"""Face units: what lips are apart at most when they are shut, as the mesh sees them."""
_SHUT_SHARE: Final = 0.1
"""Of the way from the floor to the widest opening: lips nearer than that are shut …"""
_SHUT_RANGE: Final = (0.006, 0.014)
"""… but this far above the floor at least and at most, face units."""
_LOOSE: Final = 1.5
"""Lips this many times as far above the floor are no longer brought nearer."""
_MEANT: Final = 0.65
"""Of the way to the widest opening: lips that come nearer than this at a /p b m/ mean to shut."""
_MUMBLED: Final = (0.25, 0.5)
"""Likewise in a pause: nearer than the first they shut, farther than the second they do not."""
_AROUND: Final = 0.06
"""Seconds before and after a /p b m/ in which the network may shut the lips for it."""
_HOLD, _RAMP = 0.02, 0.04
"""Seconds that a closure holds on each side of its middle, and in which it ends."""
_PAUSE: Final = 0.1
"""Seconds from which a pause is one that can be seen."""


@dataclass(frozen=True)
class Gaps:
    """How far the lips are apart in every frame of a clip, and what that means for this clip."""

    gap: NDArray[np.float64]
    """``(frames,)`` face units, as measured."""
    fps: float

    @property
    def floor(self) -> float:
        """What shut lips measure: the clip's 10th percentile, since speech shuts the mouth a tenth of the time and more."""
        return float(np.clip(np.percentile(self.gap, 10), -_HIGHEST_FLOOR, _HIGHEST_FLOOR))

    @property
    def range(self) -> float:
        """From the floor to the 95th percentile, at least a hair."""
        return max(float(np.percentile(self.gap, 95)) - self.floor, 1e-3)

    @property
    def shut(self) -> NDArray[np.float64]:
        """``(frames,)`` in [0, 1]: 1 where the lips are as near as shut ones, 0 where they are clearly apart."""
        near = float(np.clip(_SHUT_SHARE * self.range, *_SHUT_RANGE))
        return smoothstep(_LOOSE * near, near, self.gap - self.floor).astype(np.float64)

    def shut_for(self, phonemes: Sequence[Phoneme]) -> NDArray[np.float64]:
        """Like `shut`, and also where the lips only come near in a pause or at a /p b m/: there they mean to shut.

        A closure lies where the network has it, at the nearest lips about the sound: it heard the voice itself.
        """
        apart, time = (self.gap - self.floor) / self.range, np.arange(len(self.gap)) / self.fps
        mumbled = smoothstep(_MUMBLED[1], _MUMBLED[0], apart) * silent_share(phonemes, len(time), self.fps)
        shut = np.maximum(self.shut, mumbled)
        for sound in phonemes:
            near = slice(*np.searchsorted(time, [sound.start - _AROUND, sound.end + _AROUND]))
            if sound.viseme != "PP" or near.start >= near.stop or shut[near].max() == 1:
                continue
            nearest = near.start + int(apart[near].argmin())
            if apart[nearest] < _MEANT:
                away = np.abs(time - time[nearest])
                shut = np.maximum(shut, smoothstep(_HOLD + _RAMP, _HOLD, away))
        return shut


def silent_share(phonemes: Sequence[Phoneme], frames: int, fps: float) -> NDArray[np.float64]:
    """``(frames,)`` in [0, 1]: 1 well inside a pause long enough to be seen, 0 where anything is said.

    Before the first sound and after the last it has been silent for long.
    """
    time, silent = np.arange(frames) / fps, np.zeros(frames)
    for sound in phonemes:
        if sound.viseme == "sil" and sound.end - sound.start > _PAUSE:
            start = sound.start if sound is not phonemes[0] else -np.inf
            end = sound.end if sound is not phonemes[-1] else np.inf
            inside = np.minimum(time - start, end - time)
            silent = np.maximum(silent, smoothstep(0.0, 0.05, inside))
    return silent
