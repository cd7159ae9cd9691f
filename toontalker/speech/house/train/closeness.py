"""How near one sound is to another, in the figures that the literature on voices gives. For training and judging only."""

from __future__ import annotations

import numpy as np
import parselmouth
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from toontalker.speech.house.train.analysis import STEP, Analysis, decoding, pitch_track
from toontalker.speech.house.train.teacher import RATE

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

CEPSTRA = slice(1, 25)
"""Coefficients that the distortion counts: the first 24 without the loudness, as the literature does."""
QUIET = 40.0
"""dB below the loudest frame from where on a frame is silence."""
DECIBEL = 10 / np.log(10)


def mel_cepstral_distortion(one: Analysis, other: Analysis) -> float:
    """Mel-cepstral distortion of two readings of a sentence in dB, at least 0; 0 for the same, about 4 to 6 for good synthesis.

    R. Kubichek, "Mel-cepstral distance measure for objective speech quality assessment", 1993:
    10 / ln 10 * sqrt(2 * sum over d = 1 to 24 of (c_d - c'_d)^2), averaged over pairs of frames. Silent frames are left out of
    both, then the frames are paired by dynamic time warping; a louder copy is no other voice.

    There the cepstrum of a frame with N points of the mel axis is c_d = 2/N * sum ln|H| cos, so that ln|H| = c_0 + sum c_d cos.
    WORLD codes the log *power* as sqrt(2)/N * sum ln|H|^2 cos (`CodeSpectralEnvelope`: a cosine transform of unit norm, divided
    by sqrt N), which is sqrt(2) c_d: hence no factor 2 beneath the root here. The figure is also the root mean square
    difference in dB of the two smoothed spectra along the mel axis.
    """
    a, b = (_speech(analysis)[:, CEPSTRA] for analysis in (one, other))
    distances = cdist(a, b)
    rows, columns = warp(distances)
    return float(DECIBEL * distances[rows, columns].mean())


def warp(distances: Array) -> tuple[Indices, Indices]:
    """The cheapest way through distances ``(n, m)`` from corner to corner: the rows and the columns it passes, in order.

    Dynamic time warping with steps of one down, right or both (H. Sakoe, S. Chiba 1978, without weights). Cells on an
    antidiagonal do not depend on each other, so each antidiagonal is done at once.
    """
    n, m = distances.shape
    cost = np.full((n + 1, m + 1), np.inf)
    cost[0, 0] = 0
    for diagonal in range(n + m - 1):
        row = np.arange(max(0, diagonal - m + 1), min(n, diagonal + 1))
        column = diagonal - row
        before = np.minimum(np.minimum(cost[row, column + 1], cost[row + 1, column]), cost[row, column])
        cost[row + 1, column + 1] = distances[row, column] + before
    return _way_back(cost)


def _way_back(cost: Array) -> tuple[Indices, Indices]:
    """The way that led to the last cell of summed costs ``(n + 1, m + 1)``; where two are as cheap, the straighter one."""
    row, column = cost.shape[0] - 1, cost.shape[1] - 1
    way = [(row, column)]
    while row > 1 or column > 1:
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda cell: cost[cell])
        way.append((row, column))
    rows, columns = np.array(way[::-1]).T - 1
    return rows, columns


def _speech(analysis: Analysis) -> Array:
    """The coded envelopes of the frames that are not silent."""
    coded = analysis.envelope.astype(np.float64)
    matrix, offset = decoding()
    power = DECIBEL * np.log(np.exp(coded @ matrix + offset).sum(axis=1))
    return coded[power > power.max() - QUIET]


def harmonics_to_noise(sound: Array, lowest: float, highest: float) -> float:
    """How much stronger the harmonic part of the voiced frames is than their noise, in dB; nan where nothing is voiced.

    Praat's harmonicity by cross-correlation (P. Boersma 1993), mean over the frames in which a pitch between two bounds in Hz is
    found; `sound` is ``(samples,)`` at 16 kHz.
    """
    voiced = np.flatnonzero(pitch_track(sound, lowest, highest) > 0)
    found = parselmouth.Sound(sound, RATE).to_harmonicity_cc(STEP, lowest)
    at = np.round((voiced * STEP - found.xs()[0]) / STEP).astype(int)
    values = found.values[0][at[(at >= 0) & (at < found.n_frames)]]
    values = values[values > -200]  # Praat's mark for no harmonic part at all
    return float(values.mean()) if values.size else float("nan")


def median_pitch(sound: Array, lowest: float, highest: float) -> float:
    """Median over the voiced frames of a sound, ``(samples,)`` at 16 kHz, between two bounds in Hz; nan where nothing is voiced."""
    track = pitch_track(sound, lowest, highest)
    return float(np.median(track[track > 0])) if track.any() else float("nan")
