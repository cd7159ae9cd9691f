"""What a database says when it cannot be written, as a sentence for people; everything else it says is our bug and stays what it is."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from toontalker.errors import JournalUnwritable

_SQLITE: Final = {
    "SQLITE_FULL": "its disk is full",
    "SQLITE_READONLY": "it may only be read",
    "SQLITE_IOERR": "its disk fails",
    "SQLITE_CANTOPEN": "its file cannot be opened for writing",
    "SQLITE_BUSY": "another program holds it",
    "SQLITE_LOCKED": "another program holds it",
    "SQLITE_PERM": "its file cannot be opened",
    "SQLITE_AUTH": "its file cannot be opened",
    "SQLITE_NOMEM": "memory is short",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_NOTADB": "its file is not a journal",
    "SQLITE_NOLFS": "its disk is full",
    "SQLITE_PROTOCOL": "another program holds it",
}
"""Result codes of SQLite (https://sqlite.org/rescode.html), without the suffix of their extended forms."""

_POSTGRES: Final = {
    "08": "its database does not answer",
    "25006": "it may only be read",
    "28": "its database refuses us",
    "3D": "its database does not exist",
    "40": "another program holds it",
    "53100": "its disk is full",
    "53": "its database is overloaded",
    "55P03": "another program holds it",
    "57": "its database is shutting down",
    "58": "its disk fails",
    "XX": "its database is damaged",
}
"""SQLSTATEs and classes of them (PostgreSQL manual, appendix A)."""


def unwritable(reason: str) -> JournalUnwritable:
    """The error for people: it says what holds, and what to do."""
    return JournalUnwritable(
        f"The journal cannot be written just now ({_lower(reason)}), so no new clip can be taken in; "
        "everything taken in before is kept. Please try again in a few minutes."
    )


def translated(error: DBAPIError | PoolEmpty) -> JournalUnwritable | None:
    """The error for people, or None when `error` is a bug of ours (wrong SQL, a broken constraint)."""
    reason = "its database is overloaded" if isinstance(error, PoolEmpty) else _reason(error)
    return None if reason is None else unwritable(reason)


def _reason(error: DBAPIError) -> str | None:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        name = "_".join(getattr(origin, "sqlite_errorname", "").split("_")[:2])
        return _SQLITE.get(name)
    state = getattr(origin, "sqlstate", None)
    if state is None:
        # A connection that could not be made, or that broke, has no SQLSTATE.
        return "its database does not answer" if error.connection_invalidated or _lost(error) else None
    return next((_POSTGRES[part] for part in (state, state[:2]) if part in _POSTGRES), None)


def _lost(error: DBAPIError) -> bool:
    return type(error).__name__ in {"OperationalError", "InterfaceError"}


def _lower(reason: str) -> str:
    return reason[:1].lower() + reason[1:]
