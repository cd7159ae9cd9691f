"""Materials told apart by colour: for each one a histogram in CIELAB, learnt from the picture itself.

Expectation maximisation over place and colour (in the manner of GrabCut, Rother et al. 2004, with histograms for mixtures):
where a material is likely to be gives its colours, its colours say where it is, and neighbours agree with each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from toontalker.picture import Colour, Map, blur

_BIN = np.array([5.0, 4.0, 4.0], np.float32)
"""Width of a bin in L, a, b."""
_BINS = (22, 42, 42)
_LOWEST = np.array([0.0, -70.0, -70.0], np.float32)
_SMOOTHING = (1.1, 0.9, 0.9)
"""Sigma over the bins: colours near a seen one count as seen."""
_AGREEMENT = 2.5
"""How strongly neighbours vote."""
_UNSEEN = 2e-6
"""Density of a colour that no sample showed, so that place can still decide."""


def told_apart(lab: Colour, places: NDArray[np.float32], seeds: NDArray[np.float32], *, rounds: int, reach: float) -> NDArray[np.float32]:
    """How surely each pixel is each of the materials, ``(k, h, w)`` summing to 1.

    `lab` ``(h, w, 3)`` CIELAB; `places` ``(k, h, w)`` how likely each material is at each place, whatever the colour;
    `seeds` ``(k, h, w)`` weights of the pixels that first teach its colours; `reach` px over which neighbours agree.
    """
    bins = _bin_of(lab)
    belief = seeds
    for turn in range(rounds):
        likelihood = np.stack([_density(bins, weight) for weight in belief])
        agreement = np.exp(np.float32(_AGREEMENT) * _neighbours(belief, reach * (1 + turn))) if turn else np.float32(1)
        belief = places * likelihood * agreement
        belief = (belief / (belief.sum(0) + np.float32(1e-12))).astype(np.float32)
    return belief


def _bin_of(lab: Colour) -> NDArray[np.int32]:
    index = np.clip(((lab - _LOWEST) / _BIN).astype(np.int32), 0, np.array(_BINS, np.int32) - 1)
    flat: NDArray[np.int32] = (index[..., 0] * _BINS[1] + index[..., 1]) * _BINS[2] + index[..., 2]
    return flat


def _density(bins: NDArray[np.int32], weight: Map) -> Map:
    """Share of the material's colours that lies in each pixel's bin."""
    counts = np.bincount(bins.ravel(), weights=weight.ravel(), minlength=int(np.prod(_BINS))).reshape(_BINS)
    smooth = gaussian_filter(counts, _SMOOTHING, mode="constant").ravel()
    share = smooth / (smooth.sum() + 1e-6) + _UNSEEN
    return share[bins].astype(np.float32)


def _neighbours(belief: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    return np.stack([blur(part, reach) for part in belief])
