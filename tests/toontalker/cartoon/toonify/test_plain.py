"""The original's forward pass, kept to be measured against, computes the same pictures."""

from __future__ import annotations

import torch

from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.plain import plain_synthesis
from toontalker.cartoon.toonify.rule_made import config_f, rule_made_generator, rule_made_perceptual


def test_plain_and_ours_agree(tiny32: Networks) -> None:
    """Within rounding, for several pictures at once."""
    w = tiny32.g_ema.mapping(torch.randn(3, 16, generator=torch.Generator().manual_seed(1)))
    with torch.no_grad():
        assert (plain_synthesis(tiny32.g_ema, w) - tiny32.g_ema.synthesis(w)).abs().max() < 2e-5


def test_rule_made_networks_are_the_same_everywhere() -> None:
    """Their numbers come from their names, and their pictures have the contrast of pictures."""
    one, other = (rule_made_generator(config_f(16)) for _ in range(2))
    assert all(torch.equal(value, other.state_dict()[name]) for name, value in one.state_dict().items())
    assert 0.2 < float(one(torch.ones(1, 512)).std()) < 5


def test_published_size() -> None:
    """Config f: 30 million numbers at 1024 px; VGG16: 14.7 million."""
    shape = config_f()
    assert (shape.resolution, shape.channels[-1], shape.layers, shape.dim) == (1024, 32, 18, 512)
    perceptual = rule_made_perceptual()
    assert sum(value.numel() for name, value in perceptual.named_parameters() if name.startswith("convs")) == 14_714_688
