"""The shape of a network: everything that must be known to build it, so that its numbers can be put in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self

Architecture = Literal["skip", "resnet", "orig"]
"""How the picture leaves a generator: the sum of one from every size (skip), or the last size alone, with residual
connections (resnet) or without (orig). In a discriminator the same, the other way round."""

_LARGEST: Final = 4096
"""px: four times the largest network that was published."""


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
        _check(self.resolution, self.channels)

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
        _check(self.resolution, self.channels)

    def as_json(self) -> str:
        """For the header of a converted file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises `ValueError` or `TypeError` where the text is no shape."""
        return cls(**_values(text))


def _check(resolution: int, channels: tuple[int, ...]) -> None:
    """Raises `ValueError` where no network can have such a shape."""
    if not 8 <= resolution <= _LARGEST or resolution != 4 << (len(channels) - 1):
        raise ValueError(f"a network of {resolution} px cannot have layers at {len(channels)} sizes")


def _values(text: str) -> Any:
    """What `as_json` wrote, for the constructor."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}
