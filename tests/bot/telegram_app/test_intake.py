"""The way of an update, with a real ledger."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.desk import Desk
from bot.telegram_app import intake
from bot.telegram_app.intake import Intake, key_of, lane_of
from tests.bot.household import household, until


def update(number: int, chat: int = 7) -> dict[str, Any]:
    """A message, as Telegram brings it."""
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": chat}}}


class Dealer:
    """Deals with updates as it is told to."""

    def __init__(self) -> None:
        self.seen: dict[int, list[int]] = defaultdict(list)
        self.failing: dict[int, Exception] = {}
        self.times: Counter[int] = Counter()
        self.sorry: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def deal(self, update: Mapping[str, Any]) -> None:
        """One update; a failure is raised once."""
        number = update["update_id"]
        self.times[number] += 1
        if number in self.failing and self.times[number] == 1:
            raise self.failing[number]
        if update["message"]["chat"]["id"] < 0:
            await self.gate.wait()
        self.seen[update["message"]["chat"]["id"]].append(number)

    async def give_up(self, update: Mapping[str, Any]) -> None:
        """Notes it."""
        self.sorry.append(update["update_id"])


async def finished(desk: Desk) -> bool:
    """Whether nothing is left in the inbox."""
    return await desk.unfinished("telegram") == []


def test_one_chat_is_in_order_and_does_not_hold_up_another(tmp_path: Path) -> None:
    """A group that takes long; everything else passes it, and its own messages keep their order."""

    async def story() -> None:
        async with household(tmp_path) as house:
            dealer = Dealer()
            dealer.gate.clear()
            way = Intake(house.desk, dealer.deal, dealer.give_up)
            for number in range(1, 21):
                await way.receive(update(number, -5 if number % 2 else 7))
            await until(lambda: len(dealer.seen[7]) == 10)
            assert dealer.seen[-5] == []
            dealer.gate.set()
            await until(lambda: finished(house.desk))
            assert dealer.seen == {7: [*range(2, 21, 2)], -5: [*range(1, 21, 2)]}
            await way.close(1)

    asyncio.run(story())


def test_the_same_message_is_dealt_with_once(tmp_path: Path) -> None:
    """Under whatever number it comes, while it is being dealt with and after that."""

    async def story() -> None:
        async with household(tmp_path) as house:
            dealer = Dealer()
            way = Intake(house.desk, dealer.deal, dealer.give_up)
            for number in (1, 1, 900):
                await way.receive(update(1) | {"update_id": number})
            await until(lambda: finished(house.desk))
            await way.receive(update(1))
            await way.close(1)
            assert dealer.seen == {7: [1]}

    asyncio.run(story())


def test_a_fault_of_ours_is_apologised_for_and_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The update does not come back, the next one is dealt with, and the log has the place and no word of the message."""

    async def story() -> None:
        async with household(tmp_path) as house:
            dealer = Dealer()
            dealer.failing[1] = KeyError("what Ann wrote")
            way = Intake(house.desk, dealer.deal, dealer.give_up)
            await way.receive(update(1))
            await way.receive(update(2))
            await until(lambda: finished(house.desk))
            await way.close(1)
            assert (dealer.sorry, dealer.seen) == ([1], {7: [2]})

    asyncio.run(story())
    assert "KeyError at test_intake.py" in caplog.text
    assert "Ann" not in caplog.text


def test_what_fails_for_want_of_a_network_is_tried_again_in_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later messages of the chat wait for it."""
    monkeypatch.setattr(intake, "_FIRST_PAUSE", 0.01)

    async def story() -> None:
        async with household(tmp_path) as house:
            dealer = Dealer()
            dealer.failing[1] = NetworkError("Bad Gateway")
            way = Intake(house.desk, dealer.deal, dealer.give_up)
            await way.receive(update(1))
            await way.receive(update(2))
            await until(lambda: finished(house.desk))
            await way.close(1)
            assert (dealer.sorry, dealer.seen) == ([], {7: [1, 2]})

    asyncio.run(story())


def test_what_was_not_dealt_with_is_there_at_the_next_start(tmp_path: Path) -> None:
    """The bot stops in the middle of one update, with another one waiting: both come again, in order."""

    async def story() -> None:
        async with household(tmp_path) as house:
            dealer = Dealer()
            dealer.gate.clear()
            way = Intake(house.desk, dealer.deal, dealer.give_up)
            await way.receive(update(1, -5))
            await way.receive(update(2, -5))
            await way.close(0.05)
            await way.receive(update(3, -5))
            assert dealer.seen == {}
        async with household(tmp_path) as house:
            again = Dealer()
            way = Intake(house.desk, again.deal, again.give_up)
            for key, payload in await house.desk.unfinished("telegram"):
                way.put(key, payload)
            await until(lambda: finished(house.desk))
            await way.close(1)
            assert again.seen == {-5: [1, 2, 3]}

    asyncio.run(story())


def test_keys_and_lanes() -> None:
    """A message is known by chat and number, a click by its id; clicks of a person keep their order."""
    click = {"update_id": 3, "callback_query": {"id": "88", "from": {"id": 7}}}
    assert [key_of(update(5, -7)), key_of(click), key_of({"update_id": 4})] == ["-7:5", "click:88", "update:4"]
    assert [lane_of(update(5, -7)), lane_of(click), lane_of({"update_id": 4})] == ["-7", "click:7", "other"]
