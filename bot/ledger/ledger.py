"""The ledger's verbs, each one transaction, durable when it returns; any of them may raise `JournalUnwritable`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.schema import ASK, BLOCK, INBOX, NOTE, STEPS, VERSION_TABLE, Asked, Block, BlockKind, Event, Recent
from gpu_worker.journal.database import Database
from gpu_worker.journal.migrations import migrate

_HOUR: Final = 3600.0
_KEYS_KEPT: Final = 48 * _HOUR
"""Seconds for which the key of an event is remembered: platforms deliver one again for a day."""
_NOTES_KEPT: Final = 24 * _HOUR
"""Seconds for which a note is kept."""
ASKS_KEPT: Final = 72 * _HOUR
"""Seconds for which it is known who asked for a job, at the least."""


def open_ledger(database: Database, keep_asks: float = ASKS_KEPT) -> Ledger:
    """Makes the tables where needed; `keep_asks`: seconds for which it is known who asked for a job, `ASKS_KEPT` at the least.

    Raises `SetupError` for tables of a newer version, `JournalUnwritable`.
    """
    migrate(database, STEPS, VERSION_TABLE)
    return Ledger(database, max(keep_asks, ASKS_KEPT))


class Ledger:
    """Any number of threads may share one."""

    def __init__(self, database: Database, keep_asks: float) -> None:
        self._database = database
        self._keep_asks = keep_asks

    # ---- the inbox ----------------------------------------------------------------------------------------------------------------

    def write_events(self, events: Sequence[Event]) -> list[bool]:
        """Writes events down, or that they were dealt with, all in one transaction; False for one whose key was received before."""
        with self._database.write() as connection:
            now = self._database.now(connection)
            return [self._write_event(connection, event, now) for event in events]

    def _write_event(self, connection: Connection, event: Event, now: float) -> bool:
        if event.payload is None:
            connection.execute(update(INBOX).where(INBOX.c.platform == event.platform, INBOX.c.key == event.key).values(payload=None))
            return True
        values = {"platform": event.platform, "key": event.key, "payload": json.dumps(dict(event.payload)), "received": now}
        return connection.scalar(self._insert(INBOX).values(values).on_conflict_do_nothing().returning(INBOX.c.key)) is not None

    def unfinished(self, platform: str) -> list[tuple[str, dict[str, Any]]]:
        """Events that were not dealt with, oldest first."""
        query = select(INBOX.c.key, INBOX.c.payload).where(INBOX.c.platform == platform, INBOX.c.payload.is_not(None))
        with self._database.read() as connection:
            return [(row.key, json.loads(row.payload)) for row in connection.execute(query.order_by(INBOX.c.received))]

    # ---- who asked ----------------------------------------------------------------------------------------------------------------

    def ask(self, connection: Connection, ask: Asked) -> None:
        """Remembers who asks for which job, in the transaction that takes the job in."""
        values = {"key": ask.key, "job": ask.job, "owner": ask.owner, "chat": ask.chat, "asked": self._database.now(connection)}
        connection.execute(self._insert(ASK).values(values).on_conflict_do_nothing())

    def job_of(self, key: str) -> str | None:
        """The job that was asked for with this key."""
        with self._database.read() as connection:
            return connection.scalar(select(ASK.c.job).where(ASK.c.key == key))

    def owner_of(self, job: str) -> str | None:
        """Who asked for a job, as long as that is known."""
        with self._database.read() as connection:
            return connection.scalar(select(ASK.c.owner).where(ASK.c.job == job))

    def jobs_of(self, owner: str) -> list[str]:
        """The jobs that a person asked for, as long as that is known."""
        with self._database.read() as connection:
            return list(connection.scalars(select(ASK.c.job).where(ASK.c.owner == owner)))

    def recent(self, owner: str, chat: str) -> Recent:
        """How many clips person and chat asked for within the last hour."""
        with self._database.read() as connection:
            lately = ASK.c.asked > self._database.now(connection) - _HOUR
            counts = [select(func.count()).where(column == value, lately) for column, value in ((ASK.c.owner, owner), (ASK.c.chat, chat))]
            return Recent(*(connection.scalar(count) or 0 for count in counts))

    def latest(self, limit: int) -> list[Asked]:
        """The latest requests, newest first."""
        query = select(ASK.c.key, ASK.c.job, ASK.c.owner, ASK.c.chat, ASK.c.asked).order_by(ASK.c.asked.desc()).limit(limit)
        with self._database.read() as connection:
            return [Asked(*row) for row in connection.execute(query)]

    def people(self) -> int:
        """How many people asked, as far as is known."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count(ASK.c.owner.distinct()))) or 0

    # ---- who is not served ---------------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        """From now on not served; twice is once."""
        with self._database.write() as connection:
            values = {"kind": block.kind, "value": block.value, "blocked": self._database.now(connection)}
            connection.execute(self._insert(BLOCK).values(values).on_conflict_do_nothing())

    def unblock(self, block: Block) -> bool:
        """Served again; False where it was not blocked."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(BLOCK).where(BLOCK.c.kind == block.kind, BLOCK.c.value == block.value)).rowcount)

    def blocks(self) -> list[Block]:
        """All that are blocked, in the order in which that was done."""
        with self._database.read() as connection:
            return [Block(_kind(row.kind), row.value) for row in connection.execute(select(BLOCK).order_by(BLOCK.c.blocked))]

    # ---- notes --------------------------------------------------------------------------------------------------------------------

    def remember(self, key: str, value: Mapping[str, Any], owner: str = "") -> None:
        """A note for a day from now; the same key again replaces it."""
        with self._database.write() as connection:
            written = {"value": json.dumps(dict(value)), "owner": owner, "written": self._database.now(connection)}
            connection.execute(
                self._insert(NOTE).values({"key": key} | written).on_conflict_do_update(index_elements=["key"], set_=written)
            )

    def recall(self, key: str) -> dict[str, Any] | None:
        """The note, if there is one."""
        with self._database.read() as connection:
            value = connection.scalar(select(NOTE.c.value).where(NOTE.c.key == key))
        return None if value is None else dict(json.loads(value))

    def drop(self, key: str) -> None:
        """The note goes; there may be none."""
        with self._database.write() as connection:
            connection.execute(delete(NOTE).where(NOTE.c.key == key))

    # ---- housekeeping -------------------------------------------------------------------------------------------------------------

    def forget(self, owner: str) -> None:
        """Removes what is known of a person. A block stays: it is the operator's."""
        with self._database.write() as connection:
            connection.execute(delete(ASK).where(ASK.c.owner == owner))
            connection.execute(delete(NOTE).where(NOTE.c.owner == owner))
        self._database.scrub()

    def sweep(self) -> None:
        """Removes what is past its time."""
        with self._database.write() as connection:
            now = self._database.now(connection)
            connection.execute(delete(INBOX).where(INBOX.c.received < now - _KEYS_KEPT))
            connection.execute(delete(ASK).where(ASK.c.asked < now - self._keep_asks))
            connection.execute(delete(NOTE).where(NOTE.c.written < now - _NOTES_KEPT))

    def _insert(self, table: Table) -> Any:
        """An INSERT that can say what happens where the key is there already; both databases know it, each in its own words."""
        return (sqlite.insert if self._database.engine.dialect.name == "sqlite" else postgresql.insert)(table)


def _kind(value: str) -> BlockKind:
    """A value of the column, as what was written into it."""
    assert value in {"user", "chat", "image"}
    return value  # type: ignore[return-value]
