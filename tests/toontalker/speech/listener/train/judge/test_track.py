from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.listener.train.judge.track import OPENING, STEP, WIDTH, bare_opening, runs, smoothed, track_of
from toontalker.speech.recording import Onset
from toontalker.speech.visemes import VISEMES


def named(onsets: list[Onset], seconds: float) -> list[str]:
    """The viseme of every frame."""
    return [VISEMES[number] for number in track_of(onsets, seconds).visemes]


def test_a_frame_shows_the_sound_of_its_moment() -> None:
    """Frame i stands for i x 10 ms; before the first onset there is a pause, and the last sound lasts to the end."""
    assert named([Onset(0.02, "m"), Onset(0.045, "ˈiː")], 0.08) == ["sil", "sil", "PP", "PP", "PP", "ih", "ih", "ih"]
    assert named([], 0.03) == ["sil"] * 3
    assert named([], 0.0) == []


def test_a_change_half_way_between_frames_shows_in_the_next() -> None:
    """A net whose frame j is the first of a sound reports (j - 1/2) x 10 ms, and gets frame j back for every j."""
    for first in range(1, 60):
        assert named([Onset(0.0, "a"), Onset(first * STEP - STEP / 2, "s")], 0.7).index("SS") == first


def test_a_diphthong_is_parted_60_to_40_and_an_affricate_is_not() -> None:
    """Of 100 ms of /aʊ/ six frames are open and four are round; /tʃ/ is one viseme."""
    assert named([Onset(0.0, "aʊ"), Onset(0.1, "tʃ")], 0.13) == ["aa"] * 6 + ["ou"] * 4 + ["CH"] * 3


def test_what_is_no_sound_counts_as_a_pause() -> None:
    """A lone mark of stress opens nothing; sounds that last no time, or end before they begin, show nothing."""
    assert named([Onset(0.0, "ˈ")], 0.02) == ["sil", "sil"]
    assert named([Onset(0.0, "m"), Onset(0.02, "a"), Onset(0.02, "s")], 0.04) == ["PP", "PP", "SS", "SS"]
    assert named([Onset(0.03, "m"), Onset(0.01, "a")], 0.04) == ["sil", "aa", "aa", "aa"]


def test_lips_have_inertia() -> None:
    """Smoothing keeps the area of a curve, spreads a frame over 35 ms of standard deviation, and takes the ends for shut."""
    curve = np.zeros(101)
    curve[50] = 1
    spread = smoothed(curve)
    times = (np.arange(101) - 50) * STEP
    assert spread.sum() == pytest.approx(1)
    assert np.sqrt(np.sum(spread * times**2)) == pytest.approx(0.035, rel=0.01)
    assert smoothed(np.ones(100))[[0, 50]] == pytest.approx([0.5, 1], abs=0.06)
    assert smoothed(np.zeros(0)).size == 0


def test_every_viseme_has_an_opening_and_a_width() -> None:
    """Both tables hold the fifteen, and a pause and /p b m/ are shut; the bare opening is that of the table."""
    assert set(OPENING) == set(WIDTH) == set(VISEMES)
    assert (OPENING["sil"], OPENING["PP"]) == (0, 0)
    assert bare_opening(track_of([Onset(0.0, "ɑ"), Onset(0.01, "p")], 0.02)).tolist() == [OPENING["aa"], 0]


def test_runs_are_found_at_the_ends_too() -> None:
    """First frame and the one after the last of each."""
    assert runs(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert runs(np.zeros(3, bool)) == []
