"""A worker's hold on a job, and whose turn it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpu_worker.journal import ATTEMPTS, Failure, Job, Journal, JournalLimits, NewJob, open_journal

New = Callable[..., Job]
Done = Callable[[Journal, Job], Job]


def _claim(journal: Journal, worker: str = "w/0", *, fresh: bool = True) -> Job:
    job = journal.claim(worker, lease=60, fresh=fresh)
    assert job is not None
    return job


def test_the_attempt_is_counted_before_the_job_is_handed_over(journal: Journal, new: New, clock: Any) -> None:
    """A claimed job is in the journal as running, counted, with its worker and its lease."""
    new(journal)
    clock.seconds += 7
    job = _claim(journal)
    assert journal.get(job.id) == job
    assert (job.state, job.attempts, job.claimed_by) == ("running", 1, "w/0")
    assert (job.started, job.lease_until) == (clock.seconds, clock.seconds + 60)
    assert journal.claim("w/1", lease=60, fresh=True) is None


def test_owners_take_turns(journal: Journal, new: New) -> None:
    """Twenty jobs of one person do not hold up the first of another, nor her second more than one of his."""
    for number in range(20):
        new(journal, owner="many", key=f"many-{number}")
    _claim(journal)
    for key in ("few-0", "few-1"):
        new(journal, owner="few", key=key)
    assert [_claim(journal).key for _ in range(5)] == ["many-1", "few-0", "many-2", "few-1", "many-3"]


@given(script=st.lists(st.one_of(st.sampled_from("abcde"), st.none()), max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_is_served_twice_before_another_is_served_once(script: list[str | None], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Between two claims of one owner, each other owner who waits all the while is claimed at least once."""
    folder = tmp_path_factory.mktemp("turns")
    with open_journal(f"sqlite:///{folder}/journal.db", JournalLimits(100, 100, 100), folder / "jobs") as journal:
        waiting: Counter[str] = Counter()
        since_last: dict[str, Counter[str]] = {}
        for number, owner in enumerate([*script, *[None] * len(script)]):
            if owner is not None:
                if not waiting[owner]:
                    since_last[owner] = Counter()
                waiting[owner] += 1
                journal.add(NewJob(f"{number}", owner, "chat", "{}", journal.save_photo(b""), {}, 60.0))
                continue
            job = journal.claim("w/0", lease=60, fresh=False)
            assert (job is not None) == (waiting.total() > 0)
            if job is None:
                continue
            for other, served in since_last.items():
                if waiting[other] and other != job.owner:
                    served[job.owner] += 1
                    assert served[job.owner] <= 1, f"{job.owner} was served twice while {other} waited"
            waiting[job.owner] -= 1
            since_last[job.owner] = Counter()


def test_jobs_of_one_owner_keep_their_order(journal: Journal, new: New) -> None:
    """First come, first served, within a person."""
    keys = [new(journal).key for _ in range(10)]
    assert [_claim(journal).key for _ in keys] == keys


def test_a_lost_attempt_waits_behind_all_that_wait_and_for_a_fresh_worker(journal: Journal, new: New) -> None:
    """A job whose worker died is not given to a worker that has done something, and comes after the waiting ones."""
    new(journal, owner="a", key="lost")
    job = _claim(journal)
    for number in range(3):
        new(journal, owner="b", key=f"b-{number}")
    again = journal.requeue(job.id, "w/0", counted=True, reason="signal 11")
    assert again is not None
    assert (again.state, again.attempts, again.claimed_by, again.lease_until) == ("queued", 1, None, None)
    assert again.trace == "attempt 1: signal 11"
    assert journal.again() == journal.counts().again == 1
    assert [_claim(journal).key for _ in range(4)] == ["b-0", "b-1", "b-2", "lost"]


def test_a_lost_attempt_needs_a_fresh_worker(journal: Journal, new: New) -> None:
    """Only a worker that has done nothing yet gets it."""
    new(journal)
    journal.requeue(_claim(journal).id, "w/0", counted=True, reason="died")
    assert journal.claim("w/0", lease=60, fresh=False) is None
    assert _claim(journal, fresh=True).attempts == 2


def test_newcomers_cannot_starve_a_lost_attempt(journal: Journal, new: New) -> None:
    """With one new job for each that is claimed, from people who are there and from new ones, a second attempt comes within a round."""
    for number in range(5):
        new(journal, owner=f"owner-{number}")
    job = _claim(journal)
    journal.requeue(job.id, "w/0", counted=True, reason="died")
    claimed = []
    for number in range(30):
        new(journal, owner=f"owner-{number % 10}")
        claimed.append(_claim(journal).id)
    assert job.id in claimed[:15]


def test_after_its_last_attempt_a_job_is_given_up_with_an_apology(journal: Journal, new: New) -> None:
    """Three attempts, then quarantine: the person gets a whole sentence, we get every reason."""
    new(journal)
    for attempt in range(1, ATTEMPTS + 1):
        job = _claim(journal)
        assert job.attempts == attempt
        after = journal.requeue(job.id, "w/0", counted=True, reason=f"signal {attempt}")
    assert after is not None
    assert (after.state, after.blame, after.over) == ("quarantined", "us", True)
    assert after.message is not None
    assert after.message.startswith("I tried 3 times")
    assert after.trace == "attempt 1: signal 1\nattempt 2: signal 2\nattempt 3: signal 3"
    assert journal.claim("w/0", lease=60, fresh=True) is None
    assert [job.id for job in journal.untold(5)] == [after.id]


