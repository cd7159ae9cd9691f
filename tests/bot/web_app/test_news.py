from __future__ import annotations

import asyncio
from pathlib import Path

from bot.web_app import news
from tests.bot.household import until
from tests.bot.web_app.visitor import entered, page_in


def test_streams_are_bounded_and_those_of_closed_tabs_do_not_count(tmp_path: Path) -> None:
    """As many as a session may have, and no more; a tab that was closed makes room at once, and another session has its own."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor, entered(page) as other:
            tabs = [await visitor.open("GET", "/api/news") for _ in range(news.PER_SESSION)]
            assert {tab.status for tab in tabs} == {200}
            status, answer = await visitor.call("GET", "/api/news")
            assert (status, list(answer)) == (429, ["error"])
            async with other.open("GET", "/api/news") as stream:
                assert stream.status == 200
            tabs.pop().close()

            async def fits() -> bool:
                async with visitor.open("GET", "/api/news") as stream:
                    return bool(stream.status == 200)

            await until(fits)
            for tab in tabs:
                tab.close()

    asyncio.run(visit())


def test_a_browser_that_does_not_read_is_cut_off(tmp_path: Path) -> None:
    """What waits for it is bounded; it comes again and asks how things stand."""

    async def visit() -> None:
        async with page_in(tmp_path) as page, entered(page) as visitor:
            async with visitor.open("GET", "/api/news") as stream:
                assert stream.status == 200
                owner = page._guard.sessions.owner(visitor.cookie)
                assert owner is not None
                for _ in range(1000):
                    page._news.tell(owner, "job", {"id": "x" * 1000})
                async with asyncio.timeout(10):
                    received = [kind async for kind, _ in visitor.news(stream)]
                assert len(received) < 1000
            await until(lambda: page._news.count() == 0)

    asyncio.run(visit())
