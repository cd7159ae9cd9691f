"""The discriminator: its batches, and that it can be trained further. Its arithmetic is tested in test_tf_variables.py."""

from __future__ import annotations

import pytest
import torch

from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_network
from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.tf_variables import discriminator_from


def test_scores_depend_on_the_group_only(tiny32: Networks) -> None:
    """Pictures 0, 2, 4, 6 of eight are one group: what the others are does not matter to them."""
    assert tiny32.d is not None
    pictures = torch.rand(8, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1
    changed = pictures.clone()
    changed[1::2] *= 0.3
    before, after = tiny32.d(pictures), tiny32.d(changed)
    assert before.shape == (8, 1)
    assert torch.allclose(before[::2], after[::2], atol=1e-6)
    assert not torch.allclose(before[1::2], after[1::2], atol=1e-6)


def test_a_batch_that_cannot_be_grouped_is_refused(tiny32: Networks) -> None:
    """Six pictures cannot be divided into fours; three are one group of three."""
    assert tiny32.d is not None
    with pytest.raises(ValueError, match="groups of 4"):
        tiny32.d(torch.zeros(6, 3, 32, 32))
    assert tiny32.d(torch.zeros(3, 3, 32, 32)).shape == (3, 1)


@pytest.mark.parametrize("critic", ["skip", "resnet", "orig"])
def test_gradients_reach_every_weight(critic: str) -> None:
    """So that a network can be trained further."""
    network = discriminator_from(random_tf_network("D", Plan(critic=critic))).requires_grad_()
    picture = torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(1)).requires_grad_()
    network(picture).sum().backward()
    assert picture.grad is not None
    assert all(weights.grad is not None and weights.grad.abs().sum() > 0 for weights in network.parameters())
