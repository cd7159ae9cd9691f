"""The desk's loop: who is told what, when, and how often."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.bot import House
from bot.front_end import Delivery, Gone, Later
from bot.reading import read_bytes
from gpu_worker.journal.schema import JOB
from tests.bot.chat import ANN, Chat, ask, told
from tests.bot.household import household, serving, until


def run(folder: Path, act: Callable[[House, Chat], Awaitable[None]]) -> None:
    """Has a house and a chat, and does `act` in it."""

    async def whole() -> None:
        chat = Chat()
        async with household(folder) as house, serving(house, [chat]):
            await act(house, chat)

    asyncio.run(whole())


def test_platform_that_is_away_gets_it_later_and_gone_people_do_not(tmp_path: Path) -> None:
    """Later is tried again, a bug of ours is tried again, Gone is told to nobody; no one of them stops the others."""

    async def act(house: House, chat: Chat) -> None:
        chat.refusals = [Later(0.5), ZeroDivisionError("a bug")]
        await told(house, chat, ask())
        assert len(chat.delivered) == 1
        chat.refusals = [Gone()]
        taken = await house.desk.take(ask("Hello", "k2"))
        await house.desk.place(taken.job.id, "placeholder")
        await until(lambda: house.desk.stores.journal.counts().untold == 0)
        assert len(chat.delivered) == 1

    run(tmp_path, act)


def test_what_ended_while_the_bot_was_away_is_told_at_its_start(tmp_path: Path) -> None:
    """A restart needs no second way."""

    async def whole() -> None:
        async with household(tmp_path) as house:
            taken = await house.desk.take(ask())
            await until(lambda: house.desk.stores.journal.counts().untold == 1)
        chat = Chat()
        async with household(tmp_path) as house, serving(house, [chat]):
            await until(lambda: [delivery.job.id for delivery in chat.delivered] == [taken.job.id])

    asyncio.run(whole())


def test_nobody_touches_a_placeholder_that_is_just_being_written(tmp_path: Path) -> None:
    """A clip that is there before its placeholder waits for it: else the placeholder's text would come after the clip."""

    async def act(house: House, chat: Chat) -> None:
        taken = await house.desk.take(ask())
        await until(lambda: house.desk.stores.journal.counts().untold == 1)
        await asyncio.sleep(0.3)
        assert not chat.delivered
        await house.desk.place(taken.job.id, "placeholder")
        await until(lambda: bool(chat.delivered))
        assert chat.delivered[0].job.placeholder == "placeholder"

    run(tmp_path, act)


def test_stages_of_a_clip_are_counted_for_the_operator(tmp_path: Path) -> None:
    """With the seconds that the worker measured."""

    async def act(house: House, chat: Chat) -> None:
        await told(house, chat, ask())
        await until(lambda: b'toontalker_stage_seconds_count{stage="clip"} 1.0' in house.metrics.text())

    run(tmp_path, act)


def test_one_that_cannot_be_told_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """However often it fails."""

    async def act(house: House, chat: Chat) -> None:
        chat.refusals = [ZeroDivisionError("a bug")]
        poisoned = await house.desk.take(ask(key="k1"))
        await house.desk.place(poisoned.job.id, "placeholder")
        await until(lambda: not chat.refusals)
        delivery = await told(house, chat, ask(key="k2"))
        assert delivery.job.key == "k2"

    run(tmp_path, act)


def test_clip_that_its_person_takes_back_at_that_moment_is_no_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Its file is gone when the front end would read it: nothing is delivered, nothing tried again, and no fault logged."""

    class Slow(Chat):
        async def deliver(self, delivery: Delivery) -> None:
            await house_of[0].desk.forget(ANN.owner)
            assert delivery.clip is not None
            await read_bytes(delivery.clip)

    house_of: list[House] = []

    async def whole() -> None:
        chat = Slow()
        async with household(tmp_path) as house, serving(house, [chat]):
            house_of.append(house)
            taken = await house.desk.take(ask())
            await house.desk.place(taken.job.id, "placeholder")
            await until(lambda: "taken back" in caplog.text)

    with caplog.at_level(logging.INFO):
        asyncio.run(whole())
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_progress_of_a_clip_that_was_taken_back_is_forgotten(tmp_path: Path) -> None:
    """Nothing is kept of it for ever, though it never came to be told."""

    async def act(house: House, chat: Chat) -> None:
        taken = await house.desk.take(ask("!slow3"))
        await house.desk.place(taken.job.id, "placeholder")
        await until(lambda: house.desk.progress.at(taken.job.id)[0] not in ("photo", "face"))
        await house.desk.forget(ANN.owner)
        await until(lambda: house.desk.progress.at(taken.job.id) == ("photo", 0.0))
        assert not chat.delivered

    run(tmp_path, act)


def test_placeholder_is_brought_up_to_date_while_a_clip_is_made(tmp_path: Path) -> None:
    """Who waits learns when their job comes to be worked on; nothing is said twice in a row, and nothing after the clip."""

    async def act(house: House, chat: Chat) -> None:
        taken = await house.desk.take(ask("!slow7"))
        await house.desk.place(taken.job.id, "placeholder")
        await until(lambda: bool(chat.delivered))
        shown = len(chat.shown)
        assert shown >= 2
        lines = [standing.line for standing in chat.shown]
        assert all(one != other for one, other in pairwise(lines))
        await asyncio.sleep(2.5)
        assert len(chat.shown) == shown

    run(tmp_path, act)


def _asked_long_ago(house: House, job_id: str) -> None:
    """A minute and more."""
    with house.desk.stores.journal.database.write() as connection:
        connection.execute(update(JOB).where(JOB.c.id == job_id).values(created=JOB.c.created - 61))


def test_nudge_promises_no_clip_where_there_is_none(tmp_path: Path) -> None:
    """Who waited long for a refusal or for a choice of faces is told that there is an answer, not that a clip is ready."""

    async def act(house: House, chat: Chat) -> None:
        said: dict[str, str] = {}
        for text in ("!slow0.5 Hello", "!noface", "!faces3"):
            taken = await house.desk.take(ask(text, text))
            _asked_long_ago(house, taken.job.id)
            await house.desk.place(taken.job.id, "placeholder")
            await until(lambda: len(chat.nudged) == len(said) + 1)
            said[text] = chat.nudged[-1].nudge
        assert "clip" in said["!slow0.5 Hello"]
        assert "clip" not in said["!noface"] + said["!faces3"]
        assert "answer" in said["!noface"]

    run(tmp_path, act)


def test_long_wait_is_followed_by_a_nudge_and_a_short_one_is_not(tmp_path: Path) -> None:
    """An edit notifies nobody, so who had to wait for over a minute hears of it once."""

    async def act(house: House, chat: Chat) -> None:
        await told(house, chat, ask(key="k1"))
        taken = await house.desk.take(ask("!slow1", "k2"))
        _asked_long_ago(house, taken.job.id)
        await house.desk.place(taken.job.id, "placeholder")
        await until(lambda: [delivery.job.id for delivery in chat.nudged] == [taken.job.id])
        await until(lambda: house.desk.stores.journal.counts().untold == 0)

    run(tmp_path, act)
