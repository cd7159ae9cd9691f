"""A circuit breaker: who has failed is left alone for a while, then tried by one caller while the others still wait.

The pattern is M. Nygard's (Release It!, 2007): closed (all is well), open (nobody asks), half-open (one asks).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from toontalker.errors import VoiceAway

LONGEST_REST: Final = 3600.0
"""Seconds."""


class VoiceRests(VoiceAway):
    """A voice is not asked because it failed a short while ago."""


@dataclass
class _Circuit:
    """What is known of one voice."""

    failures: int = 0
    """In a row."""
    until: float = 0.0
    """When it may be tried again, on the breaker's clock."""
    tried: bool = False
    """Whether somebody is trying it just now."""
    era: int = 0
    """Counts its turns for better or worse: what began before the last one tells nothing new."""


class Breaker:
    """Remembers which voices failed; may be used by many threads at once."""

    def __init__(self, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`rest`: seconds after a first failure, twice as many after each further one, up to `LONGEST_REST`; 0: nobody ever rests."""
        self._rest = rest
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {}
        self._lock = threading.Lock()

    @contextmanager
    def guard(self, name: str, title: str) -> Iterator[None]:
        """Round every attempt of the voice `name`, which a sentence calls `title`.

        Raises VoiceRests instead of attempting it while it rests. A VoiceAway out of the attempt counts as a failure, its end without
        an error as a success, and any other error as neither.
        """
        era = self._begin(name, title)
        try:
            yield
        except VoiceAway as error:
            self._failed(name, era, error.rest)
            raise
        except BaseException:
            self._undecided(name, era)
            raise
        self._succeeded(name, era)

    def _begin(self, name: str, title: str) -> int:
        """The era in which an attempt begins; raises VoiceRests."""
        with self._lock:
            circuit = self._circuits.setdefault(name, _Circuit())
            if circuit.failures and self._rest > 0:
                left = circuit.until - self._clock()
                if left > 0:
                    raise VoiceRests(f"{title} rests after a failure; it is asked again in {_in_words(left)}.")
                if circuit.tried:
                    raise VoiceRests(f"{title} rests after a failure; somebody is trying it just now.")
                circuit.tried = True
            return circuit.era

    def _failed(self, name: str, era: int, asked: float) -> None:
        """`asked`: seconds for which the voice itself wants to be left alone."""
        with self._lock:
            circuit = self._circuits[name]
            if circuit.era != era:  # begun before others failed or succeeded
                return
            rest = min(self._rest * 2.0 ** min(circuit.failures, 32), LONGEST_REST)
            self._circuits[name] = _Circuit(
                failures=circuit.failures + 1, until=self._clock() + min(max(rest, asked), LONGEST_REST), era=era + 1
            )

    def _succeeded(self, name: str, era: int) -> None:
        with self._lock:
            if self._circuits[name].era == era and self._circuits[name].failures:
                self._circuits[name] = _Circuit(era=era + 1)

    def _undecided(self, name: str, era: int) -> None:
        with self._lock:
            if self._circuits[name].era == era:
                self._circuits[name].tried = False


def _in_words(seconds: float) -> str:
    """A length of time, rounded up."""
    return f"{-int(-seconds // 1)} s" if seconds <= 90 else f"{-int(-seconds // 60)} min"
