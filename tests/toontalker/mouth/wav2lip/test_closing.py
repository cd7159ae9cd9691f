"""When measured lips are shut."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import MAMA, timeline
from toontalker.mouth.wav2lip.closing import Gaps, silent_share

_FPS = 25.0


def _mouthing(low: float, *, shut: tuple[int, ...] = ()) -> NDArray[np.float64]:
    """Two seconds between `low` and .14, with the lips at `low` in the frames `shut` and for the first and last quarter second."""
    gap = 0.08 + 0.06 * np.sin(np.arange(50))
    gap[:6] = gap[-6:] = low
    gap[list(shut)] = low
    return gap


@pytest.mark.parametrize("floor", [0.0, 0.006, 0.015])
def test_shut_lips_are_known_whatever_the_mesh_measures_for_them(floor: float) -> None:
    """Each face has its own measure of shut lips; those frames are shut, the open ones are not."""
    gap = _mouthing(floor, shut=(20, 31))
    shut = Gaps(gap, _FPS).shut
    assert (shut[gap == floor] == 1).all()
    assert (shut[gap > floor + 0.03] == 0).all()


def test_a_mouth_that_never_shuts_is_not_shut() -> None:
    """One long open vowel: its nearest lips are no closure."""
    assert Gaps(0.09 + 0.02 * np.sin(np.arange(40.0)), _FPS).shut.max() == 0


def test_lips_that_come_near_at_an_m_shut_where_they_are_nearest() -> None:
    """A network that shuts half-heartedly, and a frame late: the closure is its frame, not the timeline's."""
    gap = np.full(25, 0.1)
    gap[[0, 1, 2, 23, 24]] = 0.0
    late = round((MAMA[1].start + MAMA[1].end) / 2 * _FPS) + 1
    gap[late] = 0.045
    gaps = Gaps(gap, _FPS)
    assert gaps.shut[late] == 0
    shut = gaps.shut_for(MAMA[1:3])
    assert shut[late] == 1
    assert shut[late - 3 : late + 4].sum() < 2.5


def test_an_m_that_the_network_did_not_hear_is_left_open() -> None:
    """Lips that stay wide open mean no closure: the timeline may be wrong."""
    gap = np.full(25, 0.1)
    gap[[0, 1, 2, 23, 24]] = 0.0
    assert Gaps(gap, _FPS).shut_for(MAMA[1:2])[5:20].max() == 0


def test_a_full_closure_is_not_made_longer() -> None:
    """Where the network shuts by itself, the sound adds nothing."""
    middle = round((MAMA[1].start + MAMA[1].end) / 2 * _FPS)
    gap = _mouthing(0.0, shut=(middle,))
    gaps = Gaps(gap, _FPS)
    assert np.array_equal(gaps.shut_for(MAMA[1:2]), gaps.shut)


def test_mumbling_in_a_pause_is_shut() -> None:
    """A network that keeps the lips a little apart while nothing is said; the same lips in a vowel stay apart."""
    gap = _mouthing(0.0)
    gap[20:30] = 0.025
    gaps = Gaps(gap, _FPS)
    pause, vowel = (timeline(("a", "aa", 0.8), (ipa, viseme, 0.4), ("a", "aa", 0.8)) for ipa, viseme in (("", "sil"), ("i", "ih")))
    assert gaps.shut_for(pause)[22:28].min() == 1
    assert gaps.shut_for(vowel)[22:28].max() == 0


def test_silence_is_seen_only_where_it_lasts() -> None:
    """1 well inside a pause, 0 in sounds and in stops too short to be seen; from the first frame on, to the last one."""
    share = silent_share(timeline(("a", "aa", 0.4), ("", "sil", 0.4), ("a", "aa", 0.4), ("", "sil", 0.06), ("a", "aa", 0.3)), 39, _FPS)
    assert share[13:17].min() == 1
    assert share[:10].max() == share[21:].max() == 0
    ends = silent_share(timeline(("", "sil", 0.4), ("a", "aa", 0.4), ("", "sil", 0.4)), 30, _FPS)
    assert ends[0] == ends[-1] == 1
