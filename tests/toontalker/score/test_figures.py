"""The figures on lips that were made up, where the right answer is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.score import figures
from toontalker.score.listening import Loudness
from toontalker.score.timeline import Target
from toontalker.score.watching import Lips, lip_measures

MAMA = [Phoneme(0.2 * n, 0.2 * n + 0.2, "ma"[n % 2], ("PP", "aa")[n % 2]) for n in range(20)]


def _lips(aperture: Callable[[NDArray[np.float64]], NDArray[np.float64]], width: float = 0.6) -> Lips:
    time = np.arange(100) / 25
    return Lips(time, aperture(time), np.full(100, width), 0)


@pytest.mark.parametrize("late", [-0.1, 0.0, 0.033, 0.2])
def test_lag_is_found_between_frames(late: float) -> None:
    """Lips that follow the target exactly, some milliseconds late, at only 25 frames a second."""
    phonemes = [Phoneme(0.3, 0.5, "a", "aa"), Phoneme(1.0, 1.3, "ɑ", "aa"), Phoneme(1.9, 2.0, "i", "ih"), Phoneme(2.6, 3.1, "ɔ", "oh")]
    target = Target(phonemes)
    found = figures.best_lag(_lips(lambda time: target.at(time - late)), target)
    assert found is not None
    assert found[0] == pytest.approx(late, abs=0.002)
    assert found[1] > 0.999


def test_a_lag_beyond_the_range_ends_at_its_edge() -> None:
    """Nothing is invented past ±400 ms."""
    target = Target([Phoneme(1.0, 1.2, "a", "aa")])
    found = figures.best_lag(_lips(lambda time: target.at(time - 0.5)), target)
    assert found is not None
    assert abs(found[0]) == pytest.approx(0.4)


def test_still_lips_have_no_lag() -> None:
    """A mouth that never moves correlates with nothing."""
    assert figures.best_lag(_lips(lambda time: np.full(len(time), 0.1)), Target(MAMA)) is None


@pytest.mark.parametrize(("shut", "expected"), [(0.0, 1.0), (0.049, 1.0), (0.06, 0.0)])
def test_closure_is_absolute(shut: float, expected: float) -> None:
    """A mouth that moves as it should but stops short of shutting gets nothing, however wide it opens."""
    lips = _lips(lambda time: np.where(np.floor(time / 0.2 + 1e-6) % 2 == 0, shut, 0.3))
    assert figures.closure(lips, MAMA) == expected


def test_opening_wants_the_mouth_wide() -> None:
    """A mouth that stays shut never opens; one that opens for half of the vowels gets half."""
    assert figures.opening(_lips(lambda time: 0.02 * np.sin(time)), MAMA) == 0
    assert figures.opening(_lips(lambda time: np.where(time < 2, 0.25, 0.02)), MAMA) == 0.5


def test_width_ratio_compares_round_with_spread() -> None:
    """Half as wide at /u/ as at /i/: .5."""
    time = np.arange(100) / 25
    lips = Lips(time, np.zeros(100), np.where(time < 2, 0.3, 0.6), 0)
    phonemes = [Phoneme(0.5, 1.0, "u", "ou"), Phoneme(2.5, 3.0, "i", "ih")]
    assert figures.width_ratio(lips, phonemes) == pytest.approx(0.5)
    assert figures.width_ratio(lips, phonemes[:1]) is None


def test_a_sound_between_two_frames_still_counts() -> None:
    """Even one shorter than a frame, and one at the very end of the clip."""
    lips = _lips(lambda time: np.full(len(time), 0.01))
    assert figures.closure(lips, [Phoneme(1.001, 1.011, "p", "PP"), Phoneme(3.99, 4.0, "b", "PP")]) == 1.0


def test_lip_measures_do_not_depend_on_the_size_of_the_face() -> None:
    """Aperture and width are counted in outer-eye distances; no mesh gives NaN."""
    mesh = np.zeros((478, 3), np.float32)
    mesh[[33, 263]] = (0, 0, 0), (100, 0, 0)
    mesh[[14, 87, 317], 1] = 20
    mesh[[61, 291]] = (20, 50, 0), (70, 50, 0)
    assert lip_measures(mesh) == pytest.approx((0.2, 0.5))
    assert lip_measures(3 * mesh) == pytest.approx((0.2, 0.5))
    assert np.isnan(lip_measures(None)).all()


def test_loudness_is_relative_and_has_a_floor() -> None:
    """Ten times the amplitude is 20 dB at any level; silence is -35 dB."""
    energy = np.repeat([0.0, 1e-4, 1e-2], 40)
    level = Loudness(energy).at(np.array([0.1, 0.3, 0.5]))
    assert level == pytest.approx([-35, -20, 0], abs=1e-6)
    assert Loudness(energy * 0.01).at(np.array([0.3])) == pytest.approx([-20], abs=1e-6)
    assert Loudness(np.zeros(0)).silent
