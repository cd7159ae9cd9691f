"""From a checkpoint to the file that is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from toontalker.speech.listener import weights
from toontalker.speech.listener.shape import Shape
from toontalker.speech.listener.sounds import COUNT
from toontalker.speech.listener.train.corpus import Example
from toontalker.speech.listener.train.model import ListenerNet, exported


def export(checkpoint: Path, examples: Sequence[Example], file: Path, shape: Shape) -> int:
    """Writes the averaged net, and which sound follows which in the examples; returns the bytes of the file."""
    net = ListenerNet(shape).eval()
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    file.parent.mkdir(parents=True, exist_ok=True)
    weights.save(file, {**exported(net), "follows": follows(examples)})
    return file.stat().st_size


def follows(examples: Sequence[Example]) -> NDArray[np.float32]:
    """``(classes, classes)`` ln of the chance that the second follows the first, each pair counted once more than it is heard."""
    counts = np.ones((COUNT, COUNT))
    for example in examples:
        sounds = example.classes[np.flatnonzero(np.diff(example.classes, prepend=-1))].astype(np.intp)
        np.add.at(counts, (sounds[:-1], sounds[1:]), 1)
    return np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
