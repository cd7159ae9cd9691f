"""What becomes of a job in the hands of a seat, with real processes and a real journal."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from gpu_worker.journal import JournalUnwritable
from gpu_worker.soak.census import alive
from tests.gpu_worker.house import LIMIT, House, pid_of, until


def test_jobs_are_done_and_told(house: House) -> None:
    """Done, refused and broken jobs end as they should, each is announced once, and its progress is told."""
    supervisor = house.open()
    ids = [house.add(), house.add(act="refuse"), house.add(act="bug")]
    supervisor.wake()
    done, refused, broken = house.over(*ids)
    assert (done.state, done.attempts) == ("done", 1)
    assert done.clip is not None
    assert done.clip.read_text() == done.id
    assert (refused.state, refused.blame, refused.message) == ("failed", "user", "No face was found in this photo.")
    assert (broken.state, broken.blame) == ("failed", "us")
    until(lambda: len(house.ended) == 3)
    assert sorted(house.ended) == sorted(ids)
    assert house.progressed.is_set()


def test_poison_is_tried_three_times_and_apologised_for(house: House) -> None:
    """Then the journal says so, honestly, and the work goes on."""
    house.open(count=2)
    poison, good = house.over(house.add(act="segfault"), house.add())
    assert (poison.state, poison.attempts, poison.blame) == ("quarantined", 3, "us")
    assert poison.message is not None
    assert "3 times" in poison.message
    assert good.state == "done"


def test_deadline_and_silence_kill(house: House) -> None:
    """Past its deadline, or without a beat, a worker is killed, and the job tried again."""
    house.open(silence_seconds=1.0, stage_seconds=1.0)
    late, frozen, stuck = house.over(
        house.add(deadline=0.5, act="hang", times=1), house.add(act="stop", times=1), house.add(act="hang", times=1)
    )
    assert [(job.state, job.attempts) for job in (late, frozen, stuck)] == [("done", 2)] * 3
    assert "deadline" in str(late.trace)
    assert "no beat" in str(frozen.trace)
    assert "no progress" in str(stuck.trace)


def test_full_disk_costs_no_attempt(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job waits until there is room, the health says why, and then it is done as if nothing had been."""
    monkeypatch.setattr("gpu_worker.backoff.FIRST", 0.05)
    monkeypatch.setattr("gpu_worker.backoff.LONGEST", 0.1)
    full = tmp_path / "full"
    full.touch()
    supervisor = house.open()
    job = house.add(act="want room", full=str(full))
    until(lambda: "room" in supervisor.health().workers[0].trouble)
    assert supervisor.health().state == "degraded"
    full.unlink()
    assert (house.over(job)[0].state, house.get(job).attempts) == ("done", 1)
    until(lambda: supervisor.health().state == "ready")


def test_unwritable_journal_loses_no_clip(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the end of a job cannot be written down, nothing else is begun; once it can, the clip that was made counts."""
    monkeypatch.setattr("gpu_worker.backoff.FIRST", 0.05)
    monkeypatch.setattr("gpu_worker.backoff.LONGEST", 0.1)
    away, refused = threading.Event(), threading.Event()
    finish = house.journal.finish

    def fail_for_a_while(*arguments: Any) -> bool:
        if away.is_set():
            refused.set()
            raise JournalUnwritable("The journal cannot be written just now.")
        return finish(*arguments)

    monkeypatch.setattr(house.journal, "finish", fail_for_a_while)
    away.set()
    supervisor = house.open()
    first, second = house.add(), house.add()
    assert refused.wait(LIMIT)
    assert supervisor.health().state == "degraded"
    assert (house.get(first).state, house.get(second).state) == ("running", "queued")
    away.clear()
    assert [job.attempts for job in house.over(first, second)] == [1, 1]


def test_forgotten_job_is_dropped(house: House) -> None:
    """Who wants to be forgotten is forgotten while the clip is being made: the worker is stopped, and nothing of it stays."""
    supervisor = house.open(lease_seconds=0.3)
    job = house.add(owner="me", act="hang")
    until(lambda: house.get(job).state == "running")
    pid = pid_of(supervisor)
    house.journal.forget("me")
    until(lambda: not alive(pid))
    other = house.add()
    assert house.over(other)[0].state == "done"
    assert not (house.folder / job).exists()


def test_a_request_that_cannot_be_sent_is_refused(house: House) -> None:
    """And does no harm to the worker or to the others."""
    house.open()
    huge, good = house.over(house.add(text="x" * 100_000), house.add())
    assert (huge.state, huge.attempts) == ("failed", 1)
    assert good.state == "done"
