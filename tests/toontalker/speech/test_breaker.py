"""Leaving a voice alone that failed."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.errors import NothingToSay, VoiceAway
from toontalker.speech.breaker import LONGEST_REST, Breaker, VoiceRests


class Clock:
    """A time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def fail(breaker: Breaker, name: str = "gtts", rest: float = 0.0) -> None:
    """One attempt that fails."""
    with pytest.raises(VoiceAway, match="Away"), breaker.guard(name, "It"):
        raise VoiceAway("Away.", rest=rest)


def succeed(breaker: Breaker, name: str = "gtts") -> None:
    """One attempt that does not."""
    with breaker.guard(name, "It"):
        pass


def rests(breaker: Breaker, name: str = "gtts") -> bool:
    """Whether an attempt is refused; one that is not ends undecided."""
    try:
        with breaker.guard(name, "It"):
            raise NothingToSay("Nothing.")
    except VoiceRests:
        return True
    except NothingToSay:
        return False


def test_after_a_failure_it_rests_and_says_how_long() -> None:
    """Itself alone; afterwards it is asked again, and all is well if that goes well."""
    clock = Clock()
    breaker = Breaker(60, clock)
    fail(breaker)
    clock.now += 20.5
    sentence = r"^Google's voice rests after a failure; it is asked again in 40 s\.$"
    with pytest.raises(VoiceRests, match=sentence), breaker.guard("gtts", "Google's voice"):
        pytest.fail("asked")
    assert not rests(breaker, "edge")
    clock.now += 40
    succeed(breaker)
    fail(breaker)
    clock.now += 60
    succeed(breaker)


@given(st.floats(0.1, 5000), st.integers(1, 20))
def test_each_further_failure_doubles_the_rest_up_to_an_hour(rest: float, failures: int) -> None:
    """Measured by trying."""
    clock = Clock()
    breaker = Breaker(rest, clock)
    waits: list[float] = []
    for _ in range(failures):
        fail(breaker)
        since = clock.now
        expected = min(rest * 2 ** len(waits), LONGEST_REST)
        clock.now = since + expected * 0.999
        assert rests(breaker)
        clock.now = since + expected * 1.001
        assert not rests(breaker)
        waits.append(expected)
    assert all(later == min(2 * earlier, LONGEST_REST) for earlier, later in pairwise(waits))


def test_one_caller_tries_while_the_others_wait() -> None:
    """When the rest is over; and nobody waits for ever if that one comes back without an answer."""
    clock = Clock()
    breaker = Breaker(60, clock)
    fail(breaker)
    clock.now += 61
    sentence = r"^It rests after a failure; somebody is trying it just now\.$"
    with breaker.guard("gtts", "It"), pytest.raises(VoiceRests, match=sentence), breaker.guard("gtts", "It"):
        pytest.fail("asked twice")
    assert not rests(breaker)
    fail(breaker)
    clock.now += 61
    for error in (NothingToSay("Nothing."), KeyboardInterrupt()):
        with pytest.raises(type(error)), breaker.guard("gtts", "It"):
            raise error
    assert not rests(breaker)


def test_those_who_fail_together_count_once() -> None:
    """Eight jobs at once that meet the same trouble are one failure; and a latecomer's success does not end the rest."""
    clock = Clock()
    breaker = Breaker(60, clock)
    inside, go = threading.Barrier(9), threading.Event()

    def attempt(number: int) -> None:
        try:
            with breaker.guard("gtts", "It"):
                inside.wait(10)
                go.wait(10)
                if number:
                    raise VoiceAway("Away.")
                late.wait(10)
        except VoiceAway:
            return

    late = threading.Event()
    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    inside.wait(10)
    go.set()
    for thread in threads[1:]:
        thread.join()
    late.set()
    threads[0].join()
    assert rests(breaker)
    clock.now += 61
    assert not rests(breaker)


def test_who_asks_to_be_left_alone_for_longer_is() -> None:
    """Up to an hour; a shorter wish changes nothing."""
    clock = Clock()
    breaker = Breaker(60, clock)
    fail(breaker, rest=300)
    clock.now += 299
    assert rests(breaker)
    clock.now += 2
    fail(breaker, rest=1)
    clock.now += 119
    assert rests(breaker)
    clock.now += 2
    fail(breaker, rest=1e9)
    clock.now += LONGEST_REST + 1
    assert not rests(breaker)


def test_without_a_rest_nobody_ever_rests() -> None:
    """However often it fails."""
    breaker = Breaker(0, Clock())
    for _ in range(3):
        fail(breaker, rest=100)
        with breaker.guard("gtts", "It"), breaker.guard("gtts", "It"):
            pass
