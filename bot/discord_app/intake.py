"""From an interaction to a job: written down, promised to Discord, fetched, handed to the desk, and said where it stands.

What a crash cuts short is found in the desk's inbox at the next start and dealt with in the same way.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

import discord

from bot import address as reply_address
from bot.desk import Desk, Taken
from bot.discord_app.address import Address, Place
from bot.discord_app.answers import Answers, TooLarge
from bot.discord_app.components import waiting_button
from bot.discord_app.download import Downloads, NotFetched
from bot.discord_app.event import Event, Upload
from bot.discord_app.note import Note
from bot.discord_app.replies import begun
from bot.discord_app.tasks import Tasks
from bot.discord_app.verdict import ERRORS, Verdict, verdict_of
from bot.front_end import Ask, AskAgain, Gone, Later
from bot.words import Words
from gpu_worker.journal import Job
from toontalker.errors import RequestError, ToonTalkerError

_LOG = logging.getLogger(__name__)

_WRITING_SECONDS: Final = 0.5
"""Longer than that a slow disk must not keep Discord waiting, which takes an answer for three seconds."""
_PROMISE_SECONDS: Final = 4.0
"""For telling Discord that an answer follows."""
_LONGEST_WAIT: Final = 12 * 60.0
"""Seconds after which a clip would come too late where the bot can only answer by its token."""
_AT_ONCE: Final = 8
"""Requests whose files are fetched and checked at the same time."""
_SENTENCE_TRIES: Final = 8
"""How often a sentence is tried to be said."""


def form_key(name: str) -> str:
    """Where the photo of a form is remembered."""
    return f"discord:form:{name}"


class Intake:
    """One for all connections to Discord."""

    def __init__(self, desk: Desk, answers: Answers, downloads: Downloads, tasks: Tasks) -> None:
        self._desk = desk
        self._answers = answers
        self._downloads = downloads
        self._tasks = tasks
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self.told: dict[str, None] = {}
        """Jobs whose person was told the end a short time ago: their placeholders are not touched any more."""

    async def accept(self, interaction: discord.Interaction[Any], event: Event) -> None:
        """An interaction that has just come in. It is written down first; a disk that takes its time delays the promise only so far."""
        if begun(interaction):
            return
        writing = self._tasks.spawn(self._receive(event), f"discord: writing down {event.id}")
        await asyncio.wait({writing}, timeout=_WRITING_SECONDS)
        if writing.done() and not writing.result():
            return
        promised = await self._promise(interaction, event)
        if not await writing:
            return
        if promised is not None:
            self.deal(promised)
        else:
            await self._done(event)

    def deal(self, event: Event, *, resumed: bool = False) -> None:
        """Does what was asked for, in a task of its own; `resumed`: it was begun by another process."""
        task = self._tasks.spawn(self._deal(event, resumed=resumed), f"discord: dealing with {event.id}")
        task.add_done_callback(partial(self._apologise, event))

    async def take_back(self, jobs: Iterable[Job]) -> None:
        """Takes away the placeholders of jobs that are no longer in the journal; of those whose person was told nothing."""
        for job in jobs:
            if not job.told and job.id not in self.told:
                await self._remove(Address.read(reply_address.read(job).address), Place.read(job.placeholder))

    async def resume(self) -> None:
        """Deals with what was left unfinished."""
        for key, stored in await self._desk.unfinished("discord"):
            try:
                event = Event.read(stored)
            except (KeyError, TypeError):  # written by another version of the bot
                _LOG.warning("an unfinished event cannot be read and is left", extra={"key": f"discord:{key}"})
                await self._desk.done_with("discord", key)
            else:
                self.deal(event, resumed=True)

    # ---- written down and promised ------------------------------------------------------------------------------------------------

    async def _receive(self, event: Event) -> bool:
        """Whether it is to be dealt with: not where it was received before. What cannot be written down is dealt with all the same."""
        try:
            return await self._desk.receive("discord", event.id, event.as_json())
        except ToonTalkerError as error:
            _LOG.error("an event could not be written down: %s", error, extra={"key": event.key})
            return True

    async def _promise(self, interaction: discord.Interaction[Any], event: Event) -> Event | None:
        """Tells Discord that an answer follows. The event, with the id of that answer; None where it is too late for one."""
        try:
            async with asyncio.timeout(_PROMISE_SECONDS):
                promise = await interaction.response.defer(thinking=event.kind != "delete")
        except ERRORS as error:
            verdict = verdict_of(error)
            _LOG.info("an answer could not be promised: %s", verdict.value, extra={"key": event.key})
            return None if verdict in (Verdict.MISSING, Verdict.DELETED, Verdict.EXPIRED) else event
        return event if promise is None else event.answered_by(promise.message_id)

    async def _done(self, event: Event) -> None:
        try:
            await self._desk.done_with("discord", event.id)
        except ToonTalkerError as error:
            _LOG.error("that an event is done could not be written down: %s", error, extra={"key": event.key})

    # ---- dealt with ---------------------------------------------------------------------------------------------------------------

    async def _deal(self, event: Event, *, resumed: bool) -> None:
        words = self._desk.words(event.asker.locale)
        try:
            if event.kind == "delete":
                await self._delete(event)
            elif not resumed:
                await self._make(event, words)
            elif address := await self._answers.found(event.address):
                await self._make(dataclasses.replace(event, address=address), words)
        except RequestError as error:
            await self._say(event, str(error))
        except ToonTalkerError as error:
            _LOG.error("a request could not be taken in: %s", error, extra={"key": event.key})
            await self._say(event, words(f"failure.{error.blame}"))
        await self._done(event)

    async def _make(self, event: Event, words: Words) -> None:
        """A job of a photo and a text, or of a job that was. Raises `RequestError` with a sentence for the person."""
        if event.kind == "again":
            again = AskAgain(event.key, event.asker, event.address.as_json(), event.job, event.change)
            await self._settle(event, await self._desk.again(again), words)
            return
        async with self._slots:
            whole = await self._with_form(event, words)
            assert whole.photo is not None
            settings = self._desk.settings
            photo = await self._fetch(whole.photo, settings.photo.max_megabytes, "desk.photo_too_large", words)
            audio = None
            if whole.audio is not None:
                audio = await self._fetch(whole.audio, settings.speech.max_audio_megabytes, "desk.recording_too_large", words)
            ask = Ask(event.key, event.asker, event.address.as_json(), whole.command, photo, audio)
            taken = await self._desk.take(ask)
        await self._settle(event, taken, words)
        if event.form:
            await self._desk.drop(form_key(event.form))

    async def _with_form(self, event: Event, words: Words) -> Event:
        """With the photo that was remembered when the form was shown."""
        if event.photo is not None:
            return event
        note = await self._desk.recall(form_key(event.form))
        if note is None:
            raise RequestError(words("desk.gone_photo"))
        command = dataclasses.replace(event.command, language=note["language"])
        return dataclasses.replace(event, photo=Upload(note["url"], note["size"]), command=command)

    async def _fetch(self, upload: Upload, megabytes: float, too_large: str, words: Words) -> bytes:
        try:
            return await self._downloads.fetch(upload, int(megabytes * 1e6))
        except NotFetched as error:
            sentences = {"away": "discord.photo_away", "elsewhere": "discord.photo_elsewhere", "too_large": too_large}
            raise RequestError(words(sentences[error.reason], megabytes=f"{megabytes:g}")) from error

    async def _settle(self, event: Event, taken: Taken, words: Words) -> None:
        """Says where the job stands, unless it has no hope of an answer."""
        job, address = taken.job, event.address
        if job.over or job.id in self.told:
            return
        if not address.late and address.age + taken.standing.seconds > _LONGEST_WAIT:
            await self._desk.withdraw(job.id)
            raise RequestError(words("discord.wait_too_long"))
        place = Place.read(job.placeholder)
        trouble = await self._answers.show(address, taken.standing.line, place, waiting_button(job.id, address.user, words))
        if trouble is not None:
            _LOG.info("a placeholder could not be written: %s", trouble.value, extra={"key": event.key, "job": job.id})
        try:
            await self._desk.place(job.id, str(place))
        except ToonTalkerError as error:  # without it the answer goes to the same message
            _LOG.error("a placeholder could not be written down: %s", error, extra={"job": job.id})

    def _apologise(self, event: Event, task: asyncio.Task[None]) -> None:
        """It broke by a fault of ours, which the log tells; the event stays in the inbox for the next start."""
        if not task.cancelled() and task.exception() is not None:
            sentence = self._desk.words(event.asker.locale)("failure.us")
            self._tasks.spawn(self._say(event, sentence), f"discord: an apology for {event.id}")

    async def _delete(self, event: Event) -> None:
        """The clip and all that belongs to it, here first."""
        await self._desk.withdraw(event.job)
        await self._remove(event.address, Place())

    async def _remove(self, address: Address, place: Place) -> None:
        for _ in range(_SENTENCE_TRIES):
            try:
                await self._answers.remove(address, place)
            except Later as later:
                await asyncio.sleep(later.seconds)
            else:
                return

    async def _say(self, event: Event, sentence: str) -> None:
        """A sentence instead of a clip."""

        async def forget(_place: str) -> None:
            """There is no job that could keep it."""

        for _ in range(_SENTENCE_TRIES):
            try:
                await self._answers.put(event.address, Note(sentence), Place(), event.id, forget)
            except Later as later:
                await asyncio.sleep(later.seconds)
            except (Gone, TooLarge):
                return
            else:
                return
