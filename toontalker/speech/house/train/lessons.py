"""From the teacher's readings to lessons: what goes into the net beside what should come out, batch by batch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.clip import VOICES, Voice
from toontalker.speech.house.context import FEATURES, context_of, numbers_of
from toontalker.speech.house.frames import PAIR, POSITIONS, STEP, frames_of
from toontalker.speech.house.reading import Reader
from toontalker.speech.house.shape import PITCH, VOICE_NUMBER, VOICED, WIDTH
from toontalker.speech.house.train.corpus import Utterance, read_corpus
from toontalker.speech.house.train.matching import matched

Array = NDArray[np.float32]

WORST_MATCH = 0.3
"""Cost a phone above which teacher and we read different words: such a sentence teaches nothing."""
KEPT_BACK = 100
"""One lesson in so many is for testing only."""


@dataclass
class Lesson:
    """One sentence."""

    voice: int
    phones: NDArray[np.int64]
    context: Array
    ends: NDArray[np.int64]
    """Where each phone ends, in frames of 5 ms."""
    phone_of: NDArray[np.int64]
    position: Array
    frames: Array
    """``(pairs, PAIR * WIDTH)``, what the net is to draw; normalised by `normalise`."""


@dataclass(frozen=True)
class Scale:
    """Mean and spread of each number of a frame, for each voice: ``(voices, WIDTH)``."""

    mean: Array
    spread: Array


@dataclass(frozen=True)
class School:
    """All lessons."""

    training: list[Lesson]
    testing: list[Lesson]
    scale: Scale


@dataclass(frozen=True)
class Batch:
    """Lessons side by side, filled up with zeros."""

    voice: Tensor
    phones: Tensor
    context: Tensor
    lengths: Tensor
    """``ln`` of each phone's length in frames."""
    phone_there: Tensor
    phone_of: Tensor
    position: Tensor
    frame_there: Tensor
    frames: Tensor


def open_school(folder: Path, reader: Reader, most: int | None = None) -> School:
    """All usable lessons of a corpus (of each voice at most `most`), normalised."""
    lessons = [lesson for voice in VOICES for lesson in _lessons(folder, voice, reader, most)]
    testing = lessons[::KEPT_BACK]
    training = [lesson for number, lesson in enumerate(lessons) if number % KEPT_BACK]
    scale = _scale(training)
    for lesson in lessons:
        pairs = lesson.frames.reshape(-1, WIDTH)
        pairs -= scale.mean[lesson.voice]
        pairs /= scale.spread[lesson.voice]
    return School(training, testing, scale)


def _lessons(folder: Path, voice: Voice, reader: Reader, most: int | None) -> Iterator[Lesson]:
    utterances = [utterance for utterance, _ in zip(read_corpus(folder, voice), range(most or 1 << 30), strict=False)]
    for utterance, sentences in zip(utterances, reader.read_all([u.text for u in utterances]), strict=True):
        if len(sentences) == 1:
            match = matched([segment.phone for segment in utterance.segments], sentences[0].places)
            if match.cost <= WORST_MATCH:
                lesson = _lesson(utterance, VOICE_NUMBER[voice], numbers_of(match.places), context_of(match.places))
                if lesson is not None:
                    yield lesson


def _lesson(utterance: Utterance, voice: int, phones: NDArray[np.int64], context: Array) -> Lesson | None:
    """The lesson of an utterance; None if a phone has no length."""
    ends = np.round(np.array([segment.end for segment in utterance.segments]) / STEP).astype(np.int64)
    if (np.diff(ends, prepend=0) <= 0).any():
        return None
    phone_of, position = frames_of(ends.astype(np.float64))
    analysis = utterance.analysis
    voiced = analysis.pitch > 0
    at = np.arange(voiced.size)
    pitch = np.interp(at, at[voiced], np.log(analysis.pitch[voiced]))  # drawn through where there is no voice
    frames = np.column_stack([analysis.envelope, pitch, analysis.breath, voiced]).astype(np.float32)
    count = PAIR * phone_of.size
    frames = np.pad(frames[:count], ((0, max(count - len(frames), 0)), (0, 0)), mode="edge")
    return Lesson(voice, phones, context, ends, phone_of, position, frames.reshape(phone_of.size, -1))


def _scale(lessons: Sequence[Lesson]) -> Scale:
    """Of voiced frames alone for the pitch; the certainty of a voice stays as it is."""
    means, spreads = [], []
    for voice in VOICE_NUMBER.values():
        frames = np.concatenate([lesson.frames.reshape(-1, WIDTH) for lesson in lessons if lesson.voice == voice])
        mean, spread = frames.mean(axis=0), frames.std(axis=0) + 1e-6
        pitch = frames[frames[:, VOICED] > 0.5, PITCH]
        mean[PITCH], spread[PITCH] = pitch.mean(), pitch.std()
        mean[VOICED], spread[VOICED] = 0, 1
        means.append(mean)
        spreads.append(spread)
    return Scale(np.stack(means).astype(np.float32), np.stack(spreads).astype(np.float32))


def batches(lessons: Sequence[Lesson], size: int, draw: random.Random) -> Iterator[Batch]:
    """Batches without end, each of lessons of about the same length."""
    by_length = sorted(lessons, key=lambda lesson: lesson.phone_of.size)
    window = min(4 * size, len(by_length))
    while True:
        start = draw.randrange(len(by_length) - window + 1)
        yield batch_of(draw.sample(by_length[start : start + window], min(size, window)))


def batch_of(lessons: Sequence[Lesson]) -> Batch:
    """Puts lessons side by side."""
    count = len(lessons)
    phones, frames = max(lesson.phones.size for lesson in lessons), max(lesson.phone_of.size for lesson in lessons)
    batch = Batch(
        voice=torch.tensor([lesson.voice for lesson in lessons]),
        phones=torch.zeros(count, phones, dtype=torch.long),
        context=torch.zeros(count, phones, FEATURES),
        lengths=torch.zeros(count, phones),
        phone_there=torch.zeros(count, phones),
        phone_of=torch.zeros(count, frames, dtype=torch.long),
        position=torch.zeros(count, frames, POSITIONS),
        frame_there=torch.zeros(count, frames),
        frames=torch.zeros(count, frames, PAIR * WIDTH),
    )
    for row, lesson in enumerate(lessons):
        p, f = lesson.phones.size, lesson.phone_of.size
        batch.phones[row, :p] = torch.from_numpy(lesson.phones)
        batch.context[row, :p] = torch.from_numpy(lesson.context)
        batch.lengths[row, :p] = torch.from_numpy(np.log(np.diff(lesson.ends, prepend=0)).astype(np.float32))
        batch.phone_there[row, :p] = 1
        batch.phone_of[row, :f] = torch.from_numpy(lesson.phone_of)
        batch.position[row, :f] = torch.from_numpy(lesson.position)
        batch.frame_there[row, :f] = 1
        batch.frames[row, :f] = torch.from_numpy(lesson.frames)
    return batch
