"""The webhook, called as Telegram calls it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from bot.telegram_app.webhook import Webhook
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings
from toontalker.errors import JournalUnwritable, SetupError

SECRET = "a-secret_of_mine_1234"  # noqa: S105 - of a test
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
UPDATE = json.dumps({"update_id": 5, "message": {}}).encode()


class Journal:
    """Takes updates in, or cannot."""

    def __init__(self) -> None:
        self.received: list[Mapping[str, Any]] = []
        self.broken = False
        self.full = False

    async def receive(self, update: Mapping[str, Any]) -> None:
        """Writes an update down."""
        if self.broken:
            raise JournalUnwritable("The disk is full.")
        self.received.append(update)


async def called(journal: Journal, body: bytes = UPDATE, headers: Mapping[str, str] = HEADERS, *, ready: bool = True) -> int:
    """The status of one call."""
    settings = TelegramSettings(webhook_url="https://toon.example/hook", webhook_port=0)
    webhook = Webhook(settings, Secret(SECRET), journal.receive, lambda: journal.full)
    await webhook.open()
    webhook.ready = ready
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{webhook.port}/hook", data=body, headers=headers) as answer,
        ):
            return answer.status
    finally:
        await webhook.close()


def test_an_update_is_written_down_before_telegram_is_told() -> None:
    """200 only then."""
    journal = Journal()
    assert asyncio.run(called(journal)) == 200
    assert journal.received == [{"update_id": 5, "message": {}}]


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}])
def test_who_does_not_know_the_secret_is_turned_away(headers: Mapping[str, str]) -> None:
    """And nothing is written down."""
    journal = Journal()
    assert asyncio.run(called(journal, headers=headers)) == 403
    assert journal.received == []


def test_what_cannot_be_written_down_is_not_taken() -> None:
    """Telegram brings it again: the disk is full, we are about to stop, or there is too much to do."""
    journal = Journal()
    assert asyncio.run(called(journal, ready=False)) == 503
    journal.full = True
    assert asyncio.run(called(journal)) == 503
    journal.full, journal.broken = False, True
    assert asyncio.run(called(journal)) == 503
    assert journal.received == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no json", 400), (b"[]", 400), (b'{"update_id": "5"}', 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400), (b" " * 1_000_001, 413)],
)
def test_rubbish_is_refused(body: bytes, status: int) -> None:
    """Also where its sender knows the secret."""
    journal = Journal()
    assert asyncio.run(called(journal, body)) == status
    assert journal.received == []


def test_a_port_in_use_is_told_to_the_operator() -> None:
    """As a sentence, with the port."""

    async def twice() -> None:
        settings = TelegramSettings(webhook_url="https://toon.example/hook", webhook_port=0)
        journal = Journal()
        first = Webhook(settings, Secret(SECRET), journal.receive, lambda: False)
        await first.open()
        try:
            taken = settings.model_copy(update={"webhook_port": first.port})
            await Webhook(taken, Secret(SECRET), journal.receive, lambda: False).open()
        finally:
            await first.close()

    with pytest.raises(SetupError, match=r"cannot listen at 127\.0\.0\.1:\d+"):
        asyncio.run(twice())
