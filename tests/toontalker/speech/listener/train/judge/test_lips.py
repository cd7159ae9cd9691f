from __future__ import annotations

import math

import numpy as np
import pytest

from tests.toontalker.speech.listener.train.judge.lips_of_sounds import Spelled, track
from toontalker.speech.listener.train.judge.lips import Closures, agreement, closures, confusion, correlation, in_pauses, lips_shut
from toontalker.speech.listener.train.judge.track import Track, bare_opening
from toontalker.speech.visemes import VISEMES

BABY: Spelled = [("", 0.3), ("b", 0.05), ("eɪ", 0.15), ("b", 0.03), ("i", 0.2), ("", 0.3)]
"""A closure that is long enough, and one shorter than a video frame."""


def closed(truth: Track, found: Track) -> Closures:
    """What becomes of the closures of one recording."""
    return closures([truth], [lips_shut(found)], [bare_opening(found)])


def test_what_is_right_in_all_is_perfect() -> None:
    """The reference against itself: every frame, every closure, no false one, both curves."""
    truth = track(BABY)
    assert agreement([truth], [truth]) == 1
    assert closed(truth, truth) == Closures(1, 2, 0, 1)
    assert correlation([truth.opening], [truth.opening]) == pytest.approx(1)


@pytest.mark.parametrize(("late", "seen"), [(-0.06, 1), (-0.03, 1), (0.03, 1), (0.06, 1), (0.12, 0)])
def test_a_closure_may_be_off_by_a_frame_of_a_video(late: float, seen: float) -> None:
    """One that a video at 25 frames a second shows beside its sound counts, one that lies farther off does not."""
    truth = track([("a", 0.3), ("p", 0.06), ("a", 0.3)])
    found = track([("a", 0.3 + late), ("p", 0.06), ("a", 0.3 - late)])
    assert closed(truth, found).closed == seen


def test_a_short_closure_is_held_as_the_drawing_holds_it() -> None:
    """10 ms of /b/ are seen as 60 ms about their middle; 80 ms stay what they are."""
    assert np.flatnonzero(lips_shut(track([("a", 0.1), ("b", 0.01), ("a", 0.1)]))).tolist() == list(range(8, 14))
    assert lips_shut(track([("a", 0.1), ("b", 0.08), ("a", 0.1)])).sum() == 8
    assert lips_shut(track([("b", 0.01), ("a", 0.1)]))[0]


def test_other_sounds_do_not_close_the_lips() -> None:
    """/f/ or a pause in place of /b/ is no closure, though narrow; /d/ is neither."""
    truth = track([("a", 0.2), ("b", 0.06), ("a", 0.2)])
    for ipa, narrow in (("f", 1), ("", 1), ("d", 0)):
        figures = closed(truth, track([("a", 0.2), (ipa, 0.06), ("a", 0.2)]))
        assert (figures.closed, figures.narrow) == (0, narrow)
        assert math.isnan(figures.false)


def test_shutting_all_the_time_is_found_out() -> None:
    """Who closes at every chance sees all closures, and most of theirs are false."""
    truth = track([("a", 0.3), ("b", 0.06), ("a", 0.6)])
    found = track([("a", 0.1), ("m", 0.05), ("a", 0.15), ("b", 0.06), ("a", 0.2), ("m", 0.05), ("a", 0.1), ("m", 0.05), ("a", 0.2)])
    assert closed(truth, found) == Closures(1, 1, 0.75, 1)


def test_without_closures_there_is_no_figure() -> None:
    """No /p b m/ in the reference: nan, never a perfect score."""
    figures = closed(track([("a", 0.2)]), track([("a", 0.2)]))
    assert figures.asked == 0
    assert np.isnan([figures.closed, figures.false, figures.narrow]).all()


def test_a_curve_that_never_moves_is_worth_nothing() -> None:
    """The correlation with it is 0, not nan; the sign of a curve counts, its scale does not."""
    curve = np.sin(np.arange(50))
    assert correlation([curve], [np.zeros(50)]) == 0
    assert correlation([curve[:20], curve[20:]], [3 * curve[:20] + 1, 3 * curve[20:] + 1]) == pytest.approx(1)
    assert correlation([curve], [-curve]) == pytest.approx(-1)


def test_the_confusion_counts_every_frame_once() -> None:
    """Lines are the reference's visemes, columns the found ones."""
    table = confusion([track([("a", 0.05), ("m", 0.03)])], [track([("a", 0.06), ("n", 0.02)])])
    number = VISEMES.index
    assert table.shape == (15, 15)
    assert table.sum() == 8
    assert table[number("aa"), number("aa")] == 5
    assert table[number("PP"), number("aa")] == 1
    assert table[number("PP"), number("nn")] == 2


def test_pauses_are_looked_into_away_from_their_ends() -> None:
    """A mouth open in the middle of a long pause shows; the same in a pause of .2 s, or speech beside it, does not."""
    truth = track([("a", 0.3), ("", 0.5), ("a", 0.3), ("", 0.2), ("a", 0.3)])
    still = in_pauses([truth], [truth.opening])
    assert still.seconds == pytest.approx(0.34)
    assert still.p95 < 0.02
    opened = truth.opening.copy()
    opened[45:65] = 1
    assert in_pauses([truth], [opened]).mean == pytest.approx(20 / 34, abs=0.02)
    short = truth.opening.copy()
    short[110:130] = 1
    assert in_pauses([truth], [short]) == still
    assert math.isnan(in_pauses([track([("a", 0.3)])], [np.ones(30)]).mean)
