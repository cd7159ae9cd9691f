"""The training loop: seeded, and taken up where it stopped."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from toontalker.speech.house.frames import PAIR
from toontalker.speech.house.shape import BREATH, COEFFICIENTS, PITCH, SHAPE, VOICED, WIDTH, Shape
from toontalker.speech.house.train.lessons import Batch, Lesson, School, batch_of, batches
from toontalker.speech.house.train.model import AcousticNet

PARTS = ("spectrum", "pitch", "breath", "voiced", "length")
"""What the loss is made of: mean absolute errors in units of each number's spread; of `voiced` the cross entropy; of `length` ln."""
_WEIGHTS = (1.0, 0.5, 0.15, 0.5, 0.5)
_WARM_UP = 80
_LAST_RATE = 0.01
_MEMORY = 0.998
"""How slowly the averaged net, which is the one that is kept, follows the one that learns."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn."""

    steps: int = 10_000
    batch: int = 12
    """Sentences in a step."""
    rate: float = 2.5e-3
    """Highest learning rate; it falls along a cosine."""
    seed: int = 1
    every: int = 250
    """Steps between two tests, after each of which everything is saved."""
    shape: Shape = SHAPE


@dataclass(frozen=True)
class Mark:
    """How well it goes after some steps: losses by `PARTS`."""

    step: int
    training: tuple[float, ...]
    testing: tuple[float, ...]


def learn(school: School, checkpoint: Path, plan: Plan) -> Iterator[Mark]:
    """Trains up to the planned step, from `checkpoint` on if it exists, and saves it at every test.

    Yields a mark at every test, the first of them before it has learned anything.
    """
    torch.manual_seed(plan.seed)
    pupil = _Pupil(plan, school)
    if checkpoint.exists():
        pupil.load(checkpoint)
    lessons = batches(school.training, plan.batch, random.Random(plan.seed + pupil.step))
    losses: list[Tensor] = []
    if pupil.step == 0:
        untrained = pupil.examined(school.testing)
        yield Mark(0, untrained, untrained)
    while pupil.step < plan.steps:
        losses.append(pupil.learn(next(lessons)))
        if pupil.step % plan.every == 0 or pupil.step == plan.steps:
            pupil.save(checkpoint)
            yield Mark(pupil.step, _mean(losses), pupil.examined(school.testing))
            losses.clear()


class _Pupil:
    """The net that learns, its averaged twin, and the optimiser."""

    def __init__(self, plan: Plan, school: School) -> None:
        self.plan = plan
        self.step = 0
        self.net = AcousticNet(plan.shape)
        self.average = copy.deepcopy(self.net)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98))
        self.scale = school.scale
        spread = torch.from_numpy(school.scale.spread[:, :COEFFICIENTS]).mean(0)
        # Halfway between equal weight for each coefficient and equal weight for each decibel.
        weight = (spread / spread.max()).sqrt()
        self.weight = weight / weight.mean()

    def learn(self, batch: Batch) -> Tensor:
        """One step; returns the losses by `PARTS`."""
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        parts = losses_of(self.net, batch, self.weight)
        self.optimiser.zero_grad()
        (parts * torch.tensor(_WEIGHTS)).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        memory = min(_MEMORY, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            for slow, fast in zip(self.average.parameters(), self.net.parameters(), strict=True):
                slow.lerp_(fast, 1 - memory)
        return parts.detach()

    def examined(self, lessons: Sequence[Lesson]) -> tuple[float, ...]:
        """Losses of the averaged net on lessons it has not seen."""
        with torch.no_grad():
            return _mean([losses_of(self.average, batch_of(lessons[at : at + 10]), self.weight) for at in range(0, len(lessons), 10)])

    def _rate(self) -> float:
        passed = self.step / self.plan.steps
        return self.plan.rate * min(1, (self.step + 1) / _WARM_UP) * (0.5 * (1 + math.cos(math.pi * passed)) + _LAST_RATE)

    def save(self, file: Path) -> None:
        """Everything that is needed to go on, and to export."""
        part = file.with_suffix(".part")
        torch.save(
            {
                "step": self.step,
                "net": self.net.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "mean": torch.from_numpy(self.scale.mean),
                "spread": torch.from_numpy(self.scale.spread),
            },
            part,
        )
        part.replace(file)

    def load(self, file: Path) -> None:
        """Goes on from a checkpoint."""
        kept: dict[str, Any] = torch.load(file, weights_only=True)
        self.step = int(kept["step"])
        self.net.load_state_dict(kept["net"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])


def losses_of(net: AcousticNet, batch: Batch, weight: Tensor) -> Tensor:
    """Losses by `PARTS`, ``(5,)``; `weight`: of each coefficient of the spectrum."""
    read, lengths = net.read(batch.phones, batch.context, batch.voice, batch.phone_there)
    drawn = net.paint(read, batch.phone_of, batch.position, batch.voice, batch.frame_there)
    drawn, wanted = (x.view(*x.shape[:2], PAIR, WIDTH) for x in (drawn, batch.frames))
    there = batch.frame_there[..., None]
    count = there.sum() * PAIR
    voiced = wanted[..., VOICED]
    wrong = (drawn - wanted).abs()
    spectrum = (wrong[..., :COEFFICIENTS] * weight).mean(-1)
    pitch = wrong[..., PITCH] * (voiced + 0.05)
    certainty = functional.binary_cross_entropy_with_logits(drawn[..., VOICED], voiced, reduction="none")
    frames = [(part * there).sum() / count for part in (spectrum, pitch, wrong[..., BREATH], certainty)]
    length = ((lengths - batch.lengths).abs() * batch.phone_there).sum() / batch.phone_there.sum()
    return torch.stack([*frames, length])


def _mean(losses: Sequence[Tensor]) -> tuple[float, ...]:
    return tuple(float(value) for value in torch.stack(list(losses)).mean(0))
