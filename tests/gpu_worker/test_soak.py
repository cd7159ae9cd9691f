"""The trials of `python -m gpu_worker.soak` in their short forms. How fast this machine is, is not judged here."""

from __future__ import annotations

import json

import pytest

from gpu_worker.soak.__main__ import main
from gpu_worker.soak.chaos import Chaos
from gpu_worker.soak.clips import Clips
from gpu_worker.soak.disk import Disk
from gpu_worker.soak.household_kills import HouseholdKills
from gpu_worker.soak.leak import Leak
from gpu_worker.soak.notice import Notice
from gpu_worker.soak.report import Figure, Report, exactly, percentile
from gpu_worker.soak.two import Two


def _holds(report: Report) -> None:
    assert report.figures
    assert report.broken == []


@pytest.mark.slow
def test_chaos_loses_nothing() -> None:
    """Workers die in many ways: every good job is answered once, every poison job after three tries, and nothing is left behind."""
    _holds(Chaos(jobs=40, each=0, kills=1, trapdoors=1, acts=("segfault", "kill while sending", "garbage", "memory", "stop")).run())


@pytest.mark.slow
def test_kills_lose_nothing(journal_url: str) -> None:
    """The process that owns journal and supervisor is killed at work: nothing is lost or said twice, on either database."""
    url = "" if journal_url.startswith("sqlite") else journal_url
    _holds(HouseholdKills("test", url, jobs=20, kills=1).run())


@pytest.mark.slow
def test_leaks_stay_bounded() -> None:
    """A worker that leaks holds no more than its jobs can leak; the supervisor's files and threads stay as many as they were."""
    _holds(Leak(lives=2, recycle_jobs=4, small_jobs=200).run())


@pytest.mark.slow
def test_the_dead_and_the_frozen_are_noticed() -> None:
    """Idle or at work; how soon is for the long form."""
    _holds(Notice(deaths=4, freezes=1, silence_seconds=1.0).run())


@pytest.mark.slow
def test_trouble_with_the_disk_passes() -> None:
    """Full or read-only: new jobs are refused with a sentence, those taken in are done when it is over, and none loses an attempt."""
    _holds(Disk(trouble_seconds=1.0, jobs=2).run())


@pytest.mark.slow
def test_the_other_supervisor_takes_over(postgres_url: str) -> None:
    """One of two on a journal is killed: the other does what it had in hand, once."""
    _holds(Two(postgres_url, jobs=6, ways=("killed",)).run())


@pytest.mark.slow
def test_real_clips_come_through_the_worker() -> None:
    """Photo and text become a clip in a worker that is recycled."""
    _holds(Clips(clips=2, recycle_jobs=1).run())


@pytest.mark.slow
def test_command_line_reports_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure with its bounds, and the exit code says whether all of them hold."""
    code = main(["--short", "--json", "overhead"])
    (report,) = json.loads(capsys.readouterr().out)
    assert code == (0 if report["good"] else 1)
    assert {figure["name"] for figure in report["figures"]} >= {"jobs that take no time", "Journal.add, p95, ms"}


def test_report_says_what_fails() -> None:
    """A figure out of bounds fails the report; one that only measures the machine is told, and is no fault of the code."""
    report = Report("x", (exactly("lost", 1, 0), Figure("slow, s", 3, most=2, timed=True), Figure("seen", 5), Figure("kinds", 7, least=7)))
    assert not report.good
    assert [row.split()[0] for row in report.broken] == ["lost"]
    assert [row.split()[-1] for row in report.table().splitlines()[1:]] == ["FAILED", "FAILED", "5", "ok"]
    assert "skipped, no server" in Report("y", (), skipped="no server").table()


def test_percentiles_are_values_that_were_seen() -> None:
    """The nearest rank, at both ends too."""
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, part) for part in (0.0, 0.5, 0.95, 1.0)] == [1.0, 3.0, 5.0, 5.0]
