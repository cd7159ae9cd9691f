"""From a checkpoint to the file that is shipped: measured corrections added, large tables packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from toontalker.speech.house import weights
from toontalker.speech.house.shape import BREATH, COEFFICIENTS, PITCH, SHAPE, VOICE_NUMBER, VOICED, WIDTH, Shape
from toontalker.speech.house.train.analysis import decoding
from toontalker.speech.house.train.lessons import Lesson, School, batch_of
from toontalker.speech.house.train.model import AcousticNet

Array = NDArray[np.float32]

LESSONS = 200
"""Of each voice, from which the corrections are measured."""
WIDENING = 0.7
"""Share (as an exponent) of the lost detail that is given back: all of it would sound rough."""
WIDEST = 3.0
_BATCH = 10


@dataclass(frozen=True)
class _Seen:
    """Frames and phones of some lessons of a voice: the net's beside the teacher's."""

    drawn: Array
    wanted: Array
    """Both ``(frames, WIDTH)``, normalised, pauses left out."""
    slowness: float
    """How much longer the teacher's speech is than the net's."""


def export(checkpoint: Path, school: School, file: Path, shape: Shape = SHAPE) -> int:
    """Writes the weights of both voices; returns the number of bytes."""
    kept = torch.load(checkpoint, weights_only=True)
    net = AcousticNet(shape)
    net.load_state_dict(kept["average"])
    tables: dict[str, Array] = {name: table.numpy().astype(np.float32) for name, table in kept["average"].items()}
    tables["mean_of_frames"], tables["spread_of_frames"] = kept["mean"].numpy(), kept["spread"].numpy()
    voices = sorted(VOICE_NUMBER.values())
    seen = [_seen(net, [lesson for lesson in school.training if lesson.voice == voice]) for voice in voices]
    corrections = [_corrections(of_voice) for of_voice in seen]
    tables["middle"] = np.stack([middle for middle, _ in corrections])
    tables["widening"] = np.stack([widening for _, widening in corrections])
    tables["slowness"] = np.array([of_voice.slowness for of_voice in seen], np.float32)
    matrix, offset = decoding()
    tables["decoding"], tables["decoding_offset"] = matrix.astype(np.float32), offset.astype(np.float32)
    file.parent.mkdir(parents=True, exist_ok=True)
    weights.save(file, tables)
    return file.stat().st_size


def _corrections(seen: _Seen) -> tuple[Array, Array]:
    """About what value, and by how much, each number of a frame is widened: ``(WIDTH,)`` both; loudness is left as it is."""
    voiced = seen.wanted[:, VOICED] > 0.5
    middle, widening = seen.drawn.mean(axis=0), np.ones(WIDTH, np.float32)
    widening[1:COEFFICIENTS] = (seen.wanted.std(axis=0) / seen.drawn.std(axis=0))[1:COEFFICIENTS]
    middle[PITCH] = seen.drawn[voiced, PITCH].mean()
    widening[PITCH] = seen.wanted[voiced, PITCH].std() / seen.drawn[voiced, PITCH].std()
    middle[[BREATH, VOICED]] = 0
    return middle, (np.clip(widening, 1, WIDEST) ** WIDENING).astype(np.float32)


def _seen(net: AcousticNet, lessons: Sequence[Lesson]) -> _Seen:
    """What the net makes of lessons spread over all of those of a voice."""
    chosen = lessons[:: max(len(lessons) // LESSONS, 1)]
    drawn, wanted = [], []
    ours = theirs = 0.0
    for start in range(0, len(chosen), _BATCH):
        batch = batch_of(chosen[start : start + _BATCH])
        with torch.no_grad():
            read, lengths = net.read(batch.phones, batch.context, batch.voice, batch.phone_there)
            frames = net.paint(read, batch.phone_of, batch.position, batch.voice, batch.frame_there)
        sound = (batch.phone_there * (batch.phones != 0)).numpy()
        ours += float((np.exp(lengths.numpy()) * sound).sum())
        theirs += float((np.exp(batch.lengths.numpy()) * sound).sum())
        for row, lesson in enumerate(chosen[start : start + _BATCH]):
            speaking = lesson.phones[lesson.phone_of] != 0
            drawn.append(frames[row, : speaking.size].numpy()[speaking].reshape(-1, WIDTH))
            wanted.append(lesson.frames[speaking].reshape(-1, WIDTH))
    return _Seen(np.concatenate(drawn), np.concatenate(wanted), theirs / ours)
