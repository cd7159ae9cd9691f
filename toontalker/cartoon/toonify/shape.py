"""The shape of a network: everything that must be known to build it, so that its numbers can be put in."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self, get_args

Architecture = Literal["skip", "resnet", "orig"]
"""How the picture leaves a generator: the sum of one from every size (skip), or the last size alone, with residual
connections (resnet) or without (orig). In a discriminator the same, the other way round."""

_LARGEST: Final = 4096
"""px: four times the largest network that was published."""
_WIDEST: Final = 1 << 16
"""Channels, or values of a vector; the published networks have 512."""


@dataclass(frozen=True)
class GeneratorShape:
    """A StyleGAN2 generator."""

    resolution: int
    """px, a power of two from 8 on."""
    channels: tuple[int, ...]
    """Channels at 4, 8, … `resolution` px."""
    latent: int
    """Length of z."""
    mapping: tuple[int, ...]
    """Widths of the mapping network's layers; the last one is the length of w."""
    architecture: Architecture = "skip"
    labels: int = 0
    """Number of classes; 0 for an unconditional network."""
    colours: int = 3
    """Channels of the picture."""
    rate: float = 0.01
    """Learning-rate multiplier of the mapping network."""
    normalize: bool = True
    """Whether z is normalised first."""

    @property
    def layers(self) -> int:
        """How many w one picture takes: two for each size."""
        return 2 * len(self.channels)

    @property
    def dim(self) -> int:
        """Length of w."""
        return self.mapping[-1]

    def __post_init__(self) -> None:
        _check(self.resolution, self.channels, self.architecture, self.labels)
        _check_widths(self.latent, *self.mapping, self.colours)
        if not self.mapping or self.normalize not in (True, False) or not 0 < self.rate < math.inf:
            raise ValueError("no mapping network has such a shape")

    def as_json(self) -> str:
        """For the header of a converted file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises `ValueError` or `TypeError` where the text is no shape."""
        return cls(**_values(text))


@dataclass(frozen=True)
class DiscriminatorShape:
    """A StyleGAN2 discriminator."""

    resolution: int
    """px, a power of two from 8 on."""
    channels: tuple[int, ...]
    """Channels at 4, 8, … `resolution` px."""
    dense: int
    """Width of the layer before the last."""
    architecture: Architecture = "resnet"
    labels: int = 0
    """Number of classes; 0 for an unconditional network."""
    colours: int = 3
    """Channels of the picture."""
    group: int = 4
    """Pictures whose deviation is compared (minibatch standard deviation); 1 for none."""
    features: int = 1
    """Channels that this comparison adds."""

    def __post_init__(self) -> None:
        _check(self.resolution, self.channels, self.architecture, self.labels)
        _check_widths(self.dense, self.colours, self.group, self.features)
        if self.channels[0] % self.features:
            raise ValueError(f"{self.channels[0]} channels cannot be divided into {self.features}")

    def as_json(self) -> str:
        """For the header of a converted file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises `ValueError` or `TypeError` where the text is no shape."""
        return cls(**_values(text))


def _check(resolution: int, channels: tuple[int, ...], architecture: str, labels: int) -> None:
    """Raises `ValueError` or `TypeError` where no network can have such a shape."""
    _check_widths(*channels, labels + 1)
    if type(resolution) is not int or not 8 <= resolution <= _LARGEST or resolution != 4 << (len(channels) - 1):
        raise ValueError(f"a network of {resolution} px cannot have layers at {len(channels)} sizes")
    if architecture not in get_args(Architecture):
        raise ValueError("no network has such an architecture")


def _check_widths(*widths: int) -> None:
    """Raises `ValueError` where one of them is not above 0, or above what any network has."""
    if not all(type(width) is int and 1 <= width <= _WIDEST for width in widths):
        raise ValueError("a network cannot have layers of such widths")


def _values(text: str) -> Any:
    """What `as_json` wrote, for the constructor."""
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError("a shape is a table")
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
