"""The supervisor from start to stop, and what it does for all seats."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from gpu_worker.seat import Seat
from gpu_worker.soak.census import alive
from tests.gpu_worker.house import LIMIT, House, pid_of, until


def test_jobs_of_other_processes_are_found(house: House) -> None:
    """Nobody needs to call `wake`."""
    house.open()
    assert house.over(house.add())[0].state == "done"


def test_stop_lets_jobs_end(house: House) -> None:
    """What is at work ends, what waits is left alone, and no process stays."""
    supervisor = house.open()
    at_work, waiting = house.add(seconds=0.5), house.add(seconds=0.5)
    until(lambda: house.get(at_work).state == "running")
    pid = pid_of(supervisor)
    supervisor.stop(LIMIT)
    assert house.get(at_work).state == "done"
    assert (house.get(waiting).state, house.get(waiting).attempts) == ("queued", 0)
    assert not alive(pid)
    assert supervisor.health().state == "stopped"


def test_stop_gives_unfinished_jobs_back(house: House) -> None:
    """When time is up, the job waits again as if it had never been begun."""
    supervisor = house.open()
    job = house.add(act="hang")
    until(lambda: house.get(job).state == "running")
    supervisor.stop(0.0)
    assert (house.get(job).state, house.get(job).attempts) == ("queued", 0)


def test_jobs_of_a_killed_supervisor_are_taken_back_at_once(house: House, repo: Path, tmp_path: Path) -> None:
    """The next one on the same folder does not wait for the lease of the dead one."""
    job = house.add(act="hang", times=1)
    code = (
        "import sys; from gpu_worker.soak.household import Household;"
        f"Household('sqlite:///{tmp_path}/journal.db', {str(house.folder)!r}, worker={{'lease_seconds': 3600.0}}).live()"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=repo, stdout=subprocess.DEVNULL) as process:
        until(lambda: house.get(job).state == "running")
        process.kill()
    house.open(lease_seconds=3600.0)
    assert house.over(job)[0].attempts == 2


def test_second_start_after_stop(house: House) -> None:
    """A supervisor can be stopped twice and started again."""
    supervisor = house.open()
    supervisor.stop()
    supervisor.stop()
    supervisor.start()
    assert house.over(house.add())[0].state == "done"


def test_a_bug_in_a_seat_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that broke is replaced, its job is tried again, its worker is ended."""
    broken = threading.Event()
    intact = Seat._write_down

    def break_once(self: Seat, *arguments: Any) -> None:
        if not broken.is_set():
            broken.set()
            raise ZeroDivisionError
        intact(self, *arguments)

    monkeypatch.setattr(Seat, "_write_down", break_once)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    house.open()
    job = house.over(house.add())[0]
    assert (job.state, job.attempts) == ("done", 2)
    assert "supervisor broke" in str(job.trace)
