"""Networks of the PyTorch ports are ours under other names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify.port_files import lowpass_kernel, rosinality_critic, rosinality_numbers, write_e4e, write_rosinality
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks
from toontalker.cartoon.toonify.discriminator import Discriminator
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.networks import Networks, read_networks
from toontalker.cartoon.toonify.rosinality import rosinality_discriminator, rosinality_generator
from toontalker.cartoon.toonify.tf_variables import discriminator_from, generator_from
from toontalker.errors import WeightsWrong

Numbers = dict[str, Tensor]


@pytest.fixture(scope="module")
def generator() -> Generator:
    """16 px, other channels at every size."""
    return generator_from(random_tf_networks(Plan())[2])


@pytest.fixture(scope="module")
def critic() -> Discriminator:
    """As the port has them: resnet, groups of four."""
    return discriminator_from(random_tf_networks(Plan())[1])


def equal(one: Any, other: Any) -> bool:
    """The same numbers under the same names."""
    numbers = other.state_dict()
    return one.state_dict().keys() == numbers.keys() and all(torch.equal(value, numbers[name]) for name, value in one.state_dict().items())


def test_pictures_of_a_port_file_are_the_same_to_the_bit(tmp_path: Path, tiny32: Networks) -> None:
    """The original's network, kept by the port and read again, with its noise, its mean w and its discriminator."""
    write_rosinality(tmp_path / "g.pt", tiny32.g_ema, tiny32.d)
    found = read_networks(tmp_path / "g.pt")
    z = torch.randn(2, 16, generator=torch.Generator().manual_seed(0))
    assert torch.equal(found.g_ema(z, 0.7), tiny32.g_ema(z, 0.7))
    assert found.g is not None
    assert found.d is not None
    assert tiny32.d is not None
    picture = found.g(z, 1.0)
    assert torch.equal(found.d(picture), tiny32.d(picture))


def test_other_widths_come_back_too(generator: Generator, critic: Discriminator) -> None:
    """Every number, with unequal channels at every size."""
    assert equal(rosinality_generator(rosinality_numbers(generator), generator.w_avg), generator)
    assert equal(rosinality_discriminator(rosinality_critic(critic)), critic)


def test_the_decoder_of_an_encoder_file_is_the_same_network(tmp_path: Path, generator: Generator) -> None:
    """Its mean w is repeated for every layer there."""
    write_e4e(tmp_path / "e4e.pt", generator, {"input_layer.0.weight": torch.zeros(2)})
    found = read_networks(tmp_path / "e4e.pt")
    assert found.g is None
    assert found.d is None
    assert equal(found.g_ema, generator)


def test_noise_that_is_missing_is_always_the_same(tmp_path: Path, generator: Generator) -> None:
    """Early files carry none; all other numbers are kept."""
    state = torch.get_rng_state()
    write_rosinality(tmp_path / "g.pt", generator, noises=False)
    first, again = (read_networks(tmp_path / "g.pt").g_ema for _ in range(2))
    assert equal(first, again)
    assert torch.equal(torch.get_rng_state(), state)
    for found, own in zip(first.synthesis.convolutions, generator.synthesis.convolutions, strict=True):
        assert found.noise.shape == own.noise.shape
        assert 0.5 < float(found.noise.std()) < 1.6
        assert torch.equal(found.conv.weight, own.conv.weight)


def test_without_a_mean_it_is_zero(generator: Generator) -> None:
    """And of a mean for every layer, equal ones, it is that one."""
    assert not rosinality_generator(rosinality_numbers(generator), None).w_avg.any()
    for repeats in (1, 6):
        assert torch.equal(rosinality_generator(rosinality_numbers(generator), generator.w_avg.repeat(repeats, 1)).w_avg, generator.w_avg)


def test_half_precision_is_read_as_float32(generator: Generator) -> None:
    """Some files are kept in half precision to save room."""
    found = rosinality_generator({name: values.half() for name, values in rosinality_numbers(generator).items()}, generator.w_avg)
    assert all(values.dtype == torch.float32 for values in found.state_dict().values())


