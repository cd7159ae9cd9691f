from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify.vgg_files import small_vgg
from toontalker.cartoon.toonify.perceptual import STAGES, Perceptual
from toontalker.cartoon.toonify.perceptual_weights import perceptual_from


@pytest.fixture
def network() -> Perceptual:
    """A small network with random weights."""
    return perceptual_from(small_vgg(), "hwio", "random")


def pictures(count: int, side: int = 32, seed: int = 1) -> Tensor:
    """Smooth random pictures in [0, 255]."""
    coarse = torch.rand(count, 3, 5, 5, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(coarse, (side, side), mode="bilinear") * 255


@pytest.fixture(scope="module")
def known(reference_folder: Path) -> tuple[Perceptual, dict[str, Tensor]]:
    """The stand-in network of the original's projection, and what the original found with it."""
    folder = reference_folder / "stylegan2"
    network = perceptual_from(dict(np.load(folder / "lpips_stub_weights.npz")), "hwio", "stand-in")
    found = np.load(folder / "projector_official_tiny32_60_nf0.0.npz")
    return network, {name: torch.from_numpy(np.array(found[name])) for name in found.files}


@pytest.mark.parametrize("noise", ["0.0", "0.3"])
def test_gives_the_distance_of_the_original(known: tuple[Perceptual, dict[str, Tensor]], noise: str) -> None:
    """Within 1e-5 relative of what the original found between its first picture and its target."""
    network, found = known
    image, target = ((found[name] + 1) * 127.5 for name in (f"at0_in{noise}_image", "target"))
    assert network.distance(image, target).item() == pytest.approx(found[f"at0_in{noise}_dist"].item(), rel=1e-5)


def test_the_distance_is_a_distance(network: Perceptual) -> None:
    """0 between equal pictures, the same both ways, and growing with what was changed."""
    one, other = pictures(3), pictures(3, seed=2)
    assert network.distance(one, one).abs().max() == 0
    assert torch.equal(network.distance(one, other), network.distance(other, one))
    steps = torch.stack([network.distance(one, one + (other - one) * share) for share in (0.05, 0.2, 1.0)])
    assert (steps.diff(dim=0) > 0).all()


def test_features_say_the_distance(network: Perceptual) -> None:
    """The squared difference of two feature vectors sums up to the plain formula of LPIPS, stage by stage."""
    one, other = pictures(2), pictures(2, seed=2)
    difference = (network.features(one) - network.features(other)).square().sum(1)
    named = small_vgg()
    wanted = torch.zeros(2)
    values = torch.cat([one, other]) / 127.5 - 1
    values = (values - torch.tensor([-0.030, -0.088, -0.188]).view(3, 1, 1)) / torch.tensor([0.458, 0.448, 0.450]).view(3, 1, 1)
    for stage, count in enumerate(STAGES):
        values = torch.nn.functional.max_pool2d(values, 2) if stage else values
        for conv in range(count):
            name = f"conv{stage + 1}_{conv + 1}"
            kernel = torch.from_numpy(named[f"{name}/weight"]).permute(3, 2, 0, 1)
            values = torch.nn.functional.conv2d(values, kernel, torch.from_numpy(named[f"{name}/bias"]), padding=1).clamp(min=0)
        unit = values / (values.square().sum(1, keepdim=True) + 1e-8).sqrt()
        weighted = (unit[:2] - unit[2:]).square() * torch.from_numpy(named[f"lin{stage}"]).view(-1, 1, 1)
        wanted += weighted.sum(1).mean((1, 2))
    assert torch.allclose(difference, wanted, rtol=1e-4)


def test_a_picture_does_not_depend_on_its_batch(network: Perceptual) -> None:
    """Alone or among others, a picture has the same features."""
    batch = pictures(5)
    whole = network.features(batch)
    for number in range(5):
        assert torch.allclose(network.features(batch[number : number + 1]), whole[number : number + 1], atol=1e-6)


@pytest.mark.parametrize("side", [16, 17, 32, 48])
def test_any_size_from_the_smallest_on(network: Perceptual, side: int) -> None:
    """Every size that can be halved four times has features; sizes do not change the scale of a distance by much."""
    one, other = pictures(1, side), pictures(1, side, seed=2)
    assert 0.3 < network.distance(one, other).item() / network.distance(pictures(1), pictures(1, seed=2)).item() < 3


def test_the_gradient_reaches_the_picture_and_no_weight(network: Perceptual) -> None:
    """The derivative by the picture is that of the distance, and none is taken by the weights."""
    exact = network.double()
    image, target = pictures(1, 16).double().requires_grad_(), pictures(1, 16, seed=2).double()
    exact.distance(image, target).backward()
    assert image.grad is not None
    step = torch.zeros_like(image)
    step[0, 1, 7, 9] = 1e-4
    with torch.no_grad():
        slope = (exact.distance(image + step, target) - exact.distance(image - step, target)).item() / 2e-4
    assert image.grad[0, 1, 7, 9].item() == pytest.approx(slope, rel=1e-3, abs=1e-9)
    assert all(not weight.requires_grad for weight in network.parameters())


def test_only_13_convolutions_are_a_vgg16() -> None:
    """Another number of widths is a fault of the caller."""
    with pytest.raises(ValueError, match="13 convolutions"):
        Perceptual([8] * 12)
