"""What the listener learns from, on disk in shards: made once by as many processes as wanted, and taken up where it stopped.

Kept are the log-mel spectra, one frame every 10 ms, and the class of each frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import RequestError, ToonTalkerError
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.train.texts import training_texts
from toontalker.speech.listener.features import RATE, STEP, log_mel
from toontalker.speech.listener.sounds import PAUSE, Span
from toontalker.speech.listener.train.disguise import disguised
from toontalker.speech.listener.train.speakers import EspeakSpeaker, FliteSpeaker, HouseSpeaker, Speaker

SHARD_SECONDS = 300.0
"""Speech in a file."""
_TEXTS = 400
"""Sentences that a shard draws from."""
_SHORTEST = 50
"""Frames of an utterance that teaches something."""
_MOST_FAILURES = 50

SPEAKERS = ("espeak", "foreign", "rms", "awb", "kal16", "kal", "house")
"""Everybody to learn from, by the name that stands in a recipe."""


@dataclass(frozen=True)
class Example:
    """An utterance as the net sees it."""

    levels: NDArray[np.float16]
    """``(frames, bands)`` log-mel, not normalised."""
    classes: NDArray[np.int8]
    """``(frames,)``."""


@dataclass(frozen=True)
class _Task:
    file: Path
    speaker: str
    seed: int
    seconds: float


def make_corpus(folder: Path, minutes: Mapping[str, float], seed: int, processes: int) -> Iterator[float]:
    """Lets each of `SPEAKERS` talk for so many minutes into `folder`; yields how many minutes are done.

    A shard that is there already is not made again. Raises MissingPart without flite.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [
        _Task(folder / f"{number:04d}-{name}.npz", name, seed * 1_000_003 + SPEAKERS.index(name) * 10_007 + number, seconds)
        for name, wanted in minutes.items()
        for number, seconds in enumerate(_cut(wanted * 60))
    ]
    tasks.sort(key=lambda task: task.file.name)
    missing = [task for task in tasks if not task.file.exists()]
    done = sum(task.seconds for task in tasks) - sum(task.seconds for task in missing)
    with get_context("spawn").Pool(processes) as pool:
        for seconds in pool.imap(_make_shard, missing):
            done += seconds
            yield done / 60


def _cut(seconds: float) -> list[float]:
    """In shards."""
    whole, rest = divmod(seconds, SHARD_SECONDS)
    return [SHARD_SECONDS] * int(whole) + ([rest] if rest >= 1 else [])


def read_corpus(folder: Path) -> list[Example]:
    """All examples, shard by shard."""
    examples = []
    for file in sorted(folder.glob("[0-9]*.npz")):
        with np.load(file) as shard:
            levels, classes, ends = shard["levels"], shard["classes"], shard["ends"]
        for start, end in zip([0, *ends[:-1]], ends, strict=True):
            examples.append(Example(levels[start:end], classes[start:end]))
    return examples


def _make_shard(task: _Task) -> float:
    """One speaker talks until the shard is full; returns its seconds."""
    draw = np.random.default_rng(task.seed)
    speaker = _open_speaker(task.speaker)
    texts = training_texts(_TEXTS, task.seed)
    examples: list[Example] = []
    frames = failures = 0
    while frames * STEP < task.seconds:
        chosen = [str(text) for text in draw.choice(texts, int(draw.integers(1, 3)))]
        try:
            example = _example(speaker, chosen, draw)
        except RequestError:
            example = None  # invented words may come to nothing in some language
        except ToonTalkerError as error:
            if error.blame == "operator":
                raise
            example = None
        if example is None or len(example.classes) < _SHORTEST:
            failures += 1
            if failures > _MOST_FAILURES:
                raise ToonTalkerError(f"The speaker {task.speaker} fails too often.")
            continue
        examples.append(example)
        frames += len(example.classes)
    _save(task.file, examples)
    return task.seconds


def _example(speaker: Speaker, texts: Sequence[str], draw: np.random.Generator) -> Example:
    utterance = disguised(speaker.say(texts, draw), draw)
    levels = log_mel(utterance.sound.astype(np.float32), round(RATE * STEP))
    return Example(levels.astype(np.float16), classes_of(utterance.spans, len(levels)))


def classes_of(spans: Sequence[Span], frames: int) -> NDArray[np.int8]:
    """The class of each frame: that of the span in which its middle lies, a pause where there is none."""
    classes = np.full(frames, PAUSE, np.int8)
    for span in spans:
        classes[max(int(np.ceil(span.start / STEP)), 0) : max(int(np.ceil(span.end / STEP)), 0)] = span.number
    return classes


def _save(file: Path, examples: Sequence[Example]) -> None:
    part = file.with_name(f".{file.name}")
    np.savez(
        part,
        levels=np.concatenate([example.levels for example in examples]),
        classes=np.concatenate([example.classes for example in examples]),
        ends=np.cumsum([len(example.classes) for example in examples]),
    )
    part.replace(file)


def _open_speaker(name: str) -> Speaker:
    process = EspeakProcess(*find_espeak())
    if name == "house":
        return HouseSpeaker(process)
    if name in ("espeak", "foreign"):
        return EspeakSpeaker(process, foreign=name == "foreign")
    return FliteSpeaker(name)
