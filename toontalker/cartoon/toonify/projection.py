"""Finds the w whose picture is nearest to a given one: the projection of Karras et al. 2020, appendix D, with its published schedule.

One w for all layers (``"w"``) keeps to what the network knows and gives the cleaner toon; a w for each layer (``"w+"``, Abdal et al. 2019)
comes closer to the photo.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.cartoon.toonify.descent import Descent
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.noise_maps import autocorrelation, renormalize
from toontalker.cartoon.toonify.schedule import learning_rate, noise_share

Space = Literal["w", "w+"]

_SAMPLES: Final = 10_000
"""How many w tell their mean and deviation."""
_SAMPLES_SEED: Final = 123
_CHUNK: Final = 2_500
"""How many of them are mapped at once."""
_SEEN_AT: Final = 256
"""px: the perceptual network was made for pictures of about this size."""
_NOISE_WEIGHT: Final = 1e5
"""Of the noise regulariser against the distance."""
_LOOK_EVERY: Final = 25
"""Steps between two looks at the distance: looking makes a GPU wait."""


class Perceptual(Protocol):
    """What a perceptual network must be able to do."""

    def features(self, image: Tensor) -> Tensor:
        """Pictures ``(n, 3, h, w)`` in [0, 255] → features ``(n, k)``; the squared difference of two sums up to their distance."""


@dataclass(frozen=True)
class Search:
    """How a projection goes about it."""

    seed: int = 0
    """Decides the first noise maps and the noise on w; the same seed gives the same w."""
    noise: float = 1.0
    """Noise on w, as a multiple of the published one; 0 for none."""
    patience: int | None = None
    """Stop when the distance has not improved by 1 % in so many steps, once the learning rate is past its rise; None: never."""
    on_step: Callable[[int, int], None] | None = None
    """Told of the steps done and of all steps, about every 25th."""


@dataclass(frozen=True)
class Projection:
    """What was found."""

    w: Tensor
    """``(1, layers, dim)`` float32."""
    distance: float
    """Perceptual distance between the picture of `w` and the target, at the last step."""
    noise: tuple[Tensor, ...]
    """The noise maps ``(1, 1, r, r)`` that go with it."""
    steps: int
    """How many steps it took."""


def project(
    generator: Generator,
    target: Tensor | NDArray[np.float32],
    perceptual: Perceptual,
    steps: int = 1000,
    space: Space = "w",
    search: Search | None = None,
) -> Projection:
    """The w of `generator` whose picture looks most like `target` ``(1, 3, r, r)`` float32 in [-1, 1].

    It runs where the generator lies. The same arguments give the same w on the same machine; nothing is kept afterwards.
    """
    return Projector(generator, perceptual, space).run(torch.as_tensor(target), steps, search or Search())


class Projector:
    """A generator made ready for projections; its memory is taken once and used for every picture."""

    def __init__(self, generator: Generator, perceptual: Perceptual, space: Space = "w") -> None:
        if space not in ("w", "w+"):
            raise ValueError(f"a projection goes into w or w+, not into {space}")
        self._generator, self._perceptual = generator, perceptual
        self.w_mean, self.w_deviation = w_statistics(generator, space)
        device = self.w_mean.device
        self.w = self.w_mean.clone().requires_grad_()
        """``(1, 1 or layers, dim)``: what is searched for."""
        self.noise = [torch.zeros_like(conv.noise).requires_grad_() for conv in generator.synthesis.convolutions]
        """The noise maps, searched for along with it."""
        self.w_noise = torch.zeros_like(self.w_mean)
        """What is added to `w` at this step."""
        self.distance, self.loss = torch.zeros(1, device=device), torch.zeros((), device=device)
        """Of the last step: to the target, and with the noise regulariser."""
        self._descent = Descent([self.w, *self.noise], after=partial(renormalize, [maps.detach() for maps in self.noise]))
        self._target: Tensor | None = None

    def start(self, target: Tensor, seed: int = 0) -> None:
        """Sets out again from the mean w, towards another target ``(1, 3, r, r)`` in [-1, 1]."""
        drawn = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            self.w.copy_(self.w_mean)
            for maps in self.noise:
                maps.copy_(torch.randn(maps.shape, generator=drawn))
            features = self._perceptual.features(_as_seen(target.float().to(self.w.device)))
            self._target = features if self._target is None else self._target.copy_(features)
        self._descent.start()

    def step(self, rate: float) -> None:
        """One step of the search with learning rate `rate`."""
        self._descent.step(rate, self._lose)

    def picture(self) -> Tensor:
        """``(1, 3, r, r)`` of the present w and noise, with the noise on w."""
        w = (self.w + self.w_noise).expand(1, self._generator.shape.layers, -1)
        return self._generator.synthesis(w, self.noise)

    def run(self, target: Tensor, steps: int, search: Search) -> Projection:
        """A whole projection."""
        self.start(target, search.seed)
        drawn = torch.Generator().manual_seed(search.seed + 1)
        best, best_at = float("inf"), 0
        done = 0
        for step in range(steps):
            deviation = self.w_deviation * search.noise * noise_share(step, steps)
            self.w_noise.copy_(torch.randn(self.w_noise.shape, generator=drawn) * deviation)
            self.step(learning_rate(step, steps))
            done = step + 1
            if done % _LOOK_EVERY and done < steps:
                continue
            if search.on_step is not None:
                search.on_step(done, steps)
            distance = float(self.distance.item())
            if distance < 0.99 * best:
                best, best_at = distance, done
            if search.patience is not None and done - best_at >= search.patience and step > steps * 0.05:
                break
        w = self.w.detach().expand(1, self._generator.shape.layers, -1).clone()
        return Projection(w, float(self.distance.item()), tuple(maps.detach().clone() for maps in self.noise), done)

    def _lose(self) -> Tensor:
        """The loss of the present w and noise."""
        assert self._target is not None
        distance = (self._perceptual.features(_as_seen(self.picture())) - self._target).square().sum(1)
        loss = distance.sum() + _NOISE_WEIGHT * autocorrelation(self.noise)
        self.distance.copy_(distance.detach())
        self.loss.copy_(loss.detach())
        return loss


def w_statistics(generator: Generator, space: Space) -> tuple[Tensor, float]:
    """Mean w ``(1, 1 or layers, dim)`` and deviation of 10,000 samples; for w+ it sums over all layers, as the published recipe has it."""
    z = np.random.RandomState(_SAMPLES_SEED).randn(_SAMPLES, generator.shape.latent).astype(np.float32)
    device = generator.w_avg.device
    with torch.no_grad():
        parts = [generator.mapping(torch.from_numpy(z[at : at + _CHUNK]).to(device))[:, :1] for at in range(0, _SAMPLES, _CHUNK)]
        samples = torch.cat(parts).double()
        mean = samples.mean(0, keepdim=True)
        variance = float((samples - mean).square().sum() / _SAMPLES)
    layers = generator.shape.layers if space == "w+" else 1
    return mean.float().repeat(1, layers, 1), (variance * layers) ** 0.5


def _as_seen(picture: Tensor) -> Tensor:
    """Pictures in [-1, 1] as the perceptual network sees them: in [0, 255], and box-averaged down to 256 px where they are larger."""
    picture = (picture + 1) * 127.5
    factor = picture.shape[2] // _SEEN_AT
    if factor <= 1:
        return picture
    count, channels, height, width = picture.shape
    return picture.view(count, channels, height // factor, factor, width // factor, factor).mean((3, 5))
