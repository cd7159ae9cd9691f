from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import about, words_for


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "any moment now"), (0, "any moment now"), (3, "about 5 s"), (8, "about 10 s"), (31, "about 40 s"), (58, "about 1 min"),
     (61, "about 2 min"), (601, "about 15 min"), (3599, "about 1 h"), (4000, "about 2 h"), (90_000, "about 2 days"),
     (float("inf"), "this takes longer than usual"), (float("nan"), "this takes longer than usual")],
)  # fmt: skip
def test_times_are_said_kindly(seconds: float, said: str) -> None:
    """A time is rounded up to what its size deserves."""
    assert about(words_for("en"), seconds) == said


@given(st.floats(min_value=2, max_value=800_000))
def test_no_time_is_said_too_short(seconds: float) -> None:
    """Who is told a time waits no longer than that, and is told at most twice what it is, or five seconds more."""
    _, number, unit = about(words_for("en"), seconds).split()
    told = int(number) * {"s": 1, "min": 60, "h": 3600, "day": 86_400, "days": 86_400}[unit]
    assert seconds <= told <= max(2 * seconds, seconds + 5)
