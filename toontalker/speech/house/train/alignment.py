"""Two sequences laid beside each other at the least cost (S. Needleman, C. Wunsch 1970)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SIMILAR, DIFFERENT, SKIPPED = 0.45, 1.3, 0.6
"""What it costs to pair two phones of one kind, two others, or to leave one without a partner: two others are never paired."""
_EQUAL = 1e-9


@dataclass(frozen=True)
class Alignment:
    """Who is paired with whom."""

    partners: tuple[int, ...]
    """For each of the first sequence its partner's place in the second, or -1."""
    cost: float
    """Of all pairs and of all that have no partner."""


def align(costs: Array) -> Alignment:
    """The cheapest pairing in order; `costs`: of each possible pair, ``(n, m)``."""
    total = _totals(costs)
    return Alignment(_partners(costs, total), float(total[-1, -1]))


def _totals(costs: Array) -> Array:
    """Least cost of the first i with the first j, ``(n + 1, m + 1)``."""
    rows, columns = costs.shape
    skips = np.arange(columns + 1) * SKIPPED
    total = np.zeros((rows + 1, columns + 1))
    total[0] = skips
    for row in range(1, rows + 1):
        best = np.minimum(total[row - 1, 1:] + SKIPPED, total[row - 1, :-1] + costs[row - 1])
        # What is left is to skip any number of columns: the running minimum, each skip already paid for.
        total[row] = np.minimum.accumulate(np.concatenate([[row * SKIPPED], best]) - skips) + skips
    return total


def _partners(costs: Array, total: Array) -> tuple[int, ...]:
    """The way back through the totals."""
    row, column = costs.shape
    partners = [-1] * row
    while row and column:
        if abs(total[row, column] - total[row - 1, column - 1] - costs[row - 1, column - 1]) < _EQUAL:
            row, column = row - 1, column - 1
            partners[row] = column
        elif abs(total[row, column] - total[row - 1, column] - SKIPPED) < _EQUAL:
            row -= 1
        else:
            column -= 1
    return tuple(partners)
