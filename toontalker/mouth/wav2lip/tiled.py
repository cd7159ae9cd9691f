"""Convolutions 3 x 3 in a quarter of the multiplications: Winograd's minimal filtering on tiles (Lavin & Gray, CVPR 2016).

A tile of 4 x 4 results is made from the 6 x 6 values under it: these are transformed, multiplied by transformed weights (one matrix
product for each of the 36 places) and transformed back. Everything but the copies is a batched matrix product, so the work is
done by whatever BLAS torch was built with. A layer writes its results where the next one looks for its input, in memory that is
taken once: half the time of the plain forward pass goes into fresh pages of memory.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import torch
from torch import Tensor

_TAPS: Final = 3
_POINTS: Final = {4: ("0", "5/8", "-5/8", "3/2", "-3/2"), 3: ("0", "3/4", "-3/4", "3/2")}
"""Side of a tile → where polynomials are evaluated, besides at infinity; the points decide how much rounding is amplified.

Found by trial on random layers: their worst error is a quarter of that of the customary 0, ±1, ±2 and twice that of the plain sum.
"""
_TILES_AT_ONCE: Final = 192
"""Tiles that go through the buffers together: enough rows for a fast product, few enough to stay in the cache."""


class Scratch:
    """Memory in which all layers of one network work by turns."""

    def __init__(self) -> None:
        self._buffers = [torch.empty(0), torch.empty(0)]

    def reserve(self, size: int) -> None:
        """Makes room for `size` values in both buffers."""
        if size > self._buffers[0].numel():
            self._buffers = [torch.empty(size) for _ in self._buffers]

    def take(self, which: int, *shape: int) -> Tensor:
        """Buffer 0 or 1 in a shape; what it holds is whatever was last written there."""
        return self._buffers[which][: math.prod(shape)].view(shape)


class TiledConvolution:
    """One layer: convolution 3 x 3 padded by one, bias, ReLU, on a fixed number of square maps of one size, float32 on a CPU."""

    def __init__(self, weight: Tensor, bias: Tensor, size: tuple[int, int], scratch: Scratch) -> None:
        """`weight` is ``(outputs, inputs, 3, 3)``, `bias` ``(outputs,)``; `size` is how many maps and the side of each, px.

        The side is a multiple of 3 or 4.
        """
        batch, side = size
        self._tile = 4 if side % 4 == 0 else 3
        assert side % self._tile == 0
        back, into, filters = transforms(self._tile)
        self._back, self._into, self._bias = back.float(), into.float(), bias.clone()
        self._weight = torch.einsum("ai,bj,ocij->abco", filters, filters, weight.double()).flatten(0, 1).float().contiguous()
        self._outputs, self._inputs = weight.shape[:2]
        self._across = side // self._tile
        self._group = _divisor(batch, _TILES_AT_ONCE // self._across**2)
        self._band = _divisor(self._across, _TILES_AT_ONCE // (self._group * self._across))
        self._size = size
        self._take_memory(scratch)

    def twin(self, scratch: Scratch) -> TiledConvolution:
        """The same layer at work in other memory, for another thread."""
        twin = copy.copy(self)
        twin._take_memory(scratch)
        return twin

    def _take_memory(self, scratch: Scratch) -> None:
        batch, side = self._size
        self._scratch = scratch
        scratch.reserve(len(self._weight) * self._group * self._band * self._across * max(self._inputs, self._outputs))
        self._padded = torch.zeros(batch, side + 2, side + 2, self._inputs)
        self.inside = self._padded[:, 1:-1, 1:-1]
        """``(batch, side, side, inputs)``: where the input is to be written; the zeros round it stay."""

    def into(self, target: Tensor) -> None:
        """Convolves what lies `inside` and writes ``(batch, side, side, outputs)`` to `target`."""
        rows = self._band * self._tile
        for first in range(0, len(target), self._group):
            maps = slice(first, first + self._group)
            for top in range(0, target.shape[1], rows):
                self._tiles(self._seen(maps, top), target[maps, top : top + rows])

    def _seen(self, maps: slice, top: int) -> Tensor:
        """The overlapping tiles of input ``(n, n, maps, down, across, inputs)`` under a band of results."""
        origin, tile, reach = self._padded[maps, top:], self._tile, len(self._into)
        frame, row, column, one = origin.stride()
        shape = (reach, reach, len(origin), self._band, self._across, self._inputs)
        return origin.as_strided(shape, (row, column, frame, tile * row, tile * column, one), origin.storage_offset())

    def _tiles(self, seen: Tensor, target: Tensor) -> None:
        """Gather, transform, multiply, transform back, add the bias, scatter, ReLU."""
        take, tile, reach, tiles = self._scratch.take, self._tile, len(self._into), math.prod(seen.shape[2:5])
        values = take(0, reach, reach, tiles * self._inputs)
        values.view(seen.shape).copy_(seen)
        values = self._both_ways(self._into, values, 1).view(reach**2, tiles, self._inputs)
        products = torch.bmm(values, self._weight, out=take(1, reach**2, tiles, self._outputs))
        results = self._both_ways(self._back, products.view(reach, reach, tiles * self._outputs), 0)
        across = (len(target), self._band, self._across)
        torch.add(
            results.view(tile, tile, *across, self._outputs),
            self._bias,
            out=target.view(*across[:2], tile, self._across, tile, self._outputs).permute(2, 4, 0, 1, 3, 5),
        )
        target.relu_()

    def _both_ways(self, matrix: Tensor, tiles: Tensor, buffer: int) -> Tensor:
        """``(a, a, n)`` → ``(b, b, n)``: columns, then rows of every tile times `matrix` ``(b, a)``; the result lies in the other."""
        (ends, starts), count = matrix.shape, tiles.shape[2]
        half = torch.bmm(matrix.expand(starts, -1, -1), tiles.transpose(0, 1), out=self._scratch.take(buffer, starts, ends, count))
        whole = self._scratch.take(1 - buffer, ends, ends, count)
        return torch.bmm(matrix.expand(ends, -1, -1), half.transpose(0, 1), out=whole)


def transforms(results: int) -> tuple[Tensor, Tensor, Tensor]:
    """Toom and Cook's matrices (back ``(results, n)``, into ``(n, n)``, filters ``(n, 3)``), n = results + 2, float64.

    For a row of n values d and three weights g, ``back @ ((filters @ g) * (into @ d))`` is their correlation.
    """
    points = [Fraction(point) for point in _POINTS[results]]
    back = [[*(point**power for point in points), Fraction(power == results - 1)] for power in range(results)]
    into, filters = [], []
    for point in points:
        others = [other for other in points if other != point]
        scale = math.prod((point - other for other in others), start=Fraction(1))
        into.append([*_with_roots(others), Fraction(0)])
        filters.append([point**power / scale for power in range(_TAPS)])
    into.append(_with_roots(points))
    filters.append([Fraction(power == _TAPS - 1) for power in range(_TAPS)])
    return _matrix(back), _matrix(into), _matrix(filters)


def _with_roots(roots: Sequence[Fraction]) -> list[Fraction]:
    """Coefficients, lowest first, of the polynomial that is zero at `roots`."""
    coefficients = [Fraction(1)]
    for root in roots:
        raised, scaled = [Fraction(0), *coefficients], [*(root * value for value in coefficients), Fraction(0)]
        coefficients = [a - b for a, b in zip(raised, scaled, strict=True)]
    return coefficients


def _matrix(rows: list[list[Fraction]]) -> Tensor:
    return torch.tensor([[float(value) for value in row] for row in rows], dtype=torch.float64)


def _divisor(number: int, limit: int) -> int:
    """The largest divisor of `number` that is at most `limit`, at least 1."""
    return max(divisor for divisor in range(1, number + 1) if number % divisor == 0 and divisor <= max(1, limit))
