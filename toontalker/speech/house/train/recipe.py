"""How much of everything: the training of the voice that is shipped, and a small one that shows in minutes that learning works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toontalker.clip import Voice
from toontalker.speech.house.shape import SHAPE, VOICE_NUMBER, Shape
from toontalker.speech.house.train.learning import Plan
from toontalker.speech.house.train.texts import training_texts

MOST_SENTENCES = 8000
"""Of each voice in the pool of texts; with fewer of them read, those are the first of it."""


@dataclass(frozen=True)
class Recipe:
    """One training."""

    work: Path
    """Folder of everything that is made on the way."""
    sentences: int
    """For each voice, `MOST_SENTENCES` at most."""
    plan: Plan
    shape: Shape
    seed: int

    @property
    def corpus(self) -> Path:
        """Folder of what the teacher read."""
        return self.work / "corpus"

    @property
    def checkpoint(self) -> Path:
        """Where the training stands."""
        return self.work / "net.pt"

    def texts(self) -> dict[Voice, list[str]]:
        """What each voice is to read: its own half of a pool, so that the two of them show the net more words."""
        pool = training_texts(MOST_SENTENCES * len(VOICE_NUMBER), self.seed)
        return {
            voice: pool[number * MOST_SENTENCES : (number + 1) * MOST_SENTENCES][: self.sentences]
            for voice, number in VOICE_NUMBER.items()
        }


def full(work: Path, sentences: int, steps: int, seed: int) -> Recipe:
    """The training of the voice that is shipped."""
    return Recipe(work, sentences, Plan(steps=steps, seed=seed), SHAPE, seed)


def small(work: Path, seed: int) -> Recipe:
    """A training of minutes: a net a tenth the size, sentences for a hundredth of the words."""
    shape = Shape(phone_width=64, phone_blocks=3, frame_width=96, dilations=(1, 2, 4))
    return Recipe(work, 150, Plan(steps=300, seed=seed, every=50, shape=shape), shape, seed)
