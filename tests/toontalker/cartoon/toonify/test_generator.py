"""The generator: its activations are the original's, its noise is what it is told to be, its pictures do not depend on each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_network
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.layers import upsample
from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.tf_variables import generator_from


def activations(generator: Generator, w: Tensor) -> dict[str, Tensor]:
    """What comes out of every layer, under the original's names."""
    seen: dict[str, Tensor] = {"4x4/Const": generator.synthesis.const}
    assert generator.synthesis.first_rgb is not None
    handles = [
        generator.synthesis.first.register_forward_hook(lambda *call: seen.update({"4x4/Conv": call[2]})),
        generator.synthesis.first_rgb.register_forward_hook(lambda *call: seen.update({"4x4/ToRGB": call[2]})),
    ]

    def watch(block: Any, size: int) -> None:
        handles.append(block.up.register_forward_hook(lambda *call: seen.update({f"{size}x{size}/Conv0_up": call[2]})))
        handles.append(block.conv.register_forward_hook(lambda *call: seen.update({f"{size}x{size}/Conv1": call[2]})))
        handles.append(block.register_forward_hook(lambda *call: seen.update({f"{size}x{size}/ToRGB": call[2][1]})))

    for index, block in enumerate(generator.synthesis.blocks):
        watch(block, 8 << index)
    seen["images_out"] = generator.synthesis(w)
    for handle in handles:
        handle.remove()
    for size in (8, 16, 32):
        seen[f"{size}x{size}/Upsample"] = upsample(seen[f"{size // 2}x{size // 2}/ToRGB"])
    return seen


def test_every_activation_is_the_originals(tiny32: Networks, tiny32_arrays: dict[str, Any]) -> None:
    """Of every layer, colours as the running sum."""
    wanted = {key.removeprefix("act/"): values for key, values in tiny32_arrays.items() if key.startswith("act/")}
    found = activations(tiny32.g_ema, torch.from_numpy(tiny32_arrays["wplus"][:1]))
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        apart = np.abs(found[name].numpy() - values)
        assert apart.max() <= 2e-5, name
        assert np.sqrt(np.square(apart).mean() / np.square(values).mean()) <= 1e-5, name


@pytest.fixture
def w(tiny32_arrays: dict[str, Any]) -> Tensor:
    """Four w of the small network, another for each layer."""
    return torch.from_numpy(tiny32_arrays["wplus"])


def test_a_picture_is_the_same_alone_and_in_company(tiny32: Networks, w: Tensor) -> None:
    """And batches of any size give the same."""
    together = tiny32.g_ema.synthesis(w)
    for index in range(len(w)):
        assert (tiny32.g_ema.synthesis(w[index : index + 1]) - together[index]).abs().max() <= 1e-5
    many = tiny32.g_ema.synthesis(w.repeat(5, 1, 1))
    assert (many[-4:] - together).abs().max() <= 1e-5


def test_the_networks_own_noise_is_the_usual_one(tiny32: Networks, w: Tensor) -> None:
    """The same maps given by hand give the same; without noise the picture is another."""
    synthesis = tiny32.g_ema.synthesis
    own = [conv.noise for conv in synthesis.convolutions]
    assert torch.equal(synthesis(w), synthesis(w, "const"))
    assert torch.equal(synthesis(w), synthesis(w, own))
    assert torch.equal(synthesis(w, "none"), synthesis(w, [torch.zeros_like(noise) for noise in own]))
    assert not torch.allclose(synthesis(w), synthesis(w, "none"), atol=1e-3)


def test_noise_of_a_seed_is_always_the_same(tiny32: Networks, w: Tensor) -> None:
    """Another seed gives another, whatever was drawn before, and the seed of the process stays as it was."""
    state = torch.get_rng_state()
    first, again, other = (tiny32.g_ema.synthesis(w, seed) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other, atol=1e-3)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("noise", ["random", [], [torch.zeros(1, 1, 4, 4)], [torch.zeros(1, 1, 4, 4)] * 8])
def test_wrong_noise_is_refused(tiny32: Networks, w: Tensor, noise: Any) -> None:
    """An unknown word, or more or fewer maps than there are convolutions."""
    with pytest.raises(ValueError, match="the noise is"):
        tiny32.g_ema.synthesis(w, noise)


def test_truncation_draws_towards_the_mean(tiny32: Networks, w: Tensor) -> None:
    """At psi 1 nothing changes, at 0 all layers below the cutoff are the mean."""
    generator = tiny32.g_ema
    assert torch.equal(generator.truncate(w, 1), w)
    assert torch.allclose(generator.truncate(w, 0), generator.w_avg.expand_as(w), atol=1e-6)
    half = generator.truncate(w, 0, cutoff=3)
    assert torch.allclose(half[:, :3], generator.w_avg.expand(4, 3, 16), atol=1e-6)
    assert torch.equal(half[:, 3:], w[:, 3:])


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_pictures_are_the_whole_network_in_one_call(architecture: str) -> None:
    """``G(z)`` is mapping, truncation and synthesis, float32."""
    generator = generator_from(random_tf_network("G", Plan(architecture=architecture)))
    z = torch.randn(2, 12, generator=torch.Generator().manual_seed(1))
    picture = generator(z, 0.5, noise=3)
    assert picture.dtype == torch.float32
    assert picture.shape == (2, 3, 16, 16)
    assert torch.equal(picture, generator.synthesis(generator.truncate(generator.mapping(z), 0.5), 3))
