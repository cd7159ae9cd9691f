"""How much the listener learns from whom, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toontalker.speech.listener.shape import SHAPE, Shape
from toontalker.speech.listener.train.learning import Plan

MINUTES: dict[str, float] = {"espeak": 170, "foreign": 150, "rms": 90, "awb": 90, "kal16": 45, "kal": 30, "house": 60}
"""Of each speaker, after disguise: half of it espeak for the sounds of all languages, half others for the sake of variety."""
SMALL_MINUTES: dict[str, float] = {"espeak": 5, "foreign": 3, "rms": 3, "awb": 3, "kal16": 2, "house": 2}
SMALL_SHAPE = Shape(channels=48, inner=96, dilations=(1, 2, 4, 8))


@dataclass(frozen=True)
class Recipe:
    """All that decides a training."""

    work: Path
    """Folder of what is made on the way."""
    minutes: Mapping[str, float]
    plan: Plan
    seed: int

    @property
    def corpus(self) -> Path:
        """Folder of the examples."""
        return self.work / "corpus"

    @property
    def checkpoint(self) -> Path:
        """What the training goes on from."""
        return self.work / "checkpoint.pt"


def full(work: Path, steps: int, seed: int) -> Recipe:
    """That of the net that is shipped."""
    return Recipe(work, MINUTES, Plan(steps=steps, seed=seed, shape=SHAPE), seed)


def small(work: Path, seed: int) -> Recipe:
    """A training of two minutes."""
    return Recipe(work, SMALL_MINUTES, Plan(steps=240, batch=16, seed=seed, every=60, shape=SMALL_SHAPE), seed)
