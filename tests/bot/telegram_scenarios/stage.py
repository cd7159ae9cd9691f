"""The whole bot between a Telegram server and a worker, for scenarios: several of them use one stage, each with people of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.bot import House
from bot.telegram_app import Limits, TelegramApp
from bot.telegram_app.limits import Window
from bot.teller import Teller
from bot.tokens import Secret
from tests.bot.household import household, serving
from tests.bot.maker import OPENER, PHOTO
from tests.bot.telegram_server.model import Chat, Post
from tests.bot.telegram_server.people import Person
from tests.bot.telegram_server.server import TelegramServer
from tests.bot.telegram_server.world import Click

WEBHOOK_SECRET = "a-secret_of-the-webhook"  # noqa: S105 - of a test
"""What Telegram proves itself by."""


AT_ONCE = Limits(Window(10_000, 1.0), Window(10_000, 1.0), Window(10_000, 1.0))
"""As if Telegram bore everything: a story of a few seconds is no test of the limits."""


@dataclass(frozen=True)
class Plan:
    """What is special about a stage."""

    sections: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Settings on top of the usual ones."""
    opener: str = OPENER
    """What the worker opens."""
    webhook_secret: str | None = None
    """Of the webhook."""
    limits: Limits = AT_ONCE
    """What the bot takes Telegram to bear."""


@dataclass
class Bot:
    """The bot while it runs."""

    house: House
    app: TelegramApp
    teller: Teller


@asynccontextmanager
async def bot(server: TelegramServer, folder: Path, plan: Plan = Plan()) -> AsyncIterator[Bot]:
    """The bot with its files in `folder`; opened again on the same folder it is the bot after a restart."""
    telegram = {"api_url": server.base_url, "file_url": server.base_url} | plan.sections.get("telegram", {})
    async with household(folder, plan.opener, {**plan.sections, "telegram": telegram}) as house:
        secret = None if plan.webhook_secret is None else Secret(plan.webhook_secret)
        kind = type("PlannedApp", (TelegramApp,), {"limits": plan.limits})
        app = kind(house.desk, house.desk.settings.telegram, Secret(server.token), house.metrics, secret)
        async with serving(house, [app]) as teller:
            yield Bot(house, app, teller)


@dataclass
class Stage:
    """A server and the bot."""

    server: TelegramServer
    bot: Bot
    folder: Path
    """Where its files lie."""

    async def quiet(self, seconds: float = 20.0) -> None:
        """Waits until the bot has nothing left to do: all news taken and dealt with, all jobs over and told."""
        await self.server.settled(seconds)
        async with asyncio.timeout(seconds):
            while await self._busy():
                await asyncio.sleep(0.02)

    async def _busy(self) -> bool:
        desk = self.bot.house.desk
        journal = desk.stores.journal
        counts = await desk.call(journal.counts)
        return bool(await desk.unfinished("telegram")) or counts.queued + counts.running + counts.untold > 0

    async def answer(self, post: Post, kind: str = "video", seconds: float = 20.0) -> Post:
        """The bot's answer to a message, once it is of that kind."""
        return await answer(self.server, post, kind, seconds)

    async def answered(self, click: Click) -> str:
        """What a click was answered, once it was."""
        await self.server.until(lambda: click.answered)
        return click.text

    async def clip(self, person: Person, chat: Chat | None = None, text: str = "Hello") -> tuple[Post, Post]:
        """Somebody asks for a clip and gets it: the request, and the clip."""
        asked = await person.sends(chat, photo=PHOTO, caption=f"/toon {text}")
        return asked, await self.answer(asked)


async def answer(server: TelegramServer, post: Post, kind: str = "video", seconds: float = 20.0) -> Post:
    """The bot's answer to a message, once it is of that kind."""

    def come() -> Post | None:
        return next((found for found in replies_to(post) if found.kind == kind), None)

    found: Post = await server.until(come, seconds)
    return found


def replies_to(post: Post) -> list[Post]:
    """What the bot said in answer to a message, and can be seen."""
    return [other for other in post.chat.answers if other.answers is post]


@asynccontextmanager
async def stage(folder: Path, plan: Plan) -> AsyncIterator[Stage]:
    """A server and a bot."""
    async with TelegramServer() as server, bot(server, folder, plan) as running:
        yield Stage(server, running, folder)


async def tidy(server: TelegramServer) -> None:
    """What holds at the end of every scenario: nothing said wrongly, no video twice, no button left waiting."""
    assert server.deviations == []
    assert server.twice() == []
    assert [click.data for click in server.unanswered()] == []
