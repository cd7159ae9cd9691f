from __future__ import annotations

import math

import numpy as np
import pytest

from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.listener.train.judge.boundaries import boundaries_of, pairs_of
from toontalker.speech.recording import Onset

REFERENCE = [PhoneStart("HH", 0.1), PhoneStart("AH", 0.2), PhoneStart("L", 0.3), PhoneStart("OW", 0.4)]
FOUND = [Onset(0.0, ""), Onset(0.1, "h"), Onset(0.2, "ə"), Onset(0.3, "l"), Onset(0.4, "oʊ"), Onset(0.6, "")]


def late(seconds: list[float]) -> list[Onset]:
    """The onsets of the four sounds moved by so much."""
    return [Onset(onset.start + more, onset.ipa) for onset, more in zip(FOUND[1:5], seconds, strict=True)]


def test_the_right_times_have_no_error() -> None:
    """Other names for the same sounds, and pauses, do not matter."""
    found = boundaries_of([pairs_of(FOUND, REFERENCE)])
    assert (found.matched, found.phones) == (4, 4)
    assert [found.median_ms, found.p90_ms, found.near, found.late_ms] == pytest.approx([0, 0, 1, 0], abs=1e-6)


def test_errors_are_measured_in_both_directions() -> None:
    """Median and 90th percentile of the size of errors, the median of the signed ones, and the share within 40 ms."""
    found = boundaries_of([pairs_of(late([0.01, -0.02, 0.03, 0.1]), REFERENCE)])
    assert found.median_ms == pytest.approx(25)
    assert found.p90_ms == pytest.approx(79)
    assert found.late_ms == pytest.approx(20)
    assert found.near == 0.75


def test_known_jitter_is_found_again() -> None:
    """Normal errors of 20 ms: a median of .674 and a 90th percentile of 1.645 standard deviations."""
    draw = np.random.default_rng(3)
    found = boundaries_of([pairs_of(late(list(draw.normal(0, 0.02, 4))), REFERENCE) for _ in range(1500)])
    assert found.median_ms == pytest.approx(0.674 * 20, rel=0.05)
    assert found.p90_ms == pytest.approx(1.645 * 20, rel=0.05)
    assert found.matched == 6000


def test_what_has_no_match_lowers_the_share_and_no_other_figure() -> None:
    """A sound left out, a sound too many, and a sentence without an answer."""
    found = boundaries_of([pairs_of([*FOUND[:3], Onset(0.25, "s"), *FOUND[4:]], REFERENCE), pairs_of(None, REFERENCE)])
    assert (found.matched, found.phones) == (3, 8)
    assert found.median_ms == pytest.approx(0, abs=1e-6)


def test_without_matches_there_is_no_figure() -> None:
    """nan, which passes no bar."""
    for found in (boundaries_of([]), boundaries_of([pairs_of(None, REFERENCE)])):
        assert found.matched == 0
        assert math.isnan(found.median_ms)
        assert math.isnan(found.near)
