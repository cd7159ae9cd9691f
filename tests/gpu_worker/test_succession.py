"""Workers that follow each other: recycled, warmed up, replaced, tried again, and none of it at the cost of a job."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path

import pytest

from gpu_worker.shift import Again
from tests.gpu_worker.house import House, pid_of, until


def test_workers_are_recycled_between_jobs(house: House) -> None:
    """Each does as many jobs as it may, and no attempt is lost by that."""
    house.open(recycle_jobs=2)
    jobs = house.over(*[house.add() for _ in range(6)])
    assert {job.attempts for job in jobs} == {1}
    workers = [job.claimed_by for job in jobs]
    assert {workers.count(worker) for worker in workers} == {2}


def test_the_next_worker_is_ready_before_the_last_one_goes(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """With room for two, nobody ever waits for a worker to load, but for the first."""
    caplog.set_level(logging.INFO, logger="gpu_worker.succession")
    house.open(recycle_jobs=10, prewarm="full")
    house.over(*[house.add(seconds=0.02) for _ in range(35)])
    news = [record.getMessage() for record in caplog.records]
    ready, going = (0, 0)
    for line in news:
        ready += "is ready" in line
        going += "goes after" in line
        assert ready > going
    assert going >= 3


@pytest.mark.parametrize("prewarm", ["full", "cpu", "off"])
def test_recycling_in_every_warmth(house: House, tmp_path: Path, prewarm: str) -> None:
    """However far the next worker is loaded before, all jobs are done by workers that do no more than they may."""
    options = {"prepared": str(tmp_path / "prepared")}
    house.open("tests.gpu_worker.workers.obedient:open_worker", options, recycle_jobs=3, prewarm=prewarm)
    jobs = house.over(*[house.add(seconds=0.02) for _ in range(9)])
    workers = [job.claimed_by for job in jobs]
    assert {job.state for job in jobs} == {"done"}
    assert max(workers.count(worker) for worker in workers) == 3
    assert (tmp_path / "prepared").exists() == (prewarm == "cpu")


def test_spent_memory_gets_a_fresh_worker(house: House) -> None:
    """An attempt that ran out of memory is repeated in another process."""
    house.open()
    first, second = house.over(house.add(), house.add(act="memory", times=1))
    assert (second.state, second.attempts) == ("done", 2)
    assert first.claimed_by != second.claimed_by


def test_second_try_waits_behind_the_others_and_gets_a_fresh_worker(house: House) -> None:
    """Whoever waited when the attempt was lost is served first; then the next worker takes it as its first job."""
    ids = [house.add(act="leave", times=1), *[house.add() for _ in range(4)]]
    house.open()
    sick, *others = house.over(*ids)
    assert sick.attempts == 2
    assert sick.ended is not None
    assert all(other.ended is not None and other.ended <= sick.ended for other in others)
    assert sick.claimed_by not in [other.claimed_by for other in others]


def test_failing_starts_degrade_and_recover(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five failed starts in a row the health says so; jobs are taken in all the same, and done as soon as a start succeeds."""
    monkeypatch.setattr("gpu_worker.backoff.FIRST", 0.01)
    monkeypatch.setattr("gpu_worker.backoff.LONGEST", 0.1)
    part = tmp_path / "part"
    supervisor = house.open("tests.gpu_worker.workers.unopenable:open_with_part", {"part": str(part)})
    waiting = house.add()
    until(lambda: supervisor.health().state == "degraded")
    assert "spam is missing" in supervisor.health().workers[0].trouble
    assert house.get(waiting).state == "queued"
    part.touch()
    assert house.over(waiting)[0].attempts == 1
    until(lambda: supervisor.health().state == "ready")


def test_an_idle_worker_that_dies_is_replaced(house: House) -> None:
    """Before anybody has to wait for it."""
    supervisor = house.open()
    pid = pid_of(supervisor)
    os.kill(pid, signal.SIGKILL)
    until(lambda: supervisor.health().workers[0].pid not in (None, pid))
    assert house.over(house.add())[0].attempts == 1


def test_workers_that_gave_way_are_counted(house: House) -> None:
    """Recycled and killed ones alike, for the operator's figures."""
    supervisor = house.open(recycle_jobs=2)
    house.over(*[house.add() for _ in range(5)])
    assert supervisor.health().workers[0].replaced == 2
    os.kill(pid_of(supervisor), signal.SIGKILL)
    until(lambda: supervisor.health().workers[0].replaced == 3)


def test_each_waiting_second_try_changes_one_worker() -> None:
    """Not every seat's."""
    again = Again()
    again.set(2)
    assert [again.take() for _ in range(4)] == [True, True, False, False]
    again.one_more()
    assert again.take()
