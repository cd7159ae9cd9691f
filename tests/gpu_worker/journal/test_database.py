"""What only shows at the database: modes of files, durability, URLs, and that no question is answered by reading every row."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from gpu_worker.journal import Job, Journal, JournalLimits, JournalUnwritable, open_journal
from gpu_worker.journal.database import open_database
from toontalker.errors import BadSetting

New = Callable[..., Job]


def test_the_files_are_for_their_owner_only(sqlite_url: str, tmp_path: Path) -> None:
    """Database, log and shared memory are 0600 from the first byte, in a folder 0700, whatever the umask."""
    before = os.umask(0)
    try:
        with open_journal(sqlite_url, JournalLimits(), tmp_path / "jobs"):
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "database").iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("journal.db", "journal.db-wal", "journal.db-shm"), "0o600")
    assert (tmp_path / "database").stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_could_read_is_closed(sqlite_url: str, tmp_path: Path) -> None:
    """An old journal with loose modes is tightened at the next start."""
    open_journal(sqlite_url, JournalLimits(), tmp_path / "jobs").close()
    (tmp_path / "database" / "journal.db").chmod(0o644)
    open_journal(sqlite_url, JournalLimits(), tmp_path / "jobs").close()
    assert (tmp_path / "database" / "journal.db").stat().st_mode & 0o777 == 0o600


def test_sqlite_writes_through(sqlite_url: str) -> None:
    """Write-ahead log, a sync at each commit, deleted bytes overwritten: on every connection."""
    database = open_database(sqlite_url, None)
    for _ in range(2):
        with database.read() as connection:
            found = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")]
        assert found == ["wal", 2, 1, 30_000]
    database.close()


def test_postgres_writes_through_and_keeps_the_options_of_the_url(postgres_url: str) -> None:
    """Commits wait for the disk even where the server's habit is another one."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
    database = open_database(f"{postgres_url}&options=-c%20application_name%3Dtoontalker", None)
    with database.read() as connection_:
        assert [connection_.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "lock_timeout", "application_name")] == [
            "on",
            "30s",
            "toontalker",
        ]
    database.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("journal.db", "makes no sense"),
        ("", "makes no sense"),
        ("mysql://me:secret@host/name", "only sqlite and postgresql can hold it"),
        ("sqlite://", "needs the path of a file"),
        ("sqlite:///:memory:", "needs the path of a file"),
    ],
)
def test_a_url_that_will_not_do_is_told(tmp_path: Path, url: str, sentence: str) -> None:
    """In one sentence, without the password."""
    with pytest.raises(BadSetting, match=sentence) as told:
        open_journal(url, JournalLimits(), tmp_path / "jobs")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("target", ["folder", "no database"])
def test_a_file_that_is_no_journal_is_told(tmp_path: Path, target: str) -> None:
    """A folder, or a file of another kind, at the journal's place; it is not touched."""
    path = tmp_path / "journal.db"
    if target == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"These are my notes, not a database. " * 100)
    with pytest.raises(JournalUnwritable, match="cannot be written just now"):
        open_journal(f"sqlite:///{path}", JournalLimits(), tmp_path / "jobs")
    assert path.is_dir() or path.read_bytes().startswith(b"These are my notes")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are listed by Linux only")
def test_trouble_leaves_no_file_open(sqlite_url: str, tmp_path: Path) -> None:
    """A write fails while another reads: the next write gets a new connection, and all are closed with the journal: its disk is free."""
    database = open_database(sqlite_url, None)
    with database.read() as reading:
        reading.execute(text("SELECT 1"))
        with database.write() as connection:
            connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(JournalUnwritable), database.write() as connection:
            connection.execute(text("CREATE TABLE something (number INTEGER)"))
    with database.write() as connection:
        connection.execute(text("CREATE TABLE something (number INTEGER)"))
    database.close()
    held = [file.readlink() for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert [file for file in held if file.is_relative_to(tmp_path)] == []


def test_no_statement_reads_every_row(sqlite_url: str, tmp_path: Path, new: New, done: Callable[[Journal, Job], Job]) -> None:
    """SQLite's plan of each statement that the verbs issue finds its rows of the table by an index."""
    statements: dict[str, Any] = {}
    with open_journal(sqlite_url, JournalLimits(), tmp_path / "jobs") as journal:
        engine = journal.database.engine

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
            assert not many
            if statement.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}:
                statements[statement] = parameters

        event.listen(engine, "before_cursor_execute", note)
        for _ in range(3):
            new(journal)
        for verb in (done, lambda journal, job: journal.requeue(job.id, "w/0", counted=True, reason="died")):
            job = journal.claim("w/0", lease=60, fresh=True)
            assert job is not None
            journal.renew(job.id, "w/0", 60)
            journal.place(job.id, "{}")
            journal.position(job.id)
            verb(journal, job)
        journal.recover("w/")
        journal.again()
        waiting = new(journal)
        journal.position(waiting.id)
        for job in journal.untold(5, "chat"):
            journal.tell_later(job.id, 0)
            journal.tell(job.id)
        journal.sweep()
        journal.sweep(journal.now() + 1e6)
        journal.forget("a")
        journal.counts()
        event.remove(engine, "before_cursor_execute", note)
        assert len(statements) > 20
        with journal.database.read() as connection:
            plans = {
                statement: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                for statement, parameters in statements.items()
            }
    for statement, plan in plans.items():
        for step in plan:
            assert not step.startswith("SCAN job") or "INDEX" in step, f"{step}: {statement}"
            counted = "GROUP BY job.state" in statement
            assert not step.startswith("SCAN job") or counted or " OR " in step or "max(" in statement, f"{step}: {statement}"


def test_a_cut_connection_heals(postgres_url: str, tmp_path: Path, new: New) -> None:
    """The server drops all connections: at most one call is refused with the sentence, and the next ones work."""
    with open_journal(postgres_url, JournalLimits(), tmp_path / "jobs") as journal:
        job = new(journal)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        refused = 0
        for _ in range(3):
            try:
                assert journal.get(job.id) == job
            except JournalUnwritable:
                refused += 1
        assert refused <= 1


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    """Nobody listens there: a sentence, not a traceback, and no password in it."""
    with pytest.raises(JournalUnwritable, match="its database does not answer") as told:
        open_journal(f"postgresql://me:secret@/name?host={tmp_path}", JournalLimits(), tmp_path / "jobs")
    assert "secret" not in str(told.value)
