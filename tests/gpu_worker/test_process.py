"""A worker process: started clean, watched closely, killed completely."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gpu_worker.entrance import Orders
from gpu_worker.errors import GarbageFrame, StartFailed, WorkerDied, WorkerError, WorkerHung
from gpu_worker.messages import Beat, Done, Failed, Progress, Run
from gpu_worker.process import Patience, WorkerProcess
from gpu_worker.soak.actors import DEADLY, OPENER
from gpu_worker.soak.census import alive, census

_OBEDIENT = "tests.gpu_worker.workers.obedient:open_worker"
_LIMIT = 60.0
"""Seconds after which a test gives up waiting."""

Start = Callable[..., WorkerProcess]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a worker, and ends it whatever the test does."""
    started: list[WorkerProcess] = []

    def _start(opener: str = _OBEDIENT, *, ready: bool = True, patience: Patience | None = None, **orders: object) -> WorkerProcess:
        worker = WorkerProcess(replace(Orders(opener=opener, beat=0.1), **orders), "test", patience or Patience())  # type: ignore[arg-type]
        started.append(worker)
        worker.start()
        if ready:
            _until(lambda: worker.stage == "ready", worker)
        return worker

    yield _start
    for worker in started:
        worker.kill()


def _until(what: Callable[[], bool], worker: WorkerProcess) -> None:
    """Listens until it is so."""
    end = time.monotonic() + _LIMIT
    while not what():
        assert time.monotonic() < end
        worker.listen(0.05)


def _gone(pid: int) -> bool:
    return _soon(lambda: not alive(pid))


def _soon(what: Callable[[], bool]) -> bool:
    """Whether it is so, or becomes so while nobody does anything for it."""
    end = time.monotonic() + _LIMIT
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    return what()


def _run(worker: WorkerProcess, folder: Path, deadline: float = _LIMIT, **request: object) -> Done | Failed:
    order = Run(job="job", photo="photo", request=request, clip=str(folder / "clip-1.mp4"))  # type: ignore[arg-type]  # JSON
    events = list(worker.run(order, deadline))
    answer = next(event for event in reversed(events) if event is not None)
    assert isinstance(answer, Done | Failed)
    assert any(isinstance(event, Progress) for event in events)
    return answer


def test_does_jobs_and_retires(start: Start, tmp_path: Path) -> None:
    """One process does many jobs, is closed in an orderly way, and leaves nothing behind."""
    before = census()
    worker = start(options={"closed": str(tmp_path / "closed")})
    pids = {_run(worker, tmp_path).report["pid"] for _ in range(3)}  # type: ignore[union-attr]  # `Failed` has no report
    assert pids == {worker.pid}
    worker.retire()
    assert (tmp_path / "closed").exists()
    assert not alive(worker.pid)
    assert _soon(lambda: census().threads <= before.threads)  # the thread behind a queue ends by itself, with its files
    after = census()
    assert after.files <= before.files + 1  # the resource tracker's
    assert after.children <= before.children


