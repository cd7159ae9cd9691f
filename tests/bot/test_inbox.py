"""Events that come at once are written down at once, and each is answered for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.inbox import Inbox
from bot.ledger import Event, open_ledger
from gpu_worker.journal import JournalLimits, open_journal
from toontalker.errors import JournalUnwritable


async def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.to_thread(function, *arguments)


def test_a_burst_needs_few_transactions_and_loses_nothing(tmp_path: Path) -> None:
    """A hundred events at one moment, some of them twice."""
    batches: list[int] = []

    async def whole() -> None:
        with open_journal(f"sqlite:///{tmp_path}/journal.db", JournalLimits(), tmp_path / "jobs") as journal:
            ledger = open_ledger(journal.database)

            async def counted(function: Callable[..., Any], events: Sequence[Event]) -> Any:
                batches.append(len(events))
                return await _call(function, events)

            inbox = Inbox(ledger, counted)
            keys = [str(number % 80) for number in range(100)]
            new = await asyncio.gather(*(inbox.receive("chat", key, {"n": key}) for key in keys))
            assert new == [True] * 80 + [False] * 20
            await asyncio.gather(*(inbox.done_with("chat", key) for key in keys[:79]))
            assert ledger.unfinished("chat") == [("79", {"n": "79"})]

    asyncio.run(whole())
    assert sum(batches) == 179
    assert len(batches) <= 6


def test_who_stops_waiting_does_not_stop_the_others(tmp_path: Path) -> None:
    """And what they handed in is written down all the same."""

    async def whole() -> None:
        with open_journal(f"sqlite:///{tmp_path}/journal.db", JournalLimits(), tmp_path / "jobs") as journal:
            ledger = open_ledger(journal.database)
            inbox = Inbox(ledger, _call)
            impatient = asyncio.create_task(inbox.receive("chat", "1", {}))
            patient = asyncio.create_task(inbox.receive("chat", "2", {}))
            await asyncio.sleep(0)
            impatient.cancel()
            assert await patient
            assert {key for key, _ in ledger.unfinished("chat")} == {"1", "2"}

    asyncio.run(whole())


def test_all_learn_that_it_could_not_be_written(tmp_path: Path) -> None:
    """And the next one is written again, once the disk is well."""

    async def whole() -> None:
        with open_journal(f"sqlite:///{tmp_path}/journal.db", JournalLimits(), tmp_path / "jobs") as journal:
            ledger = open_ledger(journal.database)
            ill = True

            async def call(function: Callable[..., Any], *arguments: Any) -> Any:
                if ill:
                    raise JournalUnwritable("The disk is full.")
                return await _call(function, *arguments)

            inbox = Inbox(ledger, call)
            answers = await asyncio.gather(*(inbox.receive("chat", str(n), {}) for n in range(3)), return_exceptions=True)
            assert [type(answer) for answer in answers] == [JournalUnwritable] * 3
            ill = False
            assert await inbox.receive("chat", "0", {})

    asyncio.run(whole())


@pytest.mark.parametrize("key", ["", "🦜", "x" * 500])
def test_any_key_will_do(tmp_path: Path, key: str) -> None:
    """Platforms choose them."""

    async def whole() -> None:
        with open_journal(f"sqlite:///{tmp_path}/journal.db", JournalLimits(), tmp_path / "jobs") as journal:
            inbox = Inbox(open_ledger(journal.database), _call)
            assert await inbox.receive("chat", key, {})
            assert not await inbox.receive("chat", key, {})

    asyncio.run(whole())
