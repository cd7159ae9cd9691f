"""A front end whose platform is a list, and requests for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.bot import House
from bot.command import Command
from bot.front_end import Ask, AskAgain, Asker, Delivery, FrontHealth, Standing
from gpu_worker.journal import Job
from tests.bot.household import until
from tests.bot.maker import PHOTO

ANN = Asker("chat:1", "chat:room", "Ann", "en")
"""Somebody."""


class Chat:
    """Keeps what it is given."""

    name = "chat"

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self.shown: list[Standing] = []
        self.nudged: list[Delivery] = []
        self.refusals: list[Exception] = []
        """Raised by the next deliveries."""

    async def start(self) -> None:
        """Nothing to connect to."""

    async def pause(self) -> None:
        """Takes nothing anyway."""

    async def stop(self) -> None:
        """Nothing to leave."""

    async def show(self, job: Job, address: Mapping[str, Any], standing: Standing) -> None:
        """Keeps it."""
        self.shown.append(standing)

    async def deliver(self, delivery: Delivery) -> None:
        """Keeps it, or raises what it was told to."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.delivered.append(delivery)

    async def nudge(self, delivery: Delivery) -> None:
        """Keeps it."""
        self.nudged.append(delivery)

    def health(self) -> FrontHealth:
        """Always well."""
        return FrontHealth(ready=True)


def ask(text: str = "Hello", key: str = "chat:room:1", photo: bytes = PHOTO, audio: bytes | None = None, asker: Asker = ANN) -> Ask:
    """A request."""
    return Ask(key, asker, {"message": 7}, Command(text), photo, audio)


async def told(house: House, chat: Chat, request: Ask | AskAgain) -> Delivery:
    """What comes of a request."""
    before = len(chat.delivered)
    taken = await (house.desk.again(request) if isinstance(request, AskAgain) else house.desk.take(request))
    await house.desk.place(taken.job.id, "placeholder")
    await until(lambda: len(chat.delivered) > before)
    return chat.delivered[-1]
