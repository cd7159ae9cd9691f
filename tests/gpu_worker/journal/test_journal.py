"""The whole journal against a simple model of it, under whatever sequence of calls hypothesis thinks of."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from gpu_worker.journal import Busy, Failure, JournalLimits, NewJob, State, limits_of, open_journal
from gpu_worker.journal.database import open_database
from gpu_worker.journal.schema import JOB
from toontalker.settings import JournalSettings

_LIMITS = JournalLimits(per_owner=4, per_chat=6, total=8, keep=1000.0, keep_untold=5000.0)
_OWNERS = st.sampled_from(["a", "b", "c"])
_WORKERS = st.sampled_from(["x/0", "x/1", "y/0"])
_NEWS = st.sampled_from(["finish", "fail", "lost", "lost", "lost", "given back", "renew"])
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk on which a sync costs nothing, where there is one
_LEASE = 100.0


@dataclass
class _Known:
    """What the model knows of a job."""

    id: str
    owner: str
    chat: str
    seq: int
    """Tick of its arrival."""
    state: State = "queued"
    attempts: int = 0
    served: int = 0
    """Tick of its latest claim."""
    requeued: int = 0
    worker: str = ""
    lease: float = 0.0
    ended: float = 0.0
    told: float | None = None
    clips: list[str] = field(default_factory=list)


class _Model(RuleBasedStateMachine):
    """Every rule does the same to the journal and to a dict, and compares."""

    url: ClassVar[str | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="toontalker-model-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None))
        self.now = 1_800_000_000.0
        url = self.url or f"sqlite:///{self.folder}/journal.db"
        self.journal = open_journal(url, _LIMITS, self.folder / "jobs", clock=lambda: self.now)
        self.jobs: dict[str, _Known] = {}
        self.keys = itertools.count()

    def teardown(self) -> None:
        self.journal.close()
        shutil.rmtree(self.folder)
        if self.url is not None:
            database = open_database(self.url, None)
            with database.write() as connection:
                connection.execute(delete(JOB))
            database.close()

    def _tick(self) -> int:
        return max((max(job.seq, job.served) for job in self.jobs.values()), default=0) + 1

    def _in(self, *states: State) -> list[_Known]:
        return [job for job in self.jobs.values() if job.state in states]

    def _next(self, fresh: bool) -> _Known | None:
        """Whose turn it is, by the words of the docstring."""
        first = [job for job in self._in("queued") if not job.attempts]
        lost = sorted((job for job in self._in("queued") if job.attempts), key=lambda job: (job.requeued, job.seq))
        if fresh and lost and all(job.seq > lost[0].requeued for job in first):
            return lost[0]
        places = {}
        for owner in {job.owner for job in first}:
            oldest = min((job for job in first if job.owner == owner), key=lambda job: job.seq)
            claims = [job.served for job in self.jobs.values() if job.owner == owner]
            places[max(oldest.seq, *claims)] = oldest
        return places[min(places)] if places else None

    def _lose(self, job: _Known) -> None:
        if job.attempts < _LIMITS.attempts:
            job.state, job.worker, job.requeued = "queued", "", max(each.seq for each in self.jobs.values())
        else:
            job.state, job.ended = "quarantined", self.now

    @rule(messages=st.lists(st.tuples(_OWNERS, st.sampled_from(["1", "2"])), min_size=1, max_size=6))
    def add(self, messages: list[tuple[str, str]]) -> None:
        """New messages, each refused when and only when a cap is reached."""
        for owner, chat in messages:
            self._add(owner, chat)

    def _add(self, owner: str, chat: str) -> None:
        unfinished = self._in("queued", "running")
        full = (
            sum(job.owner == owner for job in unfinished) >= _LIMITS.per_owner
            or sum(job.chat == chat for job in unfinished) >= _LIMITS.per_chat
            or len(unfinished) >= _LIMITS.total
        )
        photo = self.journal.save_photo(b"photo")
        new = NewJob(f"key-{next(self.keys)}", owner, chat, "{}", photo, {"text": "Hello"}, 60.0)
        if full:
            with pytest.raises(Busy):
                self.journal.add(new)
            self.journal.discard(photo)
            return
        job = self.journal.add(new)
        self.jobs[new.key] = _Known(job.id, owner, chat, self._tick())

    @precondition(lambda self: bool(cast("_Model", self).jobs))
    @rule(data=st.data())
    def add_again(self, data: st.DataObject) -> None:
        """A redelivered message."""
        key = data.draw(st.sampled_from(sorted(self.jobs)))
        photo = self.journal.save_photo(b"photo")
        assert self.journal.add(NewJob(key, "z", "z", "{}", photo, {}, 1.0)).id == self.jobs[key].id
        self.journal.discard(photo)

    @rule(workers=st.lists(st.tuples(_WORKERS, st.booleans()), min_size=1, max_size=6))
    def claim(self, workers: list[tuple[str, bool]]) -> None:
        """Workers ask for work."""
        for worker, fresh in workers:
            self._claim(worker, fresh)

    def _claim(self, worker: str, fresh: bool) -> None:
        expected = self._next(fresh)
        job = self.journal.claim(worker, lease=_LEASE, fresh=fresh)
        assert (job and job.id) == (expected and expected.id)
        if expected is not None:
            expected.served = self._tick()
            expected.state, expected.worker, expected.lease = "running", worker, self.now + _LEASE
            expected.attempts += 1

    @precondition(lambda self: bool(cast("_Model", self)._in("running")))
    @rule(news=st.lists(st.tuples(st.integers(0, 7), st.none() | _WORKERS, _NEWS), min_size=1, max_size=5))
    def news(self, news: list[tuple[int, str | None, str]]) -> None:
        """The workers of running jobs say something about them, or any worker does."""
        for index, other, verb in news:
            running = self._in("running")
            if running:
                known = running[index % len(running)]
                self._news(known, other or known.worker, verb)

    def _news(self, known: _Known, worker: str, verb: str) -> None:
        held = known.worker == worker
        if verb == "finish":
            job = self.journal.get(known.id)
            assert job is not None
            clip = job.folder / f"clip-{known.attempts if held else 'late'}.mp4"
            clip.write_bytes(b"clip")
            assert self.journal.finish(known.id, worker, clip) == held
            assert clip.exists() == held
            if held:
                known.state, known.ended = "done", self.now
        elif verb == "fail":
            assert self.journal.fail(known.id, worker, Failure("user", "No.")) == held
            if held:
                known.state, known.ended = "failed", self.now
        elif verb == "renew":
            assert self.journal.renew(known.id, worker, _LEASE) == held
            known.lease = self.now + _LEASE if held else known.lease
        else:
            assert (self.journal.requeue(known.id, worker, counted=verb == "lost", reason="because") is not None) == held
            if held and verb == "lost":
                self._lose(known)
            elif held:
                known.state, known.worker, known.served = "queued", "", 0
                known.attempts -= 1

    @precondition(lambda self: bool(cast("_Model", self)._in("running")))
    @rule(dead=st.sampled_from([None, "x/", "y/"]), later=st.sampled_from([0.0, 60.0, 101.0]))
    def recover(self, dead: str | None, later: float) -> None:
        """A supervisor starts, or leases run out."""
        self.now += later
        gone = [job for job in self._in("running") if job.lease < self.now or (dead is not None and job.worker.startswith(dead))]
        assert self.journal.recover(dead) == len(gone)
        for job in gone:
            self._lose(job)

    @precondition(lambda self: bool(cast("_Model", self)._in("done", "failed", "quarantined")))
    @rule(people=st.integers(1, 4))
    def tell(self, people: int) -> None:
        """The front end tells some of those who wait."""
        untold = self.journal.untold(100)
        expected = [job for job in self._in("done", "failed", "quarantined") if job.told is None]
        assert sorted(job.id for job in untold) == sorted(job.id for job in expected)
        assert [job.ended for job in untold] == sorted(job.ended for job in expected)
        for told in untold[:people]:
            self.journal.tell(told.id)
            next(job for job in expected if job.id == told.id).told = self.now

    @precondition(lambda self: len(cast("_Model", self).jobs) > 6)
    @rule(owner=_OWNERS)
    def forget(self, owner: str) -> None:
        """A person wants to be forgotten."""
        gone = [key for key, job in self.jobs.items() if job.owner == owner]
        assert {job.key for job in self.journal.forget(owner)} == set(gone)
        for key in gone:
            del self.jobs[key]

    @rule(later=st.sampled_from([0.0, 600.0, 1500.0, 6000.0]))
    def sweep(self, later: float) -> None:
        """Housekeeping, now or much later."""
        self.now += later
        for key, job in list(self.jobs.items()):
            told_long_ago = job.told is not None and job.told < self.now - _LIMITS.keep
            over_for_days = job.ended and job.told is None and job.ended < self.now - _LIMITS.keep_untold
            if told_long_ago or over_for_days:
                del self.jobs[key]
        self.journal.sweep()
        for job in self.jobs.values():
            row = self.journal.get(job.id)
            assert row is not None
            assert ((row.folder / "photo").exists(), row.photo is not None) == ((not job.ended,) * 2)

    @invariant()
    def same(self) -> None:
        """States, attempts, files and counts agree; the position of each waiting job is what the claims will make it."""
        for known in self.jobs.values():
            row = self.journal.get(known.id)
            assert row is not None
            assert (row.state, row.attempts, row.told) == (known.state, known.attempts, known.told is not None)
            assert row.claimed_by == (known.worker or None)
        counts = self.journal.counts()
        for state in ("queued", "running", "done", "failed", "quarantined"):
            assert getattr(counts, state) == len(self._in(state))
        expected = self._next(fresh=True)
        ahead = {job.id: position.ahead for job in self._in("queued") if (position := self.journal.position(job.id)) is not None}
        assert sorted(ahead.values()) == list(range(len(ahead)))
        assert expected is None or ahead[expected.id] == 0
        assert {folder.name for folder in (self.folder / "jobs").iterdir()} <= {job.id for job in self.jobs.values()}


_FEW = settings(max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


def test_the_journal_is_its_model_on_sqlite() -> None:
    """No sequence of calls tells the journal from the model."""
    run_state_machine_as_test(_Model, settings=_FEW)


def test_the_journal_is_its_model_on_postgres(postgres_url: str) -> None:
    """The same on the other kind of database."""
    on_postgres = type("_OnPostgres", (_Model,), {"url": postgres_url})
    run_state_machine_as_test(on_postgres, settings=settings(_FEW, max_examples=5))


def test_limits_come_from_the_settings() -> None:
    """Hours become seconds, the rest stays; the defaults of both agree."""
    assert limits_of(JournalSettings()) == JournalLimits()
    written = JournalSettings(per_owner=1, per_chat=2, total=3, keep_hours=0.5, keep_untold_hours=2.0)
    assert limits_of(written) == JournalLimits(per_owner=1, per_chat=2, total=3, keep=1800.0, keep_untold=7200.0)
