"""Where the trials happen: both platforms with their people, everything they sent, and what became of it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.words import words_for
from tests.bot.discord_server import Channel as DiscordChannel
from tests.bot.discord_server import DiscordServer, Interaction
from tests.bot.discord_server import Person as DiscordPerson
from tests.bot.maker import PHOTO
from tests.bot.telegram_server.model import Chat, Post
from tests.bot.telegram_server.people import Person as TelegramPerson
from tests.bot.telegram_server.server import TelegramServer
from tests.bot.trials.process import Setup, sample_settings
from tests.bot.trials.workshop import OPENER

GUILDS: Final = 5
"""Over which the channels of Discord are spread."""
_GROUPS: Final = 5
"""Every so manieth chat of Telegram is a group."""
_ACK: Final = 3.2
"""Seconds after which Discord shows that the app did not respond."""
_TICK: Final = 0.02


@dataclass(eq=False)
class Sent:
    """What one person sent: a message, or a command, that has to become one clip."""

    key: str
    """The key of its job; empty for a command of Discord's that nobody took."""
    at: float
    """When, by the monotonic clock."""
    post: Post | None = None
    """On Telegram."""
    interaction: Interaction | None = None
    """On Discord."""

    @property
    def accepted(self) -> bool:
        """Telegram keeps every message until the bot has it; Discord's is taken once it was told that an answer follows."""
        return self.interaction is None or self.interaction.callback == 5


@dataclass(eq=False)
class Town:
    """Both platforms; the n-th message goes to the n-th chat, and then round again."""

    telegram: TelegramServer
    discord: DiscordServer
    chats: list[tuple[TelegramPerson, Chat]] = field(default_factory=list)
    channels: list[tuple[DiscordPerson, DiscordChannel]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    """Everything, in order; on Discord also what nobody took."""

    def settle(self, chats: int) -> None:
        """People move in: half of the chats on each platform, every one with a person of its own. Before the bot logs in."""
        guilds = [self.discord.guild(f"Guild {number}") for number in range(GUILDS)]
        for number in range(chats // 2):
            person = self.telegram.person(f"Tess {number}")
            chat = self.telegram.group(f"Group {number}", person) if number % _GROUPS == 0 else person.private
            self.chats.append((person, chat))
            self.channels.append((self.discord.person(f"Dan {number}"), guilds[number % GUILDS].channel(f"channel-{number}")))

    def setup(self, folder: Path, sections: dict[str, dict[str, Any]] | None = None) -> Setup:
        """What a bot needs to know to serve this town; `sections`: settings on top."""
        told = sample_settings(folder)
        told["telegram"] = {"api_url": self.telegram.base_url, "file_url": self.telegram.base_url}
        told["discord"] = {
            "api_url": self.discord.api_url, "gateway_url": self.discord.gateway_url, "cdn_hosts": [self.discord.cdn_host],
        }  # fmt: skip
        for name, section in (sections or {}).items():
            told[name] |= section
        return Setup(folder, told, OPENER, {"TELEGRAM_TOKEN": self.telegram.token, "DISCORD_TOKEN": self.discord.token})

    async def says(self, number: int, *, again: bool = False) -> Sent:
        """The n-th message, to Telegram if n is even; `again`: the platform hands it over twice."""
        return await (self._writes if number % 2 == 0 else self._commands)(number // 2, again)

    async def insists(self, number: int, *, again: bool = False) -> Sent:
        """The same; on Discord whoever reads that the app did not respond tries once more until it does."""
        while True:
            sent = await self.says(number, again=again)
            if sent.interaction is None:
                return sent
            end = time.monotonic() + (_ACK if sent.interaction.delivered else 10 * _TICK)
            while not sent.accepted and time.monotonic() < end:
                await asyncio.sleep(_TICK)
            if sent.accepted:
                return sent
            await asyncio.sleep(random.uniform(0.1, 0.5))

    async def _writes(self, number: int, again: bool) -> Sent:
        person, chat = self.chats[number % len(self.chats)]
        started = time.monotonic()
        post = await person.sends(chat, photo=PHOTO, caption=f"/toon male Message {number}")
        if again:
            self.telegram.world.updates.add("message", post.as_message())
        sent = Sent(f"telegram:{chat.id}:{post.id}", started, post=post)
        self.sent.append(sent)
        return sent

    async def _commands(self, number: int, again: bool) -> Sent:
        person, channel = self.channels[number % len(self.channels)]
        started = time.monotonic()
        interaction = await person.toon(channel, PHOTO, f"Message {number}")
        if again:
            await self.discord.gateway.repeat_last("INTERACTION_CREATE")
        sent = Sent(f"discord:{interaction.id}", started, interaction=interaction)
        self.sent.append(sent)
        return sent

    # ---- what became of it --------------------------------------------------------------------------------------------------------

    def accepted(self) -> list[Sent]:
        """All that has to be answered."""
        return [sent for sent in self.sent if sent.accepted]

    def answers(self, sent: Sent) -> list[Answer]:
        """What the bot wrote about it and can be seen, but for the line that says that a clip has come after a long time."""
        if sent.post is not None:
            posts = [post for post in sent.post.chat.answers if post.answers is sent.post]
            found = [Answer(post.text, post.video is not None, post.at) for post in posts]
        else:
            messages = [one for one in self.discord.messages.values() if one.interaction is sent.interaction and not one.deleted]
            found = [Answer("…" if one.loading else one.content, one.video is not None, one.created) for one in messages]
        nudge = words_for("en")("desk.nudge")
        return [answer for answer in found if answer.video or nudge not in answer.text]

    def clips_of(self, sent: Sent) -> int:
        """How many videos it got."""
        return sum(answer.video for answer in self.answers(sent))

    @property
    def deviations(self) -> list[str]:
        """What did not fit the specs."""
        return [*self.telegram.deviations, *self.discord.deviations]

    @property
    def repeated(self) -> list[str]:
        """Clips that ever hung on two messages."""
        return [*self.telegram.twice(), *self.discord.repeated_videos]

    def all_answered(self) -> bool:
        """Whether the bot has taken everything that there is, and everybody has a clip or was told why there is none."""
        return not self.telegram.world.updates.waiting and all(self.answered(sent) for sent in self.accepted())

    def answered(self, sent: Sent) -> bool:
        """Whether somebody has what they asked for, or an apology."""
        words = words_for("en")
        return any(answer.video or answer.text == words("failure.us") for answer in self.answers(sent))

    async def until(self, what: Callable[[], bool], seconds: float) -> bool:
        """Waits for something; whether it came."""
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(_TICK)
        return True


@dataclass(frozen=True)
class Answer:
    """A message of the bot."""

    text: str
    video: bool
    at: float
    """When it came: by the monotonic clock on Telegram, by the calendar on Discord."""


@asynccontextmanager
async def open_town(chats: int) -> AsyncIterator[Town]:
    """Both platforms listening, with people in so many chats."""
    async with TelegramServer() as telegram, DiscordServer() as discord:
        town = Town(telegram, discord)
        town.settle(chats)
        yield town
