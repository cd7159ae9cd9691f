"""The ledger on both databases: the inbox, who asked, who is not served, notes, and what goes by time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.ledger import Asked, Block, Event, Ledger, open_ledger
from bot.ledger.schema import METADATA
from gpu_worker.journal import Journal, JournalLimits, open_journal
from tests.gpu_worker.conftest import Clock, journal_url, postgres_server, postgres_url, sqlite_url

__all__ = ["journal_url", "postgres_server", "postgres_url", "sqlite_url"]

HOUR = 3600.0


@pytest.fixture
def clock() -> Clock:
    """The database's clock."""
    return Clock()


@pytest.fixture
def journal(journal_url: str, tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    """An empty one."""
    with open_journal(journal_url, JournalLimits(), tmp_path / "jobs", clock=clock) as opened:
        yield opened


@pytest.fixture
def ledger(journal: Journal) -> Ledger:
    """An empty one beside it."""
    return open_ledger(journal.database)


def receive(ledger: Ledger, platform: str, key: str, payload: dict[str, str]) -> bool:
    """One event."""
    return ledger.write_events([Event(platform, key, payload)])[0]


def ask(journal: Journal, ledger: Ledger, key: str, job: str, who: str = "ann") -> None:
    """One request; the job itself does not matter here."""
    with journal.database.write() as connection:
        ledger.ask(connection, Asked(key, job, who, "room"))


def test_event_is_received_once_and_kept_until_it_is_dealt_with(ledger: Ledger) -> None:
    """Keys are those of a platform: the same one on another platform is another event."""
    assert receive(ledger, "telegram", "1", {"text": "Grüße 👋"})
    assert not receive(ledger, "telegram", "1", {"text": "other"})
    assert receive(ledger, "discord", "1", {})
    assert ledger.unfinished("telegram") == [("1", {"text": "Grüße 👋"})]
    assert ledger.write_events([Event("telegram", "1", None)]) == [True]
    assert ledger.unfinished("telegram") == []
    assert not receive(ledger, "telegram", "1", {})


def test_unfinished_events_come_in_their_order(ledger: Ledger, clock: Clock) -> None:
    """The oldest first."""
    for key in ("b", "a", "c"):
        clock.seconds += 1
        receive(ledger, "telegram", key, {})
    assert [key for key, _ in ledger.unfinished("telegram")] == ["b", "a", "c"]


def test_asks_of_the_last_hour_are_counted_for_person_and_chat(journal: Journal, ledger: Ledger, clock: Clock) -> None:
    """The same key counts once, and after an hour none does."""
    ask(journal, ledger, "k1", "job1")
    ask(journal, ledger, "k1", "job1b")
    ask(journal, ledger, "k2", "job2", "bob")
    assert ledger.job_of("k1") == "job1"
    recent = ledger.recent("ann", "room")
    assert (recent.owner, recent.chat) == (1, 2)
    clock.seconds += HOUR + 1
    recent = ledger.recent("ann", "room")
    assert (recent.owner, recent.chat) == (0, 0)


def test_many_events_are_written_at_once_and_answered_one_by_one(ledger: Ledger) -> None:
    """Also where one comes twice in a batch, and where one is dealt with in the same breath."""
    batch = [Event("telegram", key, {"k": key}) for key in "abca"] + [Event("telegram", "b", None)]
    assert ledger.write_events(batch) == [True, True, True, False, True]
    assert [key for key, _ in ledger.unfinished("telegram")] == ["a", "c"]


def test_it_is_known_for_three_days_who_asked(journal: Journal, ledger: Ledger, clock: Clock) -> None:
    """For the Delete button; after that it is forgotten."""
    ask(journal, ledger, "k", "job")
    clock.seconds += 71 * HOUR
    ledger.sweep()
    assert (ledger.owner_of("job"), ledger.job_of("k"), ledger.jobs_of("ann"), ledger.people()) == ("ann", "job", ["job"], 1)
    assert [one.job for one in ledger.latest(5)] == ["job"]
    clock.seconds += 2 * HOUR
    ledger.sweep()
    assert (ledger.owner_of("job"), ledger.job_of("k"), ledger.jobs_of("ann")) == (None, None, [])


def test_blocks_stand_until_they_are_lifted(ledger: Ledger) -> None:
    """Blocking twice is blocking once; forgetting a person does not lift it."""
    block = Block("user", "telegram:5")
    ledger.block(block)
    ledger.block(block)
    ledger.forget("telegram:5")
    assert ledger.blocks() == [block]
    assert ledger.unblock(block)
    assert not ledger.unblock(block)
    assert ledger.blocks() == []


def test_notes_last_a_day_and_go_with_their_person(ledger: Ledger, clock: Clock) -> None:
    """Written again they last from then."""
    ledger.remember("a", {"n": 1})
    ledger.remember("b", {"n": 2}, owner="ann")
    ledger.forget("ann")
    assert (ledger.recall("a"), ledger.recall("b")) == ({"n": 1}, None)
    clock.seconds += 23 * HOUR
    ledger.remember("a", {"n": 3})
    clock.seconds += 23 * HOUR
    ledger.sweep()
    assert ledger.recall("a") == {"n": 3}
    ledger.drop("a")
    assert ledger.recall("a") is None


def test_keys_of_events_are_forgotten_after_two_days(ledger: Ledger, clock: Clock) -> None:
    """No platform delivers one again so late."""
    receive(ledger, "telegram", "1", {})
    clock.seconds += 49 * HOUR
    ledger.sweep()
    assert receive(ledger, "telegram", "1", {})


def test_tables_are_as_statements_see_them(journal_url: str, ledger: Ledger) -> None:
    """What the steps make and what the code believes is the same."""
    engine = create_engine(journal_url.replace("postgresql://", "postgresql+psycopg://"))
    seen = inspect(engine)
    for table in METADATA.tables.values():
        assert [column["name"] for column in seen.get_columns(table.name)] == [column.name for column in table.columns]
    engine.dispose()
