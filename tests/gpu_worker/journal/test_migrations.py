"""From every version that ever was to the present one, without losing a job."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from gpu_worker.journal import Job, Journal, JournalLimits, open_journal
from gpu_worker.journal.database import open_database
from gpu_worker.journal.migrations import STEPS
from gpu_worker.journal.schema import JOB
from toontalker.errors import JournalUnwritable, SetupError

_VERSION_1 = """
CREATE TABLE journal_version (version INTEGER NOT NULL);
INSERT INTO journal_version (version) VALUES (1);
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, seq BIGINT NOT NULL UNIQUE, served BIGINT, requeued BIGINT,
    owner TEXT NOT NULL, chat TEXT NOT NULL, reply_to TEXT NOT NULL, placeholder TEXT,
    request TEXT NOT NULL, deadline DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, claimed_by TEXT, lease_until DOUBLE PRECISION,
    photo TEXT, clip TEXT, blame TEXT, message TEXT, trace TEXT,
    created DOUBLE PRECISION NOT NULL, updated DOUBLE PRECISION NOT NULL,
    started DOUBLE PRECISION, ended DOUBLE PRECISION, told_at DOUBLE PRECISION
);
CREATE INDEX job_line ON job (state, attempts, seq);
CREATE INDEX job_served ON job (served);
CREATE INDEX job_owner_served ON job (owner, served);
CREATE INDEX job_ended ON job (state, ended);
CREATE INDEX job_owner ON job (owner, state);
CREATE INDEX job_chat ON job (chat, state);
CREATE INDEX job_told ON job (told_at, ended);
"""

_ROW = """
INSERT INTO job (
    id, key, seq, served, owner, chat, reply_to, request, deadline, state, attempts, claimed_by, photo, created, updated, ended
) VALUES (:id, :key, :seq, :served, 'me', 'chat', '{"to": 1}', '{"text": "Hello"}', 60, :state, :attempts, :worker, :photo, 1, 2, :ended)
"""


def _write_version_1(url: str, folder: Path) -> None:
    """A journal as the first version left it: one job waiting, one running, one failed and not told."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in _VERSION_1.split(";"):
            if statement.strip():
                connection.execute(text(statement))
        for seq, (state, attempts, worker, ended) in enumerate(
            [("queued", 0, None, None), ("running", 1, "old/0", None), ("failed", 1, "old/0", 3)], 1
        ):
            row = {"id": f"{seq:032x}", "key": f"k{seq}", "seq": seq, "served": None, "state": state, "attempts": attempts}
            photo = folder / f"{seq:032x}" / "photo"
            connection.execute(text(_ROW), row | {"worker": worker, "photo": str(photo), "ended": ended})
    engine.dispose()


@pytest.fixture
def url_of_version_1(journal_url: str, tmp_path: Path) -> str:
    """URL of such a journal."""
    (tmp_path / "database").mkdir()
    _write_version_1(journal_url, tmp_path / "jobs")
    return journal_url


def test_jobs_of_version_1_are_served_by_the_present_one(url_of_version_1: str, tmp_path: Path) -> None:
    """The waiting one is claimed, the running one recovered, the failed one told, and the key is still known."""
    with open_journal(url_of_version_1, JournalLimits(), tmp_path / "jobs") as journal:
        assert journal.recover("old/") == 1
        claimed = [journal.claim("new/0", lease=60, fresh=True) for _ in range(3)]
        assert [(job.key, job.attempts) for job in claimed if job is not None] == [("k1", 1), ("k2", 2)]
        assert claimed[0] is not None
        assert claimed[0].request == {"text": "Hello"}
        assert [(job.key, job.report) for job in journal.untold(5)] == [("k3", {})]


@pytest.mark.parametrize("origin", ["empty", "version 1"])
def test_the_migrated_table_is_the_one_the_statements_expect(
    request: pytest.FixtureRequest, journal_url: str, tmp_path: Path, origin: str
) -> None:
    """Same columns with same nullability, and the version says so; opening it again changes nothing."""
    if origin == "version 1":
        request.getfixturevalue("url_of_version_1")
    for _ in range(2):
        open_journal(journal_url, JournalLimits(), tmp_path / "jobs").close()
    database = open_database(journal_url, None)
    with database.read() as connection:
        found = {(column["name"], column["nullable"]) for column in inspect(connection).get_columns("job")}
        assert connection.scalar(text("SELECT version FROM journal_version")) == len(STEPS)
    database.close()
    assert found == {(column.name, column.nullable) for column in JOB.columns}


def test_a_journal_of_a_newer_version_is_left_alone(journal: Journal, journal_url: str, new: Callable[..., Job], tmp_path: Path) -> None:
    """Going back is refused with a sentence that says what to do, and nothing is touched."""
    job = new(journal)
    database = open_database(journal_url, None)
    with database.write() as connection:
        connection.execute(text("UPDATE journal_version SET version = 99"))
    with pytest.raises(SetupError, match=r"newer Toon-Talker \(version 99"):
        open_journal(journal_url, JournalLimits(), tmp_path / "jobs")
    database.close()
    assert journal.get(job.id) == job


def test_many_open_a_new_journal_at_once(journal_url: str, tmp_path: Path) -> None:
    """Bot and workers start together: one of them makes the table, all of them use it."""
    barrier = threading.Barrier(6)
    counts = []

    def start() -> None:
        barrier.wait(timeout=30)
        with open_journal(journal_url, JournalLimits(), tmp_path / "jobs") as journal:
            counts.append(journal.counts().queued)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert counts == [0] * 6


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    """A migration is one transaction: half of it is never there."""
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(_VERSION_1)
        connection.execute("CREATE INDEX job_photo ON job (ended)")  # stands in the way of the last statement of step 2
    connection.close()
    with pytest.raises(Exception, match="job_photo") as failed:
        open_journal(f"sqlite:///{path}", JournalLimits(), tmp_path / "jobs")
    assert not isinstance(failed.value, JournalUnwritable)
    with sqlite3.connect(path) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(job)")}
        version = connection.execute("SELECT version FROM journal_version").fetchone()
    connection.close()
    assert version == (1,)
    assert "report" not in columns
