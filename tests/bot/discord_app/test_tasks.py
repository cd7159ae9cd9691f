"""Tasks that nobody awaits."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord_app.tasks import Tasks


def test_none_is_left_when_the_bot_leaves() -> None:
    """Neither those that were spawned nor those that the library made."""

    async def play() -> None:
        tasks = Tasks()

        async def by_the_library() -> None:
            tasks.adopt()
            tasks.adopt()
            await asyncio.sleep(60)

        spawned = tasks.spawn(asyncio.sleep(60), "a")
        adopted = asyncio.create_task(by_the_library())
        await asyncio.sleep(0)
        await tasks.close()
        assert spawned.cancelled()
        assert adopted.cancelled()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


def test_whoever_ends_them_may_be_one_of_them() -> None:
    """It does not wait for itself."""

    async def play() -> None:
        tasks = Tasks()
        await asyncio.wait_for(tasks.spawn(tasks.close(), "b"), 5.0)

    asyncio.run(play())


def test_a_task_that_breaks_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    """With its name and its traceback; nobody else sees the error."""

    async def broken() -> None:
        raise ZeroDivisionError

    async def play() -> None:
        await asyncio.wait({Tasks().spawn(broken(), "making a clip")})

    asyncio.run(play())
    assert "making a clip has failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text
