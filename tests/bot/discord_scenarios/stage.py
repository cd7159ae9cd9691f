"""Where the scenarios play: a loopback Discord, and the whole bot with Discord as its only front end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.bot import House
from bot.command import Command
from bot.discord_app import DiscordApp
from bot.front_end import Ask, Asker
from bot.tokens import Secret
from bot.words import words_for
from tests.bot.discord_server import Channel, DiscordServer, Interaction, Message, Person
from tests.bot.household import household, serving, until
from tests.bot.maker import ENDLESS, OPENER, PHOTO, job_in

EN = words_for("en")
"""What the bot says to people who read English."""
AGAIN, VOICE, DELETE, CANCEL = (EN(f"desk.button_{name}") for name in ("again", "other_voice", "delete", "cancel"))
"""What stands on the buttons for them."""


def _telling_commands() -> bool:
    """Whether the bot is just telling its commands, and has not written down yet that it did."""
    return any(task.get_name() == "discord: telling the commands" for task in asyncio.all_tasks())


@dataclass(eq=False)
class Stage:
    """One guild with a channel, Ann and Bob in it, and the bot, which comes and goes."""

    server: DiscordServer
    folder: Path
    sections: Mapping[str, dict[str, Any]]
    opener: str
    ann: Person
    bob: Person
    channel: Channel
    app: DiscordApp | None = field(default=None)
    house: House | None = field(default=None)

    @asynccontextmanager
    async def bot(self, **sections: dict[str, Any]) -> AsyncIterator[DiscordApp]:
        """The bot while it runs; on the same folder each time, so that it goes on where it was; `sections` beside those of the play."""
        reach = {"api_url": self.server.api_url, "gateway_url": self.server.gateway_url, "cdn_hosts": [self.server.cdn_host]}
        merged = {name: {**self.sections.get(name, {}), **sections.get(name, {})} for name in {*self.sections, *sections}}
        merged["discord"] = reach | merged.get("discord", {})
        async with household(self.folder, self.opener, merged) as house:
            app = DiscordApp(house.desk, house.desk.settings.discord, Secret(self.server.token), house.metrics)
            self.app, self.house = app, house
            async with serving(house, [app]):
                await self.server.online()
                await self.server.until(lambda: self.server.commands.get(0))
                await self.server.until(lambda: not _telling_commands())
                yield app

    async def answered(self, interaction: Interaction) -> Message:
        """The answer, once it says something of its own."""
        await self.server.until(lambda: interaction.answer is not None and not interaction.answer.loading)
        assert interaction.answer is not None
        return interaction.answer

    async def video(self, interaction: Interaction) -> Message:
        """The message with the clip that an interaction asked for: its answer, or a later one in the channel."""
        await self.server.until(lambda: self._video_of(interaction) is not None)
        message = self._video_of(interaction)
        assert message is not None
        return message

    async def sentence(self, interaction: Interaction, part: str) -> Message:
        """The answer, once these words are in it."""
        await self.server.until(lambda: interaction.answer is not None and part in interaction.answer.content)
        assert interaction.answer is not None
        assert not interaction.answer.attachments
        return interaction.answer

    async def sentence_with_picture(self, interaction: Interaction, part: str) -> Message:
        """The answer, once these words are in it, with a picture."""
        await self.server.until(lambda: interaction.answer is not None and part in interaction.answer.content)
        assert interaction.answer is not None
        assert interaction.answer.attachments
        return interaction.answer

    async def told(self, job_id: str) -> None:
        """Waits until the journal knows that the person was told."""
        assert self.house is not None
        desk = self.house.desk

        async def known() -> bool:
            job = await desk.job(job_id)
            return job is not None and job.told

        await until(known)

    async def all_told(self) -> None:
        """Waits until nobody is left to be told anything."""
        assert self.house is not None
        desk = self.house.desk

        async def nothing_left() -> bool:
            counts = await desk.call(desk.stores.journal.counts)
            return counts.queued + counts.running + counts.untold == 0

        await until(nothing_left)

    async def crowd(self, jobs: int) -> None:
        """So many others wait already."""
        assert self.house is not None
        desk = self.house.desk
        for number in range(jobs):
            asker = Asker(f"web:{number}", f"web:{number}", "Somebody", "en")
            await desk.take(Ask(f"web:{number}", asker, {}, Command("!slow2 Hello"), PHOTO))

    def _video_of(self, interaction: Interaction) -> Message | None:
        answers = [interaction.answer, *interaction.followups]
        late = [message for message in interaction.channel.messages if message.interaction is None and message.id > interaction.id]
        return next((message for message in (*answers, *late) if message is not None and message.video is not None), None)

    def job_of(self, message: Message) -> str:
        """Whose tiny clip is in it."""
        assert message.video is not None
        return job_in(message.video.content)


Scene = Callable[[Stage], Awaitable[None]]


def play(folder: Path, scene: Scene, *, opener: str = OPENER, shards: int = 1, **sections: dict[str, Any]) -> None:
    """The scene, with the bot up from its beginning to its end."""

    async def with_bot(stage: Stage) -> None:
        async with stage.bot():
            await scene(stage)

    rehearse(folder, with_bot, opener=opener, shards=shards, **sections)


def rehearse(folder: Path, scene: Scene, *, opener: str = OPENER, shards: int = 1, **sections: dict[str, Any]) -> None:
    """The scene, which starts and stops the bot itself; at its end nothing was wrong on the wire, and no clip is there twice."""

    async def whole() -> None:
        async with DiscordServer(shards=shards) as server:
            guild = server.guild("Friends")
            stage = Stage(server, folder, sections, opener, server.person("Ann"), server.person("Bob"), guild.channel("general"))
            await scene(stage)
            assert not server.deviations, server.deviations
            assert not server.repeated_videos, server.repeated_videos
            assert server.slowest_ack < 3.0, server.slowest_ack

    asyncio.run(whole())


__all__ = ["AGAIN", "CANCEL", "DELETE", "EN", "ENDLESS", "PHOTO", "VOICE", "Stage", "play", "rehearse"]
