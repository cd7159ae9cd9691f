"""The schedule of a projection is the published one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toontalker.cartoon.toonify.schedule import learning_rate, noise_share


@pytest.mark.parametrize("steps", [1000, 500, 100, 60])
def test_every_step_is_that_of_the_original(reference_folder: Path, steps: int) -> None:
    """Learning rate and noise on w, to the last digit but one of float64."""
    with np.load(reference_folder / "stylegan2" / "projector_schedule.npz") as arrays:
        rates, shares = arrays[f"lr_{steps}"], arrays[f"noise_over_dlatent_std_{steps}"]
    assert np.allclose([learning_rate(step, steps) for step in range(steps)], rates, rtol=1e-14, atol=1e-16)
    assert np.allclose([noise_share(step, steps) for step in range(steps)], shares, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("steps", [1, 7, 300])
def test_it_starts_and_ends_gently(steps: int) -> None:
    """The rate begins at 0 and stays within its peak; the noise falls, and is gone for the last quarter."""
    rates = [learning_rate(step, steps) for step in range(steps)]
    shares = [noise_share(step, steps) for step in range(steps)]
    assert rates[0] == 0
    assert max(rates) <= 0.1
    assert shares == sorted(shares, reverse=True)
    assert not any(shares[-(-steps * 3 // 4) :])
