"""Blinks and head motion."""

from __future__ import annotations

import numpy as np

from toontalker.mouth import live
from toontalker.mouth.life import HEAD_MOTIONS, still_life


def _blink_times(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    closed = live(6000, 100, seed).blink > 0.99
    return np.flatnonzero(closed[1:] & ~closed[:-1]) / 100


def test_blinks_come_at_natural_distances() -> None:
    """Every 2.2 to 4.2 s, the first within the first 2 s, not always the same."""
    for seed in range(5):
        times = _blink_times(seed)
        distances = np.diff(times)
        assert times[0] < 2.0
        assert distances.min() > 2.15
        assert distances.max() < 4.25
        assert np.ptp(distances) > 0.2


def test_a_blink_is_quick_down_and_slower_up() -> None:
    """The lids are on their way down for at most 100 ms, and up again within 300 ms of the start."""
    blink = live(300, 100, 3).blink
    first = np.flatnonzero(blink > 0)[0]
    whole = np.flatnonzero(blink[first : first + 60] > 0)
    assert np.argmax(blink[first:]) <= 10
    assert whole[-1] <= 30


def test_the_seed_decides() -> None:
    """The same seed gives the same life, another one another."""
    one, same, other = live(200, 25, 7), live(200, 25, 7), live(200, 25, 8)
    assert np.array_equal(one.head, same.head)
    assert np.array_equal(one.blink, same.blink)
    assert not np.array_equal(one.head, other.head)


def test_the_head_moves_little_and_smoothly() -> None:
    """Inside a sticker's border: at most .02 to .03 units and .02 rad, and no jump from one frame to the next."""
    for seed in range(5):
        head = live(1500, 25, seed, np.abs(np.sin(np.arange(1500) / 7)).astype(np.float32)).head
        limits = dict(zip(HEAD_MOTIONS, np.abs(head).max(0), strict=True))
        assert limits["yaw"] <= 0.0251
        assert limits["pitch"] <= 0.027
        assert limits["roll"] <= 0.0251
        assert limits["breath"] <= 0.004001
        assert limits["brows"] <= 0.03001
        assert np.abs(np.diff(head, axis=0)).max() < 0.006
        assert head[:, :3].std(0).min() > 0.002


def test_every_clip_starts_at_rest() -> None:
    """The first frame is the drawing as it is."""
    assert not live(10, 25, 4).head[0, :3].any()


def test_stress_raises_the_brows() -> None:
    """Where the voice is loudest the brows go up, in quiet speech they stay."""
    voice = np.full(100, 0.3, np.float32)
    voice[45:56] = 1.2
    brows = live(100, 25, 0, voice).head[:, HEAD_MOTIONS.index("brows")]
    assert brows[50] > 0.01
    assert brows[10] < 1e-4


def test_no_frames_is_no_life() -> None:
    """An empty clip has nothing that moves; a still life does not move either."""
    assert len(live(0, 25, 0).blink) == 0
    assert len(live(0, 25, 0, np.zeros(0, np.float32)).head) == 0
    assert not still_life(3).head.any()
    assert not still_life(3).blink.any()
