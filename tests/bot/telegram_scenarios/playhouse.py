"""Stories become tests: those without special wishes share one bot, each with people and chats of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

from tests.bot.telegram_scenarios.stage import Plan, Stage, stage, tidy

Story: TypeAlias = Callable[[Stage], Awaitable[None]]
"""What happens on a stage."""
USUAL = Plan()
"""What most stories are content with."""
LIMIT = 120.0
"""Seconds after which a story has failed."""


class Playhouse:
    """Keeps a stage of a plan ready from one story to the next; after a story that failed the next one gets a new stage."""

    def __init__(self, folder: Path, plan: Plan = USUAL) -> None:
        self._folder = folder
        self._plan = plan
        self._runner: asyncio.Runner | None = None
        self._open = AsyncExitStack()
        self._stage: Stage | None = None
        self._stages = 0

    def play(self, story: Story, *, privacy: bool = False) -> None:
        """Plays it; at its end the bot is quiet and everything is tidy."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            self._runner.run(self._played(story, privacy=privacy))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends bot and server."""
        runner, self._runner, self._stage = self._runner, None, None
        if runner is not None:
            with runner:
                runner.run(self._open.aclose())

    async def _played(self, story: Story, *, privacy: bool) -> None:
        if self._stage is None:
            self._stages += 1
            folder = self._folder / str(self._stages)
            folder.mkdir()
            self._stage = await self._open.enter_async_context(stage(folder, self._plan))
        now = self._stage
        now.server.world.forget_the_wire()
        now.server.world.privacy = privacy
        async with asyncio.timeout(LIMIT):
            await story(now)
            await now.quiet()
        await tidy(now.server)


def scenario(plan: Plan = USUAL, *, privacy: bool = False) -> Callable[[Story], Callable[..., None]]:
    """Makes a test of a story; `privacy`: in groups the bot hears only what is meant for it."""

    def make(story: Story) -> Callable[..., None]:
        def shared(playhouse: Playhouse) -> None:
            playhouse.play(story, privacy=privacy)

        def alone(tmp_path: Path, specs_folder: Path) -> None:
            own = Playhouse(tmp_path, plan)
            own.play(story, privacy=privacy)
            own.close()

        test = shared if plan is USUAL else alone
        test.__name__, test.__doc__ = story.__name__, story.__doc__
        return test

    return make
