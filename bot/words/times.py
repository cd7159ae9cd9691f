"""Lengths of time as people say them: "about 10 s", "about 2 min"."""

from __future__ import annotations

import math
from typing import Final

from bot.words.catalogue import Words

_NOW: Final = 1.5
"""Seconds below which no number is said."""
_STEPS: Final = ((30, 5), (60, 10), (600, 60), (3600, 300), (86_400, 3600))
"""Up to so many seconds → counted in steps of so many: an estimate knows no better, and a line that stays the same is not sent again."""
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_MOST: Final = 10 * _DAY


def about(words: Words, seconds: float) -> str:
    """A time to wait, rounded up: who is told "about 10 s" shall not wait 14. Takes any number."""
    if math.isnan(seconds) or seconds > _MOST:
        return words("standing.longer")
    if seconds < _NOW:
        return words("standing.now")
    kind = _rounded(seconds)
    if kind < _MINUTE:
        return words("standing.seconds", count=kind)
    if kind < _HOUR:
        return words("standing.minutes", count=kind // _MINUTE)
    if kind < _DAY:
        return words("standing.hours", count=kind // _HOUR)
    return words("standing.days", count=kind // _DAY)


def _rounded(seconds: float) -> int:
    """Seconds, rounded up to the step of their size."""
    step = next((step for limit, step in _STEPS if seconds <= limit), _DAY)
    return math.ceil(seconds / step) * step