def test_knows_nothing_of_who_started_it(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token of the environment, no command line, no module of the bot or of the supervisor; a session of its own, first to be killed
    when memory runs out, and no file to hand down to its children.
    """
    for name in ("TELEGRAM_TOKEN", "DISCORD_TOKEN", "PGPASSWORD", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, "4")
    monkeypatch.setattr(sys, "argv", ["toontalker-bot", "--token", "secret"])
    answer = _run(start(), tmp_path, look=True)
    assert isinstance(answer, Done)
    seen = answer.report
    assert isinstance(seen["environment"], dict)
    assert isinstance(seen["modules"], list)
    assert {"TELEGRAM_TOKEN", "DISCORD_TOKEN", "PGPASSWORD"} & set(seen["environment"]) == set()
    assert {"PATH", "OMP_NUM_THREADS"} <= set(seen["environment"])
    assert "secret" not in str(seen["arguments"])
    assert [name for name in seen["modules"] if str(name).split(".")[0] in ("bot", "pytest", "sqlalchemy")] == []
    assert seen["session"] == seen["pid"]
    assert seen["inherited"] == []
    assert seen["oom_score"] == 800


@pytest.mark.parametrize("act", DEADLY)
def test_every_way_of_dying_is_noticed(start: Start, tmp_path: Path, act: str) -> None:
    """Whatever a worker does instead of its job, `run` ends with an error that names it, and `kill` leaves no process."""
    worker = start(OPENER, options={"trapdoor": str(tmp_path / "none")}, patience=Patience(silence=1.0, stage=1.0))
    if act == "memory":
        order = Run(job="job", photo="photo", request={"act": act}, clip=str(tmp_path / "clip-1.mp4"))
        answer = [event for event in worker.run(order, _LIMIT) if isinstance(event, Failed)]
        assert [failed.retry for failed in answer] == ["fresh"]
        return
    expected: dict[str, type[WorkerError]] = {"garbage": GarbageFrame, "flood": GarbageFrame, "foreign": GarbageFrame}
    expected |= {"hang": WorkerHung, "stop": WorkerHung, "stop while sending": WorkerHung}
    with pytest.raises(expected.get(act, WorkerDied)):
        _run(worker, tmp_path, act=act)
    worker.kill()
    assert not alive(worker.pid)


def test_deadline_ends_a_job_that_moves(start: Start, tmp_path: Path) -> None:
    """Beats and progress do not help against the deadline of the job."""
    worker = start()
    with pytest.raises(WorkerHung, match="deadline"):
        _run(worker, tmp_path, deadline=0.5, seconds=60.0)


def test_children_of_a_worker_die_with_it(start: Start, tmp_path: Path) -> None:
    """Killed means killed: whatever it has started goes too."""
    worker = start()
    answer = _run(worker, tmp_path, child=True)
    assert isinstance(answer, Done)
    child = int(str(answer.report["child"]))
    assert alive(child)
    worker.kill()
    assert _gone(child)


def test_an_opener_that_lacks_a_part_says_which(start: Start) -> None:
    """The operator reads the sentence, not a traceback."""
    worker = start("tests.gpu_worker.workers.unopenable:open_without_part", ready=False)
    with pytest.raises(StartFailed, match="spam is missing"):
        _until(lambda: False, worker)


@pytest.mark.parametrize("name", ["unopenable:open_with_bug", "unopenable:nothing", "nowhere:nothing"])
def test_an_opener_with_a_bug_dies(start: Start, name: str) -> None:
    """So does one that is not there."""
    worker = start(f"tests.gpu_worker.workers.{name}", ready=False)
    with pytest.raises(WorkerDied):
        _until(lambda: False, worker)


def test_a_worker_that_does_not_become_ready_is_given_up(start: Start, tmp_path: Path) -> None:
    """Loading has a limit, beats or not."""
    options = {"trapdoor": str(tmp_path / "none"), "load_seconds": 600}
    worker = start(OPENER, ready=False, options=options, patience=Patience(start=0.5))
    with pytest.raises(WorkerHung):
        _until(lambda: False, worker)


def test_held_worker_prepares_and_waits(start: Start, tmp_path: Path) -> None:
    """It loads what needs no GPU, and the rest when it is told to; or leaves when it is told to."""
    worker = start(ready=False, hold=True, options={"prepared": str(tmp_path / "prepared")})
    _until(lambda: worker.stage == "prepared", worker)
    assert (tmp_path / "prepared").exists()
    worker.warm()
    _until(lambda: worker.stage == "ready", worker)
    assert isinstance(_run(worker, tmp_path), Done)
    other = start(ready=False, hold=True, options={"prepared": str(tmp_path / "prepared")})
    _until(lambda: other.stage == "prepared", other)
    other.retire()
    assert not alive(other.pid)


def test_beats_while_it_works(start: Start, tmp_path: Path) -> None:
    """A second thread says that the process lives, whatever the first one does."""
    worker = start()
    order = Run(job="job", photo="photo", request={"seconds": 0.5}, clip=str(tmp_path / "clip-1.mp4"))
    assert any(isinstance(event, Beat) for event in worker.run(order, _LIMIT))


_PARENT = """
import json, sys, time
from gpu_worker.entrance import Orders
from gpu_worker.messages import Done, Run
from gpu_worker.process import Patience, WorkerProcess
worker = WorkerProcess(Orders(opener=sys.argv[1], beat=30.0), "orphan", Patience())
worker.start()
while worker.stage != "ready":
    worker.listen(0.1)
run = Run(job="job", photo="p", request={"child": True}, clip=sys.argv[2])
done = [event for event in worker.run(run, 60) if isinstance(event, Done)]
print(json.dumps([worker.pid, done[0].report["child"]]), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("stopped", [False, True])
def test_an_orphan_leaves_at_once(tmp_path: Path, repo: Path, stopped: bool) -> None:
    """When the supervisor's process is killed, the worker ends without waiting for its next beat, and takes its children along, even
    when it was stopped at that moment.
    """
    command = [sys.executable, "-c", _PARENT, _OBEDIENT, str(tmp_path / "clip-1.mp4")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=repo) as parent:
        assert parent.stdout is not None
        worker, child = json.loads(parent.stdout.readline())
        if stopped:
            os.kill(worker, 19)
        parent.kill()
        assert _gone(worker)
        assert _gone(child)
