"""The judgement with unknown text: people's voices, against a recogniser's forced alignment of what they are known to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart
from toontalker.speech.house.train.recogniser import Recogniser
from toontalker.speech.listener.train.judge.lips import Closures, Mask, agreement, closures, confusion, correlation, in_pauses, lips_shut
from toontalker.speech.listener.train.judge.listening import RATE, Listens, recorded
from toontalker.speech.listener.train.judge.loudness_mouth import loudness_mouths
from toontalker.speech.listener.train.judge.people import Said, find_people
from toontalker.speech.listener.train.judge.quiet import Quiet, judge_quiet
from toontalker.speech.listener.train.judge.rivals import recognised
from toontalker.speech.listener.train.judge.track import Track, bare_opening, track_of
from toontalker.speech.recording import Onset, Recording

Array = NDArray[np.float64]

LOUDNESS, UNKNOWN, KNOWN = "loudness", "listener, no text", "listener, known text"
"""Whose lips are judged, as the table calls them."""
SHUT = 0.05
"""Opening below which a mouth that knows no visemes counts as shut."""


@dataclass(frozen=True)
class UnknownRow:
    """One mouth, over all recordings together."""

    mouth: str
    """`LOUDNESS`, `UNKNOWN` or `KNOWN`."""
    accuracy: float
    """Share of frames of 10 ms with the right viseme of fifteen; nan for a mouth that has none."""
    opening_r: float
    """Correlation of how far the mouth opens."""
    width_r: float
    """Correlation of how broad it is; 0 for a mouth that has one width."""
    closures: Closures
    """/p b m/."""
    pauses: Quiet
    """How far it opens where people pause."""


@dataclass(frozen=True)
class UnknownJudgement:
    """All that was found."""

    rows: tuple[UnknownRow, ...]
    """One for each mouth."""
    quiet: tuple[Quiet, ...]
    """Sounds in which nobody speaks, heard by the listener without text."""
    confusion: NDArray[np.int64]
    """``(15, 15)`` frames by the viseme of the reference (row) and of the listener without text (column)."""
    seconds: float
    """Of people."""
    left_out: tuple[str, ...]
    """Recordings that the recogniser could not align."""
    refused: tuple[str, ...]
    """Those that the listener said do not fit their text; there it counts without text, as in a clip."""


@dataclass(frozen=True)
class Reference:
    """Where the sounds of a recording lie."""

    said: Said
    """Who speaks."""
    seconds: float
    """Length."""
    track: Track
    """Their lips, by the recogniser's alignment."""


def judge_unknown(listener: Listens, folder: Path) -> UnknownJudgement:
    """Lets the listener hear people, `folder` as in `find_people`; a few seconds. Raises MissingPart without the recordings."""
    people = find_people(folder)
    return judge_people(listener, references_of(people), [said.name for said in people])


def references_of(people: Sequence[Said]) -> list[Reference]:
    """The recordings that the recogniser can align; a training that judges often makes them once."""
    recogniser = Recogniser()
    references = []
    for said in people:
        onsets = recognised(recogniser, said.text, said.sound)
        if onsets:
            seconds = said.sound.size / RATE
            references.append(Reference(said, seconds, track_of(onsets, seconds)))
    return references


def judge_people(listener: Listens, references: Sequence[Reference], names: Sequence[str] = ()) -> UnknownJudgement:
    """The same with references that are there already; `names`: of all recordings, to tell which have none.

    Raises MissingPart where there are no references at all.
    """
    if not references:
        raise MissingPart("None of the recordings of people could be aligned with its text.")
    truth = [reference.track for reference in references]
    heard, told = _tracks(references, listener.hear), []
    refused: list[str] = []
    for reference, track in zip(references, heard, strict=True):
        with recorded(reference.said.sound) as recording:
            onsets = listener.align(recording, reference.said.text, "en")
        if onsets is None:
            refused.append(reference.said.name)
        told.append(track if onsets is None else track_of(onsets, reference.seconds))
    known = {reference.said.name for reference in references}
    return UnknownJudgement(
        rows=(_loudness_row(references), _row(UNKNOWN, truth, heard), _row(KNOWN, truth, told)),
        quiet=tuple(judge_quiet(listener)),
        confusion=confusion(truth, heard),
        seconds=sum(reference.seconds for reference in references),
        left_out=tuple(name for name in names if name not in known),
        refused=tuple(refused),
    )


def _tracks(references: Sequence[Reference], hear: Callable[[Recording], list[Onset]]) -> list[Track]:
    tracks = []
    for reference in references:
        with recorded(reference.said.sound) as recording:
            tracks.append(track_of(hear(recording), reference.seconds))
    return tracks


def _row(mouth: str, truth: Sequence[Track], found: Sequence[Track]) -> UnknownRow:
    """The figures of a mouth that knows visemes."""
    openings = [track.opening for track in found]
    return UnknownRow(
        mouth=mouth,
        accuracy=agreement(truth, found),
        opening_r=correlation([track.opening for track in truth], openings),
        width_r=correlation([track.width for track in truth], [track.width for track in found]),
        closures=closures(truth, [lips_shut(track) for track in found], [bare_opening(track) for track in found]),
        pauses=in_pauses(truth, openings),
    )


def _loudness_row(references: Sequence[Reference]) -> UnknownRow:
    """The figures of a mouth that follows the loudness."""
    truth = [reference.track for reference in references]
    wanted = [track.opening for track in truth]
    openings = loudness_mouths([reference.said.sound for reference in references], wanted)
    shut: list[Mask] = [opening < SHUT for opening in openings]
    seen = closures(truth, shut, openings)
    return UnknownRow(LOUDNESS, float("nan"), correlation(wanted, openings), 0.0, seen, in_pauses(truth, openings))
