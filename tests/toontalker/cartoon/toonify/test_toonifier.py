"""A toonifier: aligned photo in, toon out, the same every time, and one sentence where its networks do not fit."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import torch
from torch import Tensor

from toontalker.cartoon.toonify.bench import rule_made_photo
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.projection import Perceptual
from toontalker.cartoon.toonify.rule_made import rule_made_generator
from toontalker.cartoon.toonify.shape import GeneratorShape
from toontalker.cartoon.toonify.toonifier import ToFace, Toonifier, as_picture
from toontalker.errors import BadSetting

SHAPE = GeneratorShape(32, (8, 8, 8, 8), 8, (8, 8))


class Pixels:
    """The simplest perceptual network: what differs is what is seen."""

    def features(self, image: Tensor) -> Tensor:
        """The pixels themselves."""
        return image.flatten(1) / 255


class Average:
    """An encoder that takes every face for the same."""

    def __init__(self, layers: int = SHAPE.layers) -> None:
        self.layers = layers
        self.seen: list[tuple[int, ...]] = []

    def __call__(self, image: Tensor) -> Tensor:
        """A w for each layer, the mean brightness in each of its numbers."""
        self.seen.append(tuple(image.shape))
        return image.mean().expand(1, self.layers, SHAPE.dim)


@pytest.fixture(scope="module")
def generator() -> Generator:
    """A small one."""
    return rule_made_generator(SHAPE)


def searching(generator: Generator, perceptual: Perceptual, steps: int = 3) -> Toonifier:
    """A toonifier that draws with the same network that it searches in."""
    return Toonifier(generator, ToFace(generator, perceptual, steps=steps))


def test_the_same_photo_gives_the_same_toon(generator: Generator) -> None:
    """Whatever was drawn before; another photo gives another one."""
    toonifier = searching(generator, Pixels())
    first = toonifier.draw(rule_made_photo(32, 1))
    other = toonifier.draw(rule_made_photo(32, 2))
    assert first.shape == (32, 32, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, toonifier.draw(rule_made_photo(32, 1)))
    assert np.array_equal(first, searching(generator, Pixels()).draw(rule_made_photo(32, 1)))
    assert not np.array_equal(first, other)


def test_more_steps_come_closer(generator: Generator) -> None:
    """Searching pays: a picture of the network itself is found back."""
    with torch.no_grad():
        wanted = as_picture(generator(torch.ones(1, SHAPE.latent)))
    errors = [np.abs(searching(generator, Pixels(), steps).draw(wanted).astype(int) - wanted).mean() for steps in (1, 120)]
    assert errors[1] < 0.6 * errors[0]


def test_progress_ends_at_one(generator: Generator) -> None:
    """And never goes back."""
    told: list[float] = []
    searching(generator, Pixels(), steps=60).draw(rule_made_photo(32, 1), on_step=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 1


def test_encoder_sees_256_px(generator: Generator) -> None:
    """Whatever the size of the network, in one pass, and the same photo gives the same toon."""
    encoder = Average()
    toonifier = Toonifier(generator, ToFace(encoder=encoder))
    first = toonifier.draw(rule_made_photo(32, 1))
    assert encoder.seen == [(1, 3, 256, 256)]
    assert np.array_equal(first, toonifier.draw(rule_made_photo(32, 1)))


def test_networks_that_do_not_fit_are_told(generator: Generator) -> None:
    """By the settings that name them."""
    other = rule_made_generator(GeneratorShape(16, (8, 8, 8), 8, (8, 8)))
    with pytest.raises(BadSetting, match=r"toonify\.generator and toonify\.photo_generator"):
        Toonifier(generator, ToFace(other, Pixels()))
    with pytest.raises(BadSetting, match=r"toonify\.encoder and toonify\.generator"):
        Toonifier(generator, ToFace(encoder=Average(layers=6))).draw(rule_made_photo(32, 1))
    with pytest.raises(ValueError, match="perceptual"):
        Toonifier(generator, ToFace(generator))


def test_levels_are_truncated_and_cut() -> None:
    """As the original turns pictures into bytes: trunc(127.5 x + 128)."""
    image = torch.tensor([-1.2, -1.0, -0.5, 0.0, 0.999, 1.0, 1.5]).view(1, 1, 1, 7).expand(1, 3, 1, 7)
    assert as_picture(image)[0, :, 0].tolist() == [0, 0, 64, 128, 255, 255, 255]


def test_nothing_holds_itself_in_memory(generator: Generator) -> None:
    """A toonifier that is dropped frees its memory at once, without the collector: memory of a GPU cannot wait for it."""
    toonifier = searching(generator, Pixels())
    toonifier.draw(rule_made_photo(32, 1))
    gone = weakref.ref(toonifier)
    gc.disable()
    try:
        del toonifier
        assert gone() is None
    finally:
        gc.enable()
