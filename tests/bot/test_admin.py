"""What admins may tell the bot, and that nobody else may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.command import Command
from bot.desk import Desk
from bot.front_end import Ask, Asker
from bot.refusal import Refused
from tests.bot.household import household
from tests.bot.maker import PHOTO

ADMIN = "telegram:9"
ANN = Asker("telegram:1", "telegram:-5", "Ann", "en")


def run(folder: Path, act: Callable[[Desk], Awaitable[None]]) -> None:
    """Has a desk with one admin."""

    async def whole() -> None:
        async with household(folder, sections={"bot": {"admins": [ADMIN]}}) as house:
            await act(house.desk)

    asyncio.run(whole())


def test_nobody_else_may(tmp_path: Path) -> None:
    """Not even look."""

    async def act(desk: Desk) -> None:
        for line in ("stats", "block user 5", "pause", ""):
            with pytest.raises(Refused, match="people who run this bot"):
                await desk.admin("telegram:1", line, "en")

    run(tmp_path, act)


def test_blocks_are_made_listed_and_lifted(tmp_path: Path) -> None:
    """A bare number is somebody on the admin's own platform."""

    async def act(desk: Desk) -> None:
        await desk.admin(ADMIN, "block user 1", "en")
        await desk.admin(ADMIN, "block chat discord:77", "en")
        assert await desk.admin(ADMIN, "blocks", "en") == "user telegram:1\nchat discord:77"
        assert not desk.welcome("telegram:1", "telegram:-5")
        await desk.admin(ADMIN, "unblock user telegram:1", "en")
        assert desk.welcome("telegram:1", "telegram:-5")

    run(tmp_path, act)


def test_photo_of_a_job_can_be_blocked(tmp_path: Path) -> None:
    """`recent` names the job, and the photo is refused from then on, whoever sends it."""

    async def act(desk: Desk) -> None:
        taken = await desk.take(Ask("k1", ANN, {}, Command("Hello"), PHOTO))
        assert taken.job.id in await desk.admin(ADMIN, "recent", "en")
        await desk.admin(ADMIN, f"block image {taken.job.id}", "en")
        with pytest.raises(Refused, match="this photo"):
            await desk.take(Ask("k2", ANN, {}, Command("Hello"), PHOTO))

    run(tmp_path, act)


def test_pause_and_resume(tmp_path: Path) -> None:
    """Nothing is taken in between."""

    async def act(desk: Desk) -> None:
        await desk.admin(ADMIN, "pause", "en")
        with pytest.raises(Refused):
            await desk.take(Ask("k1", ANN, {}, Command("Hello"), PHOTO))
        await desk.admin(ADMIN, "resume", "en")
        await desk.take(Ask("k1", ANN, {}, Command("Hello"), PHOTO))

    run(tmp_path, act)


@pytest.mark.parametrize(
    "line", ["", "dance", "block", "block user", "block planet 5", "block user a b", "block image zz", "block user ../x"]
)
def test_what_is_no_command_is_answered_with_all_there_are(tmp_path: Path, line: str) -> None:
    """And changes nothing."""

    async def act(desk: Desk) -> None:
        with pytest.raises(Refused, match="unblock"):
            await desk.admin(ADMIN, line, "en")
        assert await desk.call(desk.stores.ledger.blocks) == []

    run(tmp_path, act)
