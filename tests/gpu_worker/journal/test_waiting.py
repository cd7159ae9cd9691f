"""What can be asked about a job and about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection

from gpu_worker.journal import Counts, Failure, Job, Journal, Position
from gpu_worker.journal.line import line

New = Callable[..., Job]
Done = Callable[[Journal, Job], Job]


def _claim(journal: Journal, worker: str = "w/0") -> Job:
    job = journal.claim(worker, lease=60, fresh=True)
    assert job is not None
    return job


def test_the_position_is_the_order_of_claims(journal: Journal, new: New) -> None:
    """As many come before a job as are then claimed before it, whoever they belong to."""
    for owner in "aaabbcaacb":
        new(journal, owner=owner)
    journal.requeue(_claim(journal).id, "w/0", counted=True, reason="died")
    jobs = [job for job in (journal.get(job.id) for job in [new(journal, owner=owner) for owner in "abd"]) if job is not None]
    expected = {job.id: journal.position(job.id) for job in jobs}
    order = []
    while job := journal.claim("w/1", lease=60, fresh=True):
        order.append(job.id)
    assert len(order) == 13
    for job_id, position in expected.items():
        assert position is not None
        assert position.ahead == order.index(job_id)


def test_a_question_sees_one_state_of_the_queue(journal: Journal, new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though a worker takes jobs while it is answered."""
    jobs = [new(journal) for _ in range(3)]

    def taken_meanwhile(connection: Connection) -> Iterator[str]:
        _claim(journal)
        return line(connection)

    monkeypatch.setattr("gpu_worker.journal.waiting.line", taken_meanwhile)
    assert journal.position(jobs[0].id, workers=1) == Position(0, 10.0)
    ahead = [position.ahead for position in map(journal.positions(workers=1).get, [job.id for job in jobs]) if position is not None]
    assert ahead == [0, 0, 1]


def test_the_estimate_plays_the_queue_through(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """With clips of 4 s, two workers, one of them 1 s into a job: 3 + 4 s for the third in the queue."""
    new(journal)
    job = _claim(journal)
    clock.seconds += 4
    done(journal, job)
    waiting = [new(journal) for _ in range(5)]
    running = _claim(journal)
    clock.seconds += 1
    assert journal.position(running.id, workers=2) == Position(0, 3.0)
    assert [journal.position(job.id, workers=2) for job in waiting[1:]] == [
        Position(0, 4.0),
        Position(1, 7.0),
        Position(2, 8.0),
        Position(3, 11.0),
    ]


def test_workers_are_those_lately_seen(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """Without being told, the estimate counts who runs something or ended something within five minutes."""
    for _ in range(6):
        new(journal)
    jobs = [_claim(journal, f"w/{number}") for number in range(2)]
    clock.seconds += 4
    for job in jobs:
        done(journal, job)
    last = max(job.id for job in [new(journal)])
    assert journal.position(last) == Position(4, 12.0)
    clock.seconds += 301
    assert journal.position(last) == Position(4, 20.0)


def test_before_the_first_clip_there_is_still_an_estimate(journal: Journal, new: New) -> None:
    """Ten seconds each."""
    jobs = [new(journal) for _ in range(3)]
    assert [journal.position(job.id) for job in jobs] == [Position(0, 10.0), Position(1, 20.0), Position(2, 30.0)]


def test_one_huge_clip_does_not_frighten_everybody(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """The median of the latest clips is what one is taken to need."""
    for seconds in (2, 2, 2, 600, 2):
        new(journal)
        job = _claim(journal)
        clock.seconds += seconds
        done(journal, job)
    position = journal.position(new(journal).id)
    assert position == Position(0, 2.0)


def test_what_is_over_waits_for_nothing_and_what_is_gone_has_no_place(journal: Journal, new: New, done: Done) -> None:
    """0 jobs and 0 s for an ended one, None for an unknown one."""
    new(journal)
    job = done(journal, _claim(journal))
    assert journal.position(job.id) == Position(0, 0.0)
    assert journal.position("0" * 32) is None
    assert journal.get("0" * 32) is None


def test_counts_say_how_things_stand(journal: Journal, new: New, done: Done, clock: Any) -> None:
    """Each state, second attempts, the untold, and how long the longest has waited."""
    assert journal.counts() == Counts(0, 0, 0, 0, 0, again=0, untold=0, waited=0.0)
    for _ in range(6):
        new(journal)
    done(journal, _claim(journal))
    journal.tell(done(journal, _claim(journal)).id)
    journal.fail(_claim(journal).id, "w/0", Failure("user", "No."))
    journal.requeue(_claim(journal).id, "w/0", counted=True, reason="died")
    job = _claim(journal)
    clock.seconds += 12
    assert journal.counts() == Counts(queued=2, running=1, done=2, failed=1, quarantined=0, again=1, untold=2, waited=12.0)
    assert journal.get(job.id) == job


@pytest.mark.parametrize("given", [True, False])
def test_the_clock_is_the_databases_unless_one_is_given(journal_url: str, tmp_path: Any, clock: Any, given: bool) -> None:
    """Leases of several machines go by one clock."""
    from gpu_worker.journal import JournalLimits, open_journal

    with open_journal(journal_url, JournalLimits(), tmp_path / "jobs", clock=clock if given else None) as journal:
        assert (journal.now() == clock.seconds) == given
