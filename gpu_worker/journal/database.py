"""The one place that knows which database it is: connections, transactions and the clock for SQLite and PostgreSQL."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from sqlalchemy.pool import ConnectionPoolEntry

from gpu_worker.journal.faults import translated, unwritable
from toontalker.errors import BadSetting

_LOG: Final = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 30
"""How long a statement waits for another process that writes."""
_CONNECT_SECONDS: Final = 5
_LOCK: Final = 0x70077A1C
"""Number of the advisory lock that makes additions and migrations in PostgreSQL one after the other."""
_FIRST_USED: Final = "journal_first_used"
"""Of a connection, monotonic."""
_READ: Final = "journal_read"
"""Execution option of a transaction that only reads."""


def open_database(url: str, clock: Callable[[], float] | None) -> Database:
    """Prepares the database at `url`; a SQLite file is made, readable by its owner only. Raises `BadSetting`, `JournalUnwritable`."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSetting("The journal's url makes no sense; it begins with sqlite:/// or postgresql://.") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        _make_file(Path(parsed.database))
        return Database(_sqlite(parsed), clock or time.time)
    if backend == "postgresql":
        return Database(_postgres(parsed), clock)
    hint = "it needs the path of a file: sqlite:///data/journal.db" if backend == "sqlite" else "only sqlite and postgresql can hold it"
    raise BadSetting(f"The journal cannot lie in {parsed.render_as_string(hide_password=True)}; {hint}.")


class Database:
    """Transactions on one database, for any number of threads."""

    def __init__(self, engine: Engine, clock: Callable[[], float] | None) -> None:
        self.engine = engine
        self._troubled = 0.0
        event.listen(engine, "checkout", self._renew)
        self._clock = clock
        self._is_sqlite = engine.dialect.name == "sqlite"
        # What PostgreSQL does by itself, READ COMMITTED, would show each statement another state of the queue.
        self._reading: dict[str, Any] = {_READ: True} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        # Threads of one process queue up here: SQLite's own waiting is a poll that may sleep for 100 ms.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self._is_sqlite else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that is durable when this is left without an error; raises `JournalUnwritable`, and nothing was written."""
        with self._turn, self._translating(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One view of the database that does not change meanwhile and holds nobody up; raises `JournalUnwritable`."""
        with self._translating(), self.engine.connect().execution_options(**self._reading) as connection:
            yield connection

    def now(self, connection: Connection) -> float:
        """Seconds since 1970: by the database's own clock where several machines may share it, unless a clock was given."""
        if self._clock is not None:
            return self._clock()
        return float(connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0.0)

    def queue_up(self, connection: Connection) -> None:
        """From here to the end of the transaction, whoever calls this too waits. In SQLite all who write do so anyway."""
        if not self._is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

    def scrub(self) -> None:
        """Empties SQLite's log, which still holds what was deleted; does nothing while somebody reads, or elsewhere.

        What cannot be emptied is no reason to call a removal failed: it is written over by and by, or emptied the next time.
        """
        if not self._is_sqlite:
            return
        try:
            with self._turn, closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except (sqlite3.Error, PoolEmpty) as error:
            _LOG.warning("what was deleted stays in the journal's log for a while: %s", error)

    def close(self) -> None:
        """Closes the connections nobody uses."""
        self.engine.dispose()

    def _renew(self, _connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        """A connection from before the last trouble with disk or server is not trusted again, but replaced when it would be used.

        (`Engine.dispose` would forget those in use just then: nobody closes them, and a disk that is to be taken away stays busy.)
        """
        if record.info.setdefault(_FIRST_USED, time.monotonic()) < self._troubled:
            raise DisconnectionError

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolEmpty) as error:
            told = translated(error)
            if told is None:
                raise
            self._troubled = time.monotonic()
            raise told from error


def _make_file(path: Path) -> None:
    """The database file, private from its first byte; SQLite gives its log and shared memory the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        elif path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise unwritable(f"{path}: {error.strerror}") from error


def _sqlite(url: URL) -> Engine:
    """Each write is on the disk when it returns (WAL, FULL), and what is deleted is overwritten."""
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}, hide_parameters=True)

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where `begin` says so, not where the driver guesses
        _log_ahead(connection)
        for pragma in ("synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    def begin(connection: Connection) -> None:
        # A transaction that began by reading could not become a writing one while another process writes.
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READ) else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _log_ahead(connection: Any) -> None:
    """Turns WAL on. Of several that do so to a new file at the same moment SQLite refuses all but one at once, whatever its time-out."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _postgres(url: URL) -> Engine:
    """Durable commits whatever the server's habit, and no wait without an end; options that the URL gives come first."""
    given = url.query.get("options", "")
    options = [
        *([given] if isinstance(given, str) else given),
        "-c synchronous_commit=on",
        f"-c lock_timeout={_BUSY_SECONDS}s",
        f"-c statement_timeout={_BUSY_SECONDS}s",
    ]
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": _CONNECT_SECONDS, "options": " ".join(options)},
        pool_pre_ping=True,
        hide_parameters=True,
    )
