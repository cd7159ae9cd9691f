"""The page with a real house behind it, in a thread of its own, so that a browser can be driven from the test's thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.tokens import Secret
from bot.web_app import WebApp
from tests.bot.household import REAL, household, serving

PATIENCE = 60.0
"""Seconds for start and end."""


@contextmanager
def served_page(
    folder: Path, sections: Mapping[str, dict[str, Any]] | None = None, password: str = "", opener: str = REAL
) -> Iterator[WebApp]:
    """The running page; `opener`: what makes the clips, the pipeline itself unless it is said."""
    started: Future[tuple[WebApp, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        async with household(folder, opener, sections) as house:
            secret = Secret(password) if password else None
            page = WebApp(house.desk, house.desk.settings.web, house.metrics, secret)
            async with serving(house, [page]):
                leave = asyncio.Event()
                started.set_result((page, asyncio.get_running_loop(), leave))
                await leave.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="page")
    thread.start()
    page, loop, leave = started.result(PATIENCE)
    try:
        yield page
    finally:
        loop.call_soon_threadsafe(leave.set)
        thread.join(PATIENCE)
    assert not thread.is_alive()
