"""Discord as a front end: what the desk calls."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from bot.desk import Desk
from bot.discord_app.address import Address, Place
from bot.discord_app.answers import Answers, TooLarge
from bot.discord_app.client import ToonClient, open_client
from bot.discord_app.command_sync import sync_commands
from bot.discord_app.components import face_buttons, under_clip
from bot.discord_app.connection import Connection
from bot.discord_app.download import Downloads
from bot.discord_app.endpoints import Endpoints
from bot.discord_app.intake import Intake
from bot.discord_app.note import Note, Picture
from bot.discord_app.reception import Reception
from bot.discord_app.tasks import Tasks
from bot.discord_app.verdict import ERRORS
from bot.front_end import Delivery, FrontHealth, Gone, Later, Standing
from bot.metrics import Metrics
from bot.reading import read_bytes
from bot.tokens import Secret
from gpu_worker.journal import Job
from toontalker.chat_settings import DiscordSettings
from toontalker.errors import ToonTalkerError

_LOG = logging.getLogger(__name__)

_REMEMBERED: Final = 1000
"""Jobs whose end is remembered here, so that a placeholder that comes late does not write over it."""


class DiscordApp:
    """The front end; `start` and `stop` once each."""

    name = "discord"
    """What owners and chats begin with."""

    def __init__(self, desk: Desk, settings: DiscordSettings, token: Secret, metrics: Metrics) -> None:
        self._desk = desk
        self._settings = settings
        self._endpoints = Endpoints(settings)
        self._tasks = Tasks()
        self._downloads = Downloads(settings.cdn_hosts)
        make = partial(self._make_client, metrics)
        self._connection = Connection(token, make, self._logged_in)
        self._answers = Answers(self._connection)
        self._intake = Intake(desk, self._answers, self._downloads, self._tasks)
        self._reception = Reception(desk, self._intake, self._tasks)
        self._resumed = False

    async def start(self) -> None:
        """Connects, or goes on trying; raises `SetupError` where only the operator can help."""
        self._endpoints.apply()
        await self._connection.open()

    async def pause(self) -> None:
        """From now on whoever asks is told that the bot restarts; deliveries go on."""
        self._reception.paused = True

    async def stop(self) -> None:
        """Leaves."""
        self._reception.paused = True
        await self._tasks.close()
        await self._connection.close()
        await self._tasks.close()
        await self._downloads.close()
        self._endpoints.restore()

    async def show(self, job: Job, address: Mapping[str, Any], standing: Standing) -> None:
        """Brings the placeholder up to date, unless its job is over; an edit that fails is not missed."""
        if job.id not in self._intake.told:
            trouble = await self._answers.show(Address.read(address), standing.line, Place.read(job.placeholder))
            if trouble is not None:
                _LOG.debug("a placeholder was not brought up to date: %s", trouble.value, extra={"job": job.id})

    async def deliver(self, delivery: Delivery) -> None:
        """Turns the placeholder into the answer; see `Answers.put`. What its person takes back meanwhile does not stay."""
        job, address, place = delivery.job, Address.read(delivery.address), Place.read(delivery.job.placeholder)
        if await self._taken_back(job):
            return

        async def keep(moved: str) -> None:
            nonlocal place
            place = Place.read(moved)
            await self._desk.place(job.id, moved)

        self._over(job.id)
        put = partial(self._answers.put, address, place=place, nonce=job.id, keep=keep)
        note = await self._note(delivery, address)
        try:
            await put(note=note)
        except TooLarge:
            _LOG.info("a clip is too large for where it was asked for", extra={"job": job.id})
            await put(note=Note(self._desk.words(delivery.asker.locale)("discord.too_large_here")))
        if await self._taken_back(job):
            await self._answers.remove(address, place)

    async def nudge(self, delivery: Delivery) -> None:
        """A line that names the asker, once."""
        try:
            await self._answers.call(Address.read(delivery.address), delivery.nudge, f"n{delivery.job.id}")
        except (*ERRORS, Gone, Later) as error:
            _LOG.info("nobody could be told that a clip is there: %s", type(error).__name__, extra={"job": delivery.job.id})

    def health(self) -> FrontHealth:
        """How it stands."""
        connected = self._connection.connected
        trouble = "" if connected else self._connection.trouble or "The gateway of Discord is away; the library tries again."
        return FrontHealth(connected and not self._reception.paused, self._connection.latency, trouble)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    def _make_client(self, metrics: Metrics) -> ToonClient:
        return open_client(self._reception, metrics, sharded=self._settings.sharded)

    async def _logged_in(self, client: ToonClient) -> None:
        """What was cut short is gone on with once, before anything new can come in; commands are told beside."""
        if not self._resumed:
            try:
                await self._intake.resume()
            except ToonTalkerError as error:
                _LOG.error("what was cut short cannot be read: %s", error)
                return
            self._resumed = True
            if self._settings.sync_commands:
                self._tasks.spawn(sync_commands(client, self._desk, self._settings.guilds), "discord: telling the commands")

    def _over(self, job_id: str) -> None:
        told = self._intake.told
        told[job_id] = None
        while len(told) > _REMEMBERED:
            del told[next(iter(told))]

    async def _taken_back(self, job: Job) -> bool:
        return await self._desk.job(job.id) is None

    async def _note(self, delivery: Delivery, address: Address) -> Note:
        """What the placeholder is to become."""
        words = self._desk.words(delivery.asker.locale)
        if delivery.ending not in ("clip", "choice") or delivery.clip is None:
            return Note(delivery.line)
        data = await read_bytes(delivery.clip)
        if len(data) > address.limit:
            return Note(words("discord.too_large_here"))
        if delivery.ending == "choice":
            view = face_buttons(delivery.job.id, address.user, delivery.faces, words)
            return Note(delivery.line, view, Picture("faces.jpg", data, delivery.alt))
        view = under_clip(delivery, address.user, self._reception.styles, words)
        return Note(delivery.line, view, Picture("toon.mp4", data, delivery.alt))