WRONG_G: dict[str, Callable[[Numbers], Numbers]] = {
    "missing": lambda n: without(n, "convs.1.activate.bias"),
    "no constant": lambda n: without(n, "input.input"),
    "no mapping": lambda n: without(n, "style.1.weight", "style.2.weight"),
    "a mapping with a hole": lambda n: without(n, "style.1.weight"),
    "an odd number of layers": lambda n: without(n, "convs.3.conv.weight"),
    "no layers": lambda n: {name: values for name, values in n.items() if not name.startswith("convs.")},
    "extra": lambda n: n | {"attention.weight": torch.zeros(2)},
    "extra with signs": lambda n: n | {"a\x1b[2J\nb": torch.zeros(2)},
    "another filter": lambda n: n | {"convs.0.conv.blur.kernel": torch.ones(4, 4)},
    "another filter size": lambda n: n | {"convs.0.conv.blur.kernel": torch.ones(2, 2)},
    "an empty filter": lambda n: n | {"convs.0.conv.blur.kernel": torch.zeros(4, 4)},
    "noise of another size": lambda n: n | {"noises.noise_1": torch.zeros(1, 1, 4, 4)},
    "a constant without axes": lambda n: n | {"input.input": torch.tensor(1.0)},
    "an empty layer": lambda n: n | {"convs.1.conv.weight": torch.zeros(1, 0, 0, 3, 3)},
    "a misshapen layer": lambda n: n | {"convs.1.conv.weight": torch.zeros(8, 8, 3, 3)},
    "strengths": lambda n: n | {"convs.1.noise.weight": torch.zeros(3)},
    "not a number": lambda n: n | {"convs.1.activate.bias": torch.full((8,), float("nan"))},
}
WRONG_D: dict[str, Callable[[Numbers], Numbers]] = {
    "missing": lambda n: without(n, "convs.1.conv1.1.bias"),
    "no end": lambda n: without(n, "final_conv.0.weight"),
    "no linear": lambda n: without(n, "final_linear.0.weight"),
    "no beginning": lambda n: without(n, "convs.0.0.weight"),
    "no layers": lambda n: {name: values for name, values in n.items() if not name.startswith("convs.")},
    "a hole": lambda n: without(n, "convs.1.conv1.0.weight"),
    "many layers": lambda n: n | {f"convs.{number}.x": torch.zeros(1) for number in range(3, 60)},
    "extra": lambda n: n | {"attention.weight": torch.zeros(2)},
    "flat": lambda n: n | {"final_conv.0.weight": torch.zeros(3)},
    "features over": lambda n: n | {"final_conv.0.weight": torch.zeros(10, 13, 3, 3)},
}


def without(numbers: Numbers, *names: str) -> Numbers:
    """All but these."""
    assert set(names) <= set(numbers)
    return {name: values for name, values in numbers.items() if name not in names}


@pytest.mark.parametrize("change", WRONG_G.values(), ids=WRONG_G)
def test_a_generator_that_does_not_fit_is_refused(generator: Generator, change: Callable[[Numbers], Numbers]) -> None:
    """In one line, with the entry."""
    with pytest.raises(WeightsWrong) as refused:
        rosinality_generator(change(rosinality_numbers(generator)), None)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("change", WRONG_D.values(), ids=WRONG_D)
def test_a_discriminator_that_does_not_fit_is_refused(critic: Discriminator, change: Callable[[Numbers], Numbers]) -> None:
    """In one line, with the entry."""
    with pytest.raises(WeightsWrong) as refused:
        rosinality_discriminator(change(rosinality_critic(critic)))
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("mean", [torch.zeros(5), torch.zeros(5, 12), torch.tensor(1.0), torch.zeros(1).expand(1 << 40)])
def test_a_mean_of_another_shape_is_refused(generator: Generator, mean: Tensor) -> None:
    """Even one that claims to be a terabyte."""
    with pytest.raises(WeightsWrong, match="mean w"):
        rosinality_generator(rosinality_numbers(generator), mean)


def test_the_filter_may_be_stored_with_any_gain(generator: Generator) -> None:
    """Ports store it with the gain of its place; only its form counts."""
    for gain in (1, 2, 4):
        numbers = rosinality_numbers(generator) | {"convs.0.conv.blur.kernel": lowpass_kernel(gain)}
        assert equal(rosinality_generator(numbers, generator.w_avg), generator)
