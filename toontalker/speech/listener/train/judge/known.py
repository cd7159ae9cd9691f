"""The judgement with known text: forced alignment of a synthesizer that the listener has not learned from, flite's voice slt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toontalker.speech.house.train.held_out import HELD_OUT
from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.house.train.teacher import FLITE_VOICES, Reading, read_as
from toontalker.speech.listener.train.judge.boundaries import Boundaries, Pairs, boundaries_of, pairs_of
from toontalker.speech.listener.train.judge.degrading import CLEAN, CONDITIONS, Condition
from toontalker.speech.listener.train.judge.listening import Aligns, recorded
from toontalker.speech.listener.train.judge.rivals import RecogniserAligner, Stretched

LISTENER, STRETCHED, RECOGNISER = "listener", "espeak, stretched", "recogniser"
"""Who aligns, as the table calls them."""
VOICE = FLITE_VOICES["female"]
"""The held-out one."""


@dataclass(frozen=True)
class KnownPlan:
    """What is judged, and beside whom."""

    sentences: Sequence[str] = HELD_OUT
    """None of which any training text holds."""
    conditions: Sequence[Condition] = CONDITIONS
    """Each with all sentences."""
    rivals: bool = True
    """False where the listener alone is of interest, as on the way through a training."""


@dataclass(frozen=True)
class KnownRow:
    """One who aligned, under one condition."""

    aligner: str
    """`LISTENER`, `STRETCHED` or `RECOGNISER`."""
    condition: str
    """Its name."""
    boundaries: Boundaries
    """Against flite's own segments."""
    refused: int
    """Sentences that it said did not fit; their phones count as not matched."""
    caught: int | None
    """Sentences read beside the text of the next one that it refused: the more, the better. None where that was not tried."""
    sentences: int
    """In all."""


@dataclass
class _Collected:
    """What one aligner found under a condition."""

    pairs: list[Pairs] = field(default_factory=list)
    refused: int = 0
    caught: int = 0


def judge_known(listener: Aligns, plan: KnownPlan | None = None) -> Iterator[KnownRow]:
    """Lets the listener, and its rivals, align every sentence under every condition; yields a row as soon as it is known.

    The recogniser, which takes long, is asked about clean speech only. The listener alone takes seconds for a condition of 64
    sentences, all of it about three minutes. Raises MissingPart without flite.
    """
    plan = plan or KnownPlan()
    stretched: Mapping[str, Aligns] = {STRETCHED: Stretched()} if plan.rivals else {}
    readings: dict[tuple[str, ...], list[Reading]] = {}
    for condition in plan.conditions:
        if condition.manner not in readings:
            readings[condition.manner] = [read_as(VOICE, sentence, *condition.manner) for sentence in plan.sentences]
        recogniser: Mapping[str, Aligns] = {RECOGNISER: RecogniserAligner()} if plan.rivals and condition == CLEAN else {}
        aligners = {LISTENER: listener, **stretched, **recogniser}
        yield from _rows(aligners, condition, list(zip(plan.sentences, readings[condition.manner], strict=True)))


def _rows(aligners: Mapping[str, Aligns], condition: Condition, read: Sequence[tuple[str, Reading]]) -> Iterator[KnownRow]:
    """A row for each aligner."""
    collected = {name: _Collected() for name in aligners}
    for number, (sentence, reading) in enumerate(read):
        degraded = condition.change(reading.sound)
        reference = [PhoneStart(phone, start * degraded.scale + degraded.shift) for phone, start in phone_starts(reading)]
        with recorded(degraded.sound) as recording:
            for name, aligner in aligners.items():
                found = aligner.align(recording, sentence, "en")
                collected[name].pairs.append(pairs_of(found, reference))
                collected[name].refused += found is None
            wrong = read[(number + 1) % len(read)][0]
            collected[LISTENER].caught += aligners[LISTENER].align(recording, wrong, "en") is None
    for name, seen in collected.items():
        yield KnownRow(name, condition.name, boundaries_of(seen.pairs), seen.refused, seen.caught if name == LISTENER else None, len(read))


def phone_starts(reading: Reading) -> list[PhoneStart]:
    """Where flite says that each of its phones begins, under the recogniser's names; its pauses are left out."""
    starts = (0.0, *(segment.end for segment in reading.segments))
    names = ("AH" if segment.phone == "ax" else segment.phone.upper() for segment in reading.segments)
    return [PhoneStart(name, start) for name, start in zip(names, starts, strict=False) if name != "PAU"]
