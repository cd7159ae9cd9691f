"""The table's history: numbered steps, each applied once, in one transaction. A step that was ever released is never changed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from sqlalchemy import Connection, inspect, text

from gpu_worker.journal.database import Database
from toontalker.errors import SetupError

_FIRST: Final = (
    """
    CREATE TABLE job (
        id TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, seq BIGINT NOT NULL UNIQUE, served BIGINT, requeued BIGINT,
        owner TEXT NOT NULL, chat TEXT NOT NULL, reply_to TEXT NOT NULL, placeholder TEXT,
        request TEXT NOT NULL, deadline DOUBLE PRECISION NOT NULL,
        state TEXT NOT NULL, attempts INTEGER NOT NULL, claimed_by TEXT, lease_until DOUBLE PRECISION,
        photo TEXT, clip TEXT, blame TEXT, message TEXT, trace TEXT,
        created DOUBLE PRECISION NOT NULL, updated DOUBLE PRECISION NOT NULL,
        started DOUBLE PRECISION, ended DOUBLE PRECISION, told_at DOUBLE PRECISION
    )
    """,
    "CREATE INDEX job_line ON job (state, attempts, seq)",
    "CREATE INDEX job_served ON job (served)",
    "CREATE INDEX job_owner_served ON job (owner, served)",
    "CREATE INDEX job_ended ON job (state, ended)",
    "CREATE INDEX job_owner ON job (owner, state)",
    "CREATE INDEX job_chat ON job (chat, state)",
    "CREATE INDEX job_told ON job (told_at, ended)",
)
"""1: the table, with one index for each question that is asked of it."""

_REPORT_AND_DELAY: Final = (
    "ALTER TABLE job ADD COLUMN report TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE job ADD COLUMN tell_after DOUBLE PRECISION NOT NULL DEFAULT 0",
    "CREATE INDEX job_photo ON job (ended) WHERE photo IS NOT NULL",
)
"""2: what the worker said of a clip; telling can be put off; photos to be deleted are found without looking at every row."""

_FAULT: Final = ("ALTER TABLE job ADD COLUMN fault TEXT",)
"""3: what kind of failure it was, so that a front end can say it in the person's language."""

STEPS: Final = (_FIRST, _REPORT_AND_DELAY, _FAULT)
"""The steps of the journal's own table."""

Steps: TypeAlias = Sequence[Sequence[str]]
"""What turns version n into version n + 1 stands at index n; version 0 is an empty database."""


def migrate(database: Database, steps: Steps = STEPS, version_table: str = "journal_version") -> None:
    """Brings tables to their present version, whatever they have now; raises `SetupError` when they are of a later one.

    `version_table`, a constant of the program: whoever keeps tables of its own in the same database counts for itself.
    """
    with database.write() as connection:
        database.queue_up(connection)
        version = _version(connection, version_table)
        if version > len(steps):
            raise SetupError(
                f"The journal was written by a newer Toon-Talker (version {version} of its table; this one knows {len(steps)}): "
                "install that one again, or give this one a journal of its own."
            )
        for step in steps[version:]:
            for statement in step:
                connection.execute(text(statement))
        if version < len(steps):
            connection.execute(text(f"UPDATE {version_table} SET version = :version"), {"version": len(steps)})  # noqa: S608 - a constant


def _version(connection: Connection, version_table: str) -> int:
    """The version that the database says it has; 0 in an empty one, which then says so."""
    if not inspect(connection).has_table(version_table):
        connection.execute(text(f"CREATE TABLE {version_table} (version INTEGER NOT NULL)"))
        connection.execute(text(f"INSERT INTO {version_table} (version) VALUES (0)"))  # noqa: S608 - a constant
    return int(connection.scalar(text(f"SELECT version FROM {version_table}")) or 0)  # noqa: S608 - a constant
