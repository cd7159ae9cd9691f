"""The sound of a clip, decoded from the mp4: how loud it is at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from toontalker.errors import RequestError

_STEP = 0.005
"""Seconds that one value of the energy covers."""
_WINDOW = 0.04
"""Seconds of sound that one loudness value is taken over."""
_RANGE_DB = 35.0
"""Loudness below the loudest moment at which we count as silent: quieter breaths and hum say nothing about lips."""


@dataclass(frozen=True)
class Loudness:
    """Log-RMS of a sound over time."""

    energy: NDArray[np.float64]
    """``(steps,)`` mean square over each 5 ms from time 0."""

    @property
    def silent(self) -> bool:
        """True for no sound at all or one that stays below -70 dBFS."""
        return not self.energy.size or float(self.energy.max()) < 1e-7

    def at(self, time: NDArray[np.float64]) -> NDArray[np.float64]:
        """Decibels of the RMS over the 40 ms round each moment, relative to the loudest of all, cut off at -35 dB."""
        width = round(_WINDOW / _STEP)
        mean = np.convolve(self.energy, np.ones(width) / width, "same")
        level = 10 * np.log10(np.maximum(mean / max(float(mean.max()), 1e-12), 10 ** (-_RANGE_DB / 10)))
        centres = (np.arange(len(level)) + 0.5) * _STEP
        return np.interp(time, centres, level)


def listen(clip: Path) -> Loudness:
    """Decodes the sound of the clip, all its channels together; no sound track counts as silence."""
    blocks = list(_energies(clip))
    return Loudness(np.concatenate(blocks) if blocks else np.zeros(0))


def _energies(clip: Path) -> Iterator[NDArray[np.float64]]:
    """Mean squares per step, of as many steps as each decoded piece completes."""
    try:
        with av.open(str(clip)) as container:
            if not container.streams.audio:
                return
            rate = container.streams.audio[0].rate
            step = round(rate * _STEP)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            left = np.zeros(0)
            for decoded in container.decode(audio=0):
                for frame in resampler.resample(decoded):
                    left = np.concatenate([left, frame.to_ndarray().ravel().astype(np.float64)])
                whole = left.size // step * step
                yield (left[:whole].reshape(-1, step) ** 2).mean(axis=1)
                left = left[whole:]
    except (av.error.FFmpegError, OSError) as error:
        raise RequestError(f"The sound of {clip.name} cannot be read: {error.strerror}.") from error
