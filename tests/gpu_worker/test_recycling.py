"""When a worker goes, and how early its successor comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu_worker.backoff import Backoff
from gpu_worker.recycling import JOBS_BEFORE_AGAIN, Memory, Wear, how_warm
from toontalker.settings import Prewarm, WorkerSettings


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.integers(1, 300), st.integers(0, 50))
def test_jobs_are_counted_with_jitter(jobs: int, jitter: int) -> None:
    """A worker does at least `recycle_jobs` and at most `recycle_jitter` more."""
    wear = Wear(WorkerSettings(recycle_jobs=jobs, recycle_jitter=jitter), 1.0)
    while not wear.reason(0):
        wear.worked(0.1, Memory())
    assert wear.reason(0) == "jobs"
    assert jobs <= wear.jobs <= jobs + jitter


@given(st.floats(0.1, 20), st.floats(0.01, 20), st.integers(5, 200))
def test_the_next_one_is_ready_in_time(load: float, job: float, jobs: int) -> None:
    """From the moment when the next worker begins to load, the present one still has work for as long as that takes, if it ever had."""
    wear = Wear(WorkerSettings(recycle_jobs=jobs, recycle_jitter=0), load)
    while not wear.soon(0):
        wear.worked(job, Memory())
    left = jobs - wear.jobs
    assert left * job >= load or wear.jobs <= 1
    assert not wear.reason(0) or jobs == 1


def test_limits_of_memory_and_age() -> None:
    """Each by itself is a reason; from nine tenths on the next worker is loaded."""
    clock = _Clock()
    wear = Wear(WorkerSettings(max_rss_mb=1000, max_vram_mb=500, recycle_hours=1), 1.0, clock)
    wear.worked(1.0, Memory(800, 400))
    assert (wear.soon(0), wear.reason(0)) == (False, "")
    wear.worked(1.0, Memory(800, 460))
    assert (wear.soon(0), wear.reason(0)) == (True, "")
    wear.worked(1.0, Memory(800, 501))
    assert wear.reason(0) == "memory"
    wear.worked(1.0, Memory(1001, None))
    assert wear.too_large()
    wear.worked(1.0, Memory(None, None))
    assert wear.reason(0) == "", "nobody tells how much it holds"
    clock.now = 3599
    assert (wear.soon(0), wear.reason(0)) == (True, "")
    clock.now = 3600
    assert wear.reason(0) == "age"


def test_no_limit_means_no_limit() -> None:
    """0 switches a limit of memory off."""
    wear = Wear(WorkerSettings(max_rss_mb=0, max_vram_mb=0), 1.0)
    wear.worked(1.0, Memory(1e9, 1e9))
    assert not wear.too_large()


def test_a_second_try_waits_for_ten_jobs_at_most() -> None:
    """While a job waits for a fresh worker, the next one is loaded at once and the present one goes soon."""
    wear = Wear(WorkerSettings(), 1.0)
    assert not wear.soon(1)
    wear.worked(60.0, Memory())
    assert wear.soon(1)
    assert not wear.soon(0)
    for _ in range(JOBS_BEFORE_AGAIN - 1):
        assert not wear.reason(1)
        wear.worked(60.0, Memory())
    assert wear.reason(1)
    assert not wear.reason(0)


@pytest.mark.parametrize(
    ("held", "free", "warmth"),
    [
        (Memory(1000, 2000), Memory(2000, 3000), "full"),
        (Memory(1000, 2000), Memory(2000, 2500), "cpu"),
        (Memory(1000, 2000), Memory(1500, 9000), "off"),
        (Memory(1000, None), Memory(2000, None), "full"),
        (Memory(), Memory(), "full"),
    ],
)
def test_how_warm_goes_by_free_memory(held: Memory, free: Memory, warmth: str) -> None:
    """Two workers side by side only where both memories have room for another of its size and half a GB more."""
    assert how_warm("auto", held, free) == warmth


@pytest.mark.parametrize("wanted", ["full", "cpu", "off"])
def test_how_warm_does_as_it_is_told(wanted: Prewarm) -> None:
    """What the operator says stands."""
    assert how_warm(wanted, Memory(1000, 1000), Memory(0, 0)) == wanted


def test_backoff_doubles_up_to_a_minute_and_forgets_at_success() -> None:
    """1, 2, 4 … 60 s; after five failures in a row it is more than a hiccup."""
    clock = _Clock()
    backoff = Backoff(clock=clock)
    assert [backoff.failed() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (backoff.degraded, backoff.left) == (True, 60)
    clock.now += 60
    assert backoff.left == 0
    backoff.succeeded()
    assert [backoff.failed() for _ in range(4)] == [1, 2, 4, 8]
    assert not backoff.degraded
