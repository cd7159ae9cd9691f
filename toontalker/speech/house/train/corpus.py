"""The teacher's readings, analysed, on disk in shards: made once by as many processes as wanted, and taken up where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import ToonTalkerError
from toontalker.speech.house.train.analysis import PITCH_RANGE, Analysis, analyse
from toontalker.speech.house.train.teacher import Segment, read_aloud

SHARD = 100
"""Sentences in a file."""
FEWEST_VOICED = 20
"""Frames; what has less of a voice teaches nothing about pitch."""


@dataclass(frozen=True)
class Utterance:
    """One sentence as the teacher read it, analysed."""

    text: str
    segments: tuple[Segment, ...]
    analysis: Analysis


@dataclass(frozen=True)
class _Task:
    """A shard to be made."""

    file: Path
    voice: Voice
    texts: list[str]


def make_corpus(folder: Path, texts: dict[Voice, list[str]], processes: int) -> Iterator[int]:
    """Lets the teacher read all texts into `folder`, shards of both voices in turn; yields how many sentences are done.

    A shard that is there already is not made again. Raises MissingPart without flite.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [
        _Task(folder / f"{start // SHARD:04d}-{voice}.npz", voice, of_voice[start : start + SHARD])
        for voice, of_voice in texts.items()
        for start in range(0, len(of_voice), SHARD)
    ]
    tasks.sort(key=lambda task: task.file.name)
    missing = [task for task in tasks if not task.file.exists()]
    done = sum(len(task.texts) for task in tasks) - sum(len(task.texts) for task in missing)
    with get_context("spawn").Pool(processes) as pool:
        for sentences in pool.imap(_make_shard, missing):
            done += sentences
            yield done


def read_corpus(folder: Path, voice: Voice) -> Iterator[Utterance]:
    """All utterances of a voice, shard by shard."""
    for file in sorted(folder.glob(f"*-{voice}.npz")):
        with np.load(file) as shard:
            arrays: dict[str, NDArray[np.float32]] = {name: shard[name] for name in ("envelope", "pitch", "breath")}
            entries = json.loads(str(shard["entries"]))
        start = 0
        for entry in entries:
            part = slice(start, start + entry["frames"])
            start = part.stop
            segments = tuple(Segment(phone, end) for phone, end in entry["segments"])
            yield Utterance(entry["text"], segments, Analysis(*(array[part] for array in arrays.values())))


def _make_shard(task: _Task) -> int:
    """Reads, analyses and saves the texts of a shard; returns how many texts it had."""
    utterances: list[Utterance] = []
    for text in task.texts:
        try:
            reading = read_aloud(text, task.voice)
        except ToonTalkerError as error:
            if error.blame == "operator":
                raise
            continue
        analysis = analyse(reading.sound, *PITCH_RANGE[task.voice])
        if int((analysis.pitch > 0).sum()) >= FEWEST_VOICED:
            utterances.append(Utterance(text, reading.segments, analysis))
    entries = [{"text": u.text, "frames": u.analysis.pitch.size, "segments": u.segments} for u in utterances]
    arrays = {name: np.concatenate([getattr(u.analysis, name) for u in utterances]) for name in ("envelope", "pitch", "breath")}
    part = task.file.with_suffix(".part.npz")
    np.savez(part, entries=np.array(json.dumps(entries)), **arrays)
    part.replace(task.file)
    return len(task.texts)
