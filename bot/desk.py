"""The desk: where every front end hands in what people ask for, and asks how it stands.

All methods are coroutines that leave the event loop alone: journal, ledger and album are reached in threads of the desk.
Those that write may raise `JournalUnwritable`; nothing was written then.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from bot import address
from bot.admin import Admin
from bot.command import Command
from bot.front_end import Ask, AskAgain, Asker, Change, Standing
from bot.inbox import Inbox
from bot.ledger import Asked
from bot.metrics import Metrics
from bot.progress import Progress, at_work, queued
from bot.refusal import Refused, busy
from bot.rules import Rules
from bot.stores import Stores
from bot.words import Words, words_for
from gpu_worker.journal import Job, NewJob, Position
from toontalker.clip import ClipRequest
from toontalker.errors import Busy, JournalUnwritable
from toontalker.settings import Settings

_THREADS: Final = 6
"""That wait for the disk."""
_ASK_WHICH: Final = 0
"""`ClipRequest.face`: the person chooses where there are several."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """A request that was taken in."""

    job: Job
    standing: Standing
    known: bool
    """Whether it was taken before: a redelivered message. Where `job.placeholder` is set then, there is a placeholder already."""


class Desk:
    """One for all front ends."""

    def __init__(self, stores: Stores, settings: Settings, metrics: Metrics, wake: Callable[[], None]) -> None:
        """`wake`: tells the workers that there is a new job."""
        self.settings = settings
        self.stores = stores
        self.metrics = metrics
        self.rules = Rules(settings)
        self.progress = Progress()
        self._inbox = Inbox(stores.ledger, self.call)
        self._admin = Admin(stores, self.rules, self.call, self.stats)
        self.bell = asyncio.Event()
        """Rings when there may be something to tell."""
        self.placing: dict[str, float] = {}
        """Jobs whose placeholder is just being written, and since when by the monotonic clock: nobody may touch it meanwhile."""
        self._wake = wake
        self._threads = ThreadPoolExecutor(_THREADS, "desk")

    async def open(self) -> None:
        """Learns who is blocked, and tells the journal of placeholders that a kill kept from it."""
        await self.call(self.stores.settle)
        await self.learn_blocks()

    async def learn_blocks(self) -> None:
        """Who is blocked by now; another process may have blocked somebody."""
        self.rules.know(await self.call(self.stores.ledger.blocks))

    def close(self) -> None:
        """Ends its threads, once they are done with what they have."""
        self._threads.shutdown()

    async def call(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """A blocking call, in a thread of the desk."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: function(*arguments, **named))

    def words(self, locale: str) -> Words:
        """The language to speak to somebody whose app speaks `locale`."""
        return words_for(locale if self.settings.bot.language == "auto" else self.settings.bot.language)

    # ---- requests -----------------------------------------------------------------------------------------------------------------

    async def take(self, ask: Ask) -> Taken:
        """Takes a request in; the same key again gives what was taken before. Raises `Refused` with a sentence for the person."""
        words = self.words(ask.asker.locale)
        known = await self._known(ask.key, words)
        if known is not None:
            return known
        try:
            self.rules.check_asker(ask.asker, words)
            self.rules.check_content(ask, words)
            return await self._admit(ask, self._request(ask.key, ask.command, recorded=ask.audio is not None), words)
        except Refused as refused:
            self.metrics.refused(_platform(ask.asker), refused.reason)
            raise

    async def again(self, ask: AskAgain) -> Taken:
        """The same photo and text once more, with something changed. Raises `Refused`, also where they are no longer kept."""
        words = self.words(ask.asker.locale)
        known = await self._known(ask.key, words)
        if known is not None:
            return known
        try:
            self.rules.check_asker(ask.asker, words)
            kept = await self.call(self.stores.album.open, ask.job)
            if kept is None:
                raise Refused(words("desk.gone_photo"), "gone_photo")
            self.rules.check_photo(kept.photo, words)
            request = _changed(kept.request, ask.change, recorded=kept.audio is not None) | {"seed": _seed(ask.key)}
            return await self._admit(Ask(ask.key, ask.asker, ask.address, Command(), kept.photo, kept.audio), request, words)
        except Refused as refused:
            self.metrics.refused(_platform(ask.asker), refused.reason)
            raise

    async def place(self, job_id: str, placeholder: str) -> None:
        """Remembers the message that will become the clip: a string that only the front end reads."""
        self.stores.jotter.jot(job_id, placeholder)
        try:
            await self.call(self.stores.journal.place, job_id, placeholder)
        finally:
            self.stores.jotter.strike(job_id)
        self.placed(job_id)

    def placed(self, job_id: str) -> None:
        """No placeholder has to be waited for any more: it stands, could not be written, or the front end draws it by itself."""
        self.placing.pop(job_id, None)
        self.bell.set()

    async def job(self, job_id: str) -> Job | None:
        """As it stands in the journal."""
        return await self.call(self.stores.journal.get, job_id)

    async def standing(self, job_id: str, locale: str) -> Standing | None:
        """How far a job is; None where it is over or gone."""
        job = await self.job(job_id)
        if job is None or job.over:
            return None
        position = await self.call(self.stores.journal.position, job_id)
        return None if position is None else self.standing_of(job, position, self.words(locale))

    def standing_of(self, job: Job, position: Position, words: Words) -> Standing:
        """The same of a job whose position is known."""
        if job.state == "queued":
            return queued(position, words)
        return at_work(*self.progress.at(job.id), position.seconds, words)

    # ---- what people want undone --------------------------------------------------------------------------------------------------

    async def owner_of(self, job_id: str) -> str | None:
        """Who asked for it, as long as that is known: three days at the least."""
        job = await self.job(job_id)
        return job.owner if job is not None else await self.call(self.stores.ledger.owner_of, job_id)

    async def withdraw(self, job_id: str) -> None:
        """Removes a job with all that belongs to it; one that still waits is not made."""
        self.placing.pop(job_id, None)
        await self.call(self.stores.album.drop, [job_id])
        await self.call(self.stores.journal.withdraw, job_id)

    async def forget(self, owner: str) -> list[Job]:
        """Removes everything of a person; the jobs that were still known. Whoever calls takes the placeholders of the untold ones away."""
        await self.call(self.stores.album.drop, await self.call(self.stores.ledger.jobs_of, owner))
        await self.call(self.stores.ledger.forget, owner)
        return await self.call(self.stores.journal.forget, owner)

    # ---- who may, and what operators ask ------------------------------------------------------------------------------------------

    def welcome(self, owner: str, chat: str) -> bool:
        """Whether this person is answered in this chat."""
        return self.rules.welcome(owner, chat)

    def is_admin(self, owner: str) -> bool:
        """Whether the operator named this person."""
        return self.rules.is_admin(owner)

    async def stats(self, locale: str) -> str:
        """How busy it is, in a few lines."""
        counts = await self.call(self.stores.journal.counts)
        people = await self.call(self.stores.ledger.people)
        return self.words(locale)("desk.stats", done=counts.done, waiting=counts.queued + counts.running, people=people)

    async def admin(self, owner: str, line: str, locale: str) -> str:
        """An admin's command, and what it did. Raises `Refused` for anybody else, and for what is no command."""
        return await self._admin.run(owner, line, self.words(locale))

    # ---- the inbox, and notes -----------------------------------------------------------------------------------------------------

    async def receive(self, platform: str, key: str, payload: Mapping[str, Any]) -> bool:
        """Writes an event down before the platform is told that we have it; False where it was received before."""
        return await self._inbox.receive(platform, key, payload)

    async def done_with(self, platform: str, key: str) -> None:
        """The event was dealt with; its content goes, its key is remembered for two days."""
        await self._inbox.done_with(platform, key)

    async def unfinished(self, platform: str) -> list[tuple[str, dict[str, Any]]]:
        """Events that a crash cut short, oldest first."""
        return await self.call(self.stores.ledger.unfinished, platform)

    async def remember(self, key: str, value: Mapping[str, Any], owner: str = "") -> None:
        """A note for a day; it goes with everything else of `owner`."""
        await self.call(self.stores.ledger.remember, key, value, owner)

    async def recall(self, key: str) -> dict[str, Any] | None:
        """The note, if there is one."""
        return await self.call(self.stores.ledger.recall, key)

    async def drop(self, key: str) -> None:
        """The note goes."""
        await self.call(self.stores.ledger.drop, key)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    async def _known(self, key: str, words: Words) -> Taken | None:
        """What was taken with this key before."""
        job_id = await self.call(self.stores.ledger.job_of, key)
        job = None if job_id is None else await self.job(job_id)
        return None if job is None else Taken(job, await self._standing(job, words), known=True)

    async def _admit(self, ask: Ask, request: dict[str, Any], words: Words) -> Taken:
        """Writes the job down and wakes the workers. Raises `Refused`."""
        self.rules.check_hour(ask.asker, await self.call(self.stores.ledger.recent, ask.asker.owner, ask.asker.chat), words)
        try:
            job = await self.call(self._write, ask, request)
            self.placing[job.id] = time.monotonic()
        except Busy as error:
            raise busy(words, error) from error
        except JournalUnwritable as error:
            raise Refused(words("failure.operator"), "unwritable") from error
        self._wake()
        self.bell.set()
        self.metrics.taken(_platform(ask.asker))
        return Taken(job, await self._standing(job, words), known=False)

    def _write(self, ask: Ask, request: dict[str, Any]) -> Job:
        """In a thread. The album comes first: a job that is in the journal has its buttons, and its owner is written down with it."""
        journal, ledger, album = self.stores.journal, self.stores.ledger, self.stores.album
        photo = journal.save_photo(ask.photo, ask.audio)
        job_id = photo.parent.name
        audio = None if ask.audio is None else photo.with_name("audio")
        try:
            album.keep(job_id, photo, audio, request)
            asked = Asked(ask.key, job_id, ask.asker.owner, ask.asker.chat)
            reply_to = address.written(ask.asker, ask.address)
            deadline = self.settings.bot.deadline_seconds
            new = NewJob(ask.key, ask.asker.owner, ask.asker.chat, reply_to, photo, request, deadline)
            job = journal.add(new, partial(ledger.ask, ask=asked))
        except BaseException:
            self._discard(job_id, photo)
            raise
        if job.id != job_id:  # taken at the same moment by another call
            self._discard(job_id, photo)
        return job

    def _discard(self, job_id: str, photo: Path) -> None:
        self.stores.album.drop([job_id])
        self.stores.journal.discard(photo)

    async def _standing(self, job: Job, words: Words) -> Standing:
        position = await self.call(self.stores.journal.position, job.id)
        return self.standing_of(job, position or Position(0, 0.0), words)

    def _request(self, key: str, command: Command, *, recorded: bool) -> dict[str, Any]:
        """The fields of a `ClipRequest`: what was asked for, and the settings for the rest."""
        usual = self.settings.pipeline.request(b"", command.text)
        request = {field.name: getattr(usual, field.name) for field in fields(ClipRequest) if field.name not in {"photo", "audio"}}
        asked = {"style": command.style, "language": command.language, "audio_voice" if recorded else "voice": command.voice}
        return request | {name: value for name, value in asked.items() if value} | {"face": _ASK_WHICH, "seed": _seed(key)}


def _changed(request: Mapping[str, Any], change: Change, *, recorded: bool) -> dict[str, Any]:
    """A request with what shall be otherwise."""
    asked = {"style": change.style, "face": change.face, "audio_voice" if recorded else "voice": change.voice}
    return dict(request) | {name: value for name, value in asked.items() if value is not None}


def _seed(key: str) -> int:
    """Other blinks for each request, and the same ones if it is taken again."""
    return zlib.crc32(key.encode())


def _platform(asker: Asker) -> str:
    return asker.chat.partition(":")[0]
