"""The regulariser and the renormalisation of the noise maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from toontalker.cartoon.toonify.noise_maps import autocorrelation, renormalize


def plainly(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """The autocorrelation of one map, pixel by pixel."""
    side, total = len(values), 0.0
    right = sum(values[y, x] * values[y, x - 1] for y in range(side) for x in range(side)) / side**2
    down = sum(values[y, x] * values[y - 1, x] for y in range(side) for x in range(side)) / side**2
    total = right**2 + down**2
    if side <= 8:
        return total
    return total + plainly(values.reshape(side // 2, 2, side // 2, 2).mean((1, 3)))


def test_autocorrelation_is_that_of_its_definition() -> None:
    """Over all maps and all their scales down to 8 px; the small maps have but one scale."""
    draw = np.random.default_rng(2)
    maps = [draw.standard_normal((side, side)) for side in (4, 8, 16, 32)]
    found = autocorrelation([torch.from_numpy(values)[None, None] for values in maps])
    assert float(found) == pytest.approx(sum(plainly(values) for values in maps), rel=1e-9)


def test_a_picture_in_the_noise_costs_more_than_noise() -> None:
    """That is what the regulariser is for."""
    noise = torch.randn(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    stripes = torch.ones(1, 1, 32, 32)
    stripes[:, :, ::8] = -1
    assert autocorrelation([stripes]) > 100 * autocorrelation([noise])


def test_renormalized_maps_have_mean_0_and_deviation_1() -> None:
    """In place, whatever they were."""
    maps = [torch.randn(1, 1, side, side, generator=torch.Generator().manual_seed(side)) * 3 + 5 for side in (4, 16)]
    renormalize(maps)
    for values in maps:
        assert abs(float(values.mean())) < 1e-6
        assert float(values.square().mean()) == pytest.approx(1, abs=1e-5)


def test_the_first_step_of_the_original_is_reproduced(reference_folder: Path) -> None:
    """Its first learning rate is 0, so its maps after that step are the first ones, renormalised."""
    with np.load(reference_folder / "stylegan2" / "projector_official_tiny32_60_nf0.0.npz") as arrays:
        first, after = torch.from_numpy(arrays["noise_init0"]), arrays["noise_after_step1_0"]
    renormalize([first])
    assert np.abs(first.numpy() - after).max() < 1e-6