def test_an_attempt_given_back_costs_nothing(journal: Journal, new: New) -> None:
    """A job that is not to blame keeps its place and its attempts, and any worker may take it."""
    first = new(journal, owner="a")
    new(journal, owner="b")
    for _ in range(ATTEMPTS + 2):
        job = _claim(journal, fresh=False)
        assert (job.id, job.attempts) == (first.id, 1)
        back = journal.requeue(job.id, "w/0", counted=False, reason="the supervisor stops")
        assert back is not None
        assert (back.state, back.attempts) == ("queued", 0)


def test_recover_takes_back_what_the_dead_had(journal: Journal, new: New) -> None:
    """Jobs of workers with the name's beginning, and no others; attempts stay counted."""
    for _ in range(3):
        new(journal)
    mine, other, literal = _claim(journal, "house_1/0"), _claim(journal, "house_2/0"), _claim(journal, "houseX1/0")
    assert journal.recover("house_1/") == 1
    states = [(job.state, job.attempts) for job in (journal.get(each.id) for each in (mine, other, literal)) if job is not None]
    assert states == [("queued", 1), ("running", 1), ("running", 1)]
    assert journal.recover("house_1/") == 0


def test_recover_takes_back_ended_leases(journal: Journal, new: New, clock: Any) -> None:
    """A worker that does not renew loses its job, one that does keeps it."""
    for _ in range(2):
        new(journal)
    kept, lost = _claim(journal, "w/0"), _claim(journal, "w/1")
    clock.seconds += 50
    assert journal.renew(kept.id, "w/0", 60)
    assert journal.recover() == 0
    clock.seconds += 50
    assert journal.recover() == 1
    assert not journal.renew(lost.id, "w/1", 60)
    assert journal.renew(kept.id, "w/0", 60)


def test_recover_gives_up_what_had_its_last_attempt(journal: Journal, new: New) -> None:
    """A job that was there at three crashes of the whole process is not tried a fourth time."""
    job = new(journal)
    for _ in range(ATTEMPTS):
        _claim(journal)
        assert journal.recover("w/") == 1
    after = journal.get(job.id)
    assert after is not None
    assert after.state == "quarantined"


def test_who_lost_a_job_can_do_nothing_to_it(journal: Journal, new: New, done: Done) -> None:
    """After the lease was taken over, the first worker's news are refused, its clip is removed, and the second one's result stands."""
    new(journal)
    stale = _claim(journal, "w/0")
    journal.recover("w/0")
    now = _claim(journal, "w/1")
    stale.out.write_bytes(b"late")
    assert not journal.finish(stale.id, "w/0", stale.out)
    assert not stale.out.exists()
    assert not journal.fail(stale.id, "w/0", Failure("us", "broken", ""))
    assert not journal.renew(stale.id, "w/0", 60)
    assert journal.requeue(stale.id, "w/0", counted=True, reason="died") is None
    assert journal.get(now.id) == now
    assert now.out != stale.out
    assert done(journal, now).state == "done"


def test_an_ended_lease_that_nobody_took_is_still_a_hold(journal: Journal, new: New, clock: Any, done: Done) -> None:
    """A result is not thrown away for being late."""
    new(journal)
    job = _claim(journal)
    clock.seconds += 1000
    assert done(journal, job).state == "done"


def test_threads_claim_nothing_twice(journal: Journal, new: New) -> None:
    """Eight threads on one journal share thirty jobs out."""
    ids = {new(journal, owner=f"{number % 7}").id for number in range(30)}
    claimed: list[str] = []

    def work(worker: str) -> None:
        while job := journal.claim(worker, lease=60, fresh=False):
            claimed.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w/{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(claimed) == sorted(ids)


_CLAIMER = """
import sys
from pathlib import Path
from gpu_worker.journal import JournalLimits, open_journal
with open_journal(sys.argv[1], JournalLimits(), Path(sys.argv[2])) as journal:
    for line in sys.stdin:
        job = journal.claim(sys.argv[3], lease=60, fresh=False)
        print(job.id if job else "none", flush=True)
"""


def test_processes_claim_nothing_twice(journal_url: str, journal: Journal, new: New, tmp_path: Path) -> None:
    """Two processes that claim at the same moments share sixty jobs out, and neither ever goes without."""
    ids = {new(journal, owner=f"{number % 7}").id for number in range(60)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _CLAIMER, journal_url, str(tmp_path / "jobs"), f"process-{number}/0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    claimed = []
    try:
        for _ in range(30):
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            for process in processes:
                assert process.stdout is not None
                claimed.append(process.stdout.readline().strip())
    finally:
        for process in processes:
            process.kill()
            process.communicate(timeout=60)
    assert sorted(claimed) == sorted(ids)
