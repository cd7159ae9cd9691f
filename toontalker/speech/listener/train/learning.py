"""The training loop of the listener: seeded, and taken up where it stopped."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from toontalker.speech.listener.shape import SHAPE, Shape
from toontalker.speech.listener.sounds import COUNT
from toontalker.speech.listener.train.corpus import Example
from toontalker.speech.listener.train.lessons import batches
from toontalker.speech.listener.train.model import ListenerNet

_WARM_UP = 100
_LAST_RATE = 0.01
_MEMORY = 0.998
"""How slowly the averaged net, which is the one that is kept, follows the one that learns."""
_RARITY = 0.3
"""Power of its frequency by which a class weighs less: rare sounds must not be forgotten."""
_SMOOTHING = 0.05
KEPT_BACK = 60
"""One example in so many is for testing only."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn."""

    steps: int = 5200
    batch: int = 24
    """Cuts in a step."""
    rate: float = 3e-3
    """Highest learning rate; it falls along a cosine."""
    seed: int = 1
    every: int = 250
    """Steps between two tests, after each of which everything is saved."""
    shape: Shape = SHAPE


@dataclass(frozen=True)
class Mark:
    """How well it goes after some steps."""

    step: int
    loss: float
    """Of the training, in nats a frame."""
    accuracy: float
    """Share of the frames of kept back examples whose class is found."""


def learn(examples: Sequence[Example], checkpoint: Path, plan: Plan) -> Iterator[Mark]:
    """Trains up to the planned step, from `checkpoint` on if it exists, and saves it at every test."""
    torch.manual_seed(plan.seed)
    training = [example for number, example in enumerate(examples) if number % KEPT_BACK]
    pupil = _Pupil(plan, training)
    if checkpoint.exists():
        pupil.load(checkpoint)
    lessons = batches(training, plan.batch, np.random.default_rng([plan.seed, pupil.step]))
    testing = batches(examples[::KEPT_BACK], plan.batch, np.random.default_rng(plan.seed))
    tests = [next(testing) for _ in range(10)]
    losses: list[float] = []
    while pupil.step < plan.steps:
        losses.append(pupil.learn(*map(torch.from_numpy, next(lessons))))
        if pupil.step % plan.every == 0 or pupil.step == plan.steps:
            pupil.save(checkpoint)
            accuracy = float(np.mean([pupil.accuracy(*map(torch.from_numpy, test)) for test in tests]))
            yield Mark(pupil.step, float(np.mean(losses)), accuracy)
            losses.clear()


class _Pupil:
    """The net that learns, its averaged twin, and the optimiser."""

    def __init__(self, plan: Plan, examples: Sequence[Example]) -> None:
        self.plan = plan
        self.step = 0
        self.net = ListenerNet(plan.shape)
        self.average = copy.deepcopy(self.net).eval()
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=plan.rate, weight_decay=1e-3)
        often = 1 + sum(np.bincount(example.classes, minlength=COUNT) for example in examples)
        weight = (often / np.sum(often)) ** -_RARITY
        self.weight = torch.from_numpy((weight / weight.mean()).astype(np.float32))

    def learn(self, features: Tensor, classes: Tensor) -> float:
        """One step; returns the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        self.net.train()
        loss = functional.cross_entropy(self.net(features), classes, self.weight, label_smoothing=_SMOOTHING)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        self.step += 1
        memory = min(_MEMORY, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            for slow, fast in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
                if slow.dtype.is_floating_point:
                    slow.lerp_(fast, 1 - memory)
        return float(loss.detach())

    def accuracy(self, features: Tensor, classes: Tensor) -> float:
        """Share of the frames that the averaged net finds."""
        with torch.no_grad():
            return float((self.average(features).argmax(1) == classes).float().mean())

    def _rate(self) -> float:
        passed = self.step / self.plan.steps
        return self.plan.rate * min(1, (self.step + 1) / _WARM_UP) * (0.5 * (1 + math.cos(math.pi * passed)) + _LAST_RATE)

    def save(self, file: Path) -> None:
        """Everything that is needed to go on, and to export."""
        part = file.with_suffix(".part")
        kept = {"net": self.net.state_dict(), "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({"step": self.step, **kept}, part)
        part.replace(file)

    def load(self, file: Path) -> None:
        """Goes on from a checkpoint."""
        kept: dict[str, Any] = torch.load(file, weights_only=True)
        self.step = int(kept["step"])
        self.net.load_state_dict(kept["net"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])
