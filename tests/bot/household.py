"""The bot without its command line, for tests: real desk, journal and worker process, with clips that take no time.

``async with household(tmp_path) as house, serving(house, [front]): ...``
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.bot import House, open_front_ends, open_house
from bot.front_end import FrontEnd
from bot.teller import Teller
from gpu_worker.entrance import CLIP_MAKER
from tests.bot.maker import OPENER
from toontalker.settings import Settings

REAL = CLIP_MAKER
"""For `household(opener=REAL)`: the pipeline itself."""
LIMIT = 30.0
"""Seconds after which a test gives up waiting."""


def settings(folder: Path, sections: Mapping[str, dict[str, Any]]) -> Settings:
    """Settings whose files lie in `folder`, with a worker that is looked after often; `sections` come on top, as in a settings file."""
    usual: dict[str, dict[str, Any]] = {
        "journal": {
            "url": f"sqlite:///{folder}/journal.db", "folder": f"{folder}/jobs", "per_owner": 100, "per_chat": 100, "total": 10_000
        },
        "worker": {"prewarm": "off", "poll_seconds": 0.1, "drain_seconds": 5.0},
        "bot": {"folder": f"{folder}/bot", "per_owner_hour": 10_000, "per_chat_hour": 10_000, "status_port": 0},
        "web": {"port": 0},
    }
    merged = {name: usual.get(name, {}) | sections.get(name, {}) for name in {*usual, *sections}}
    return Settings.model_validate(merged)


def household(
    folder: Path, opener: str = OPENER, sections: Mapping[str, dict[str, Any]] | None = None
) -> AbstractAsyncContextManager[House]:
    """A desk with journal and worker in `folder`; opened again on the same folder it goes on where it was.

    `sections`: settings on top of the usual ones, such as ``{"bot": {"max_text": 10}}``.
    """
    return open_house(settings(folder, sections or {}), opener)


@asynccontextmanager
async def serving(house: House, fronts: list[FrontEnd]) -> AsyncIterator[Teller]:
    """With front ends, and the loop that tells their people."""
    async with open_front_ends(house, fronts) as teller:
        yield teller


async def until(what: Callable[[], bool | Awaitable[bool]], seconds: float = LIMIT) -> None:
    """Waits for something that nobody tells of."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if await answer if isinstance(answer, Awaitable) else answer:
            return
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)
