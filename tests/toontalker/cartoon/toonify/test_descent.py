"""Adam as TensorFlow computes it."""

from __future__ import annotations

import numpy as np
import torch

from toontalker.cartoon.toonify.descent import Descent


def test_steps_are_those_of_the_formula() -> None:
    """Twelve steps on a bowl, against the formula in float64, with another learning rate each."""
    start = np.array([1.0, -2.0, 0.5])
    found = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    weights = torch.tensor([1.0, 3.0, 0.2], dtype=torch.float64)
    descent = Descent([found], after=lambda: None)
    descent.start()
    x, mean, square = start.copy(), np.zeros(3), np.zeros(3)
    for step in range(1, 13):
        rate = 0.02 * step
        descent.step(rate, lambda: (weights * found.square()).sum())
        gradient = 2 * weights.numpy() * x
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        x -= rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step) * mean / (np.sqrt(square) + 1e-8)
        assert np.allclose(found.detach().numpy(), x, rtol=1e-6)


def test_a_new_start_forgets_the_past() -> None:
    """The same steps again give the same, and `after` runs once for each."""
    found = torch.ones(4, requires_grad=True)
    calls: list[int] = []
    descent = Descent([found], after=lambda: calls.append(1))
    ends = []
    for _ in range(2):
        with torch.no_grad():
            found.fill_(1)
        descent.start()
        for _ in range(5):
            descent.step(0.1, lambda: found.square().sum())
        ends.append(found.detach().clone())
    assert torch.equal(*ends)
    assert len(calls) == 10
    assert (ends[0] < 1).all()
