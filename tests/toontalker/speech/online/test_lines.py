"""A few lines that many share."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from toontalker.speech.online.lines import Lines


def soon(seconds: float = 30.0) -> float:
    """A deadline."""
    return time.monotonic() + seconds


def test_answers_come_in_the_order_of_the_calls() -> None:
    """Whichever is done first; none for none."""
    lines = Lines(2, "test")
    first = threading.Event()

    def slow() -> int:
        assert first.wait(10)
        return 0

    def fast() -> int:
        first.set()
        return 1

    assert lines.ask([slow, fast], soon()) == [0, 1]
    assert lines.ask([], soon()) == []
    lines.close()


def test_the_first_failure_ends_the_waiting() -> None:
    """And what has not begun by then never does."""
    lines, begun, release = Lines(1, "test"), list[int](), threading.Event()
    calls: list[Callable[[], object]] = [partial(int, "broken"), partial(release.wait, 10), partial(begun.append, 1)]
    with pytest.raises(ValueError, match="broken"):
        lines.ask(calls, soon())
    release.set()
    lines.close()
    assert begun == []


def test_nobody_waits_longer_than_the_deadline() -> None:
    """Neither for a call that hangs nor for lines that others hold; a call that ends later disturbs nobody."""
    lines, release = Lines(1, "test"), threading.Event()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            lines.ask([partial(release.wait, 10)], soon(0.05))
    release.set()
    assert lines.ask([lambda: 5], soon()) == [5]
    lines.close()


def test_threads_end_with_the_lines() -> None:
    """When nobody holds them any more, without being told."""
    before = threading.active_count()
    lines = Lines(2, "test")
    lines.ask([lambda: 1, lambda: 2], soon())
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("test")]
    assert threads
    del lines
    gc.collect()
    for thread in threads:
        thread.join(10)
    assert threading.active_count() <= before
