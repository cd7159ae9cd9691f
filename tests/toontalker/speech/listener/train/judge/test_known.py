from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from toontalker.speech.house.phones import IPA_OF
from toontalker.speech.house.train.held_out import HELD_OUT
from toontalker.speech.house.train.teacher import Reading, Segment, read_as
from toontalker.speech.listener.train.judge.degrading import CLEAN, CONDITIONS
from toontalker.speech.listener.train.judge.known import (
    LISTENER,
    RECOGNISER,
    STRETCHED,
    VOICE,
    KnownPlan,
    KnownRow,
    judge_known,
    phone_starts,
)
from toontalker.speech.recording import Onset, Recording

SENTENCES = HELD_OUT[:3]
LATER = tuple(condition for condition in CONDITIONS if condition.name in ("clean", "20 % slower, by flite", "1.5 s of silence first"))

pytestmark = pytest.mark.usefixtures("flite")


class Oracle:
    """Knows flite's own times, and is off by a known jitter; says None to a text that the sound is not of the right length for."""

    def __init__(self, jitter: float = 0.0, manner: tuple[str, ...] = (), lead: float = 0.0) -> None:
        self._draw = np.random.default_rng(4)
        self._jitter = jitter
        self._manner, self._lead = manner, lead

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """The segments of the text as flite reads it."""
        reading = read_as(VOICE, text, *self._manner)
        if abs(reading.sound.size / 16_000 + self._lead - recording.seconds) > 0.01:
            return None
        starts = (self._lead, *(self._lead + segment.end for segment in reading.segments))
        return [
            Onset(start + float(self._draw.normal(0, self._jitter)) if self._jitter else start, IPA_OF[segment.phone])
            for start, segment in zip(starts, reading.segments, strict=False)
        ]


def rows(oracle: Oracle, name: str) -> Iterator[KnownRow]:
    """What is found of it under one condition."""
    conditions = [condition for condition in CONDITIONS if condition.name == name]
    return judge_known(oracle, KnownPlan(SENTENCES, conditions, rivals=False))


def test_who_knows_the_times_is_right() -> None:
    """No error, all phones matched, no sentence refused, and every wrong text refused."""
    (row,) = rows(Oracle(), "clean")
    assert row.boundaries.median_ms == pytest.approx(0, abs=1e-6)
    assert row.boundaries.p90_ms == pytest.approx(0, abs=1e-6)
    assert row.boundaries.matched == row.boundaries.phones > 60
    assert (row.refused, row.caught, row.sentences) == (0, 3, 3)


@pytest.mark.parametrize(
    ("name", "manner", "lead"), [("20 % slower, by flite", ("duration_stretch=1.25",), 0.0), ("1.5 s of silence first", (), 1.5)]
)
def test_the_reference_moves_with_the_sound(name: str, manner: tuple[str, ...], lead: float) -> None:
    """Who knows what a condition does to the times is right there, too; who does not says that nothing fits."""
    (row,) = rows(Oracle(manner=manner, lead=lead), name)
    assert row.boundaries.p90_ms == pytest.approx(0, abs=1e-6)
    assert row.refused == 0
    (unaware,) = rows(Oracle(), name)
    assert (unaware.refused, unaware.boundaries.matched) == (3, 0)


def test_jitter_shows_as_large_as_it_is() -> None:
    """Errors of 20 ms standard deviation: a median of 13.5 ms and a 90th percentile of 33 ms, roughly, with few phones."""
    (row,) = rows(Oracle(jitter=0.02), "clean")
    assert row.boundaries.median_ms == pytest.approx(13.5, rel=0.3)
    assert row.boundaries.p90_ms == pytest.approx(33, rel=0.3)


def test_the_rivals_stand_beside_the_listener() -> None:
    """Stretched times everywhere, far off; the recogniser on clean speech alone, near."""
    found = {(row.condition, row.aligner): row for row in judge_known(Oracle(), KnownPlan(SENTENCES, LATER))}
    assert {aligner for condition, aligner in found if condition == CLEAN.name} == {LISTENER, STRETCHED, RECOGNISER}
    assert {aligner for condition, aligner in found if condition != CLEAN.name} == {LISTENER, STRETCHED}
    stretched, recogniser = found[CLEAN.name, STRETCHED], found[CLEAN.name, RECOGNISER]
    assert recogniser.boundaries.p90_ms < 40 < stretched.boundaries.p90_ms
    assert abs(recogniser.boundaries.late_ms) < 6
    assert recogniser.boundaries.matched > 0.95 * recogniser.boundaries.phones
    assert stretched.caught is None


def test_flites_phones_go_by_the_recognisers_names() -> None:
    """Each begins where the one before ends; pauses are left out."""
    reading = Reading(np.zeros(10), (Segment("pau", 0.1), Segment("ax", 0.2), Segment("t", 0.3), Segment("pau", 0.4)))
    assert phone_starts(reading) == [("AH", 0.1), ("T", 0.2)]
