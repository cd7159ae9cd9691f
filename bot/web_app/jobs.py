"""What the page asks of the desk: jobs taken, looked at, fetched, repeated and deleted."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from aiohttp import web

from bot.command import Command, read_command, read_text
from bot.desk import Desk, Taken
from bot.front_end import Ask, AskAgain, Asker, Change
from bot.metrics import Metrics
from bot.web_app import states
from bot.web_app.guard import Denied, Guard
from bot.web_app.news import News
from bot.web_app.sessions import set_cookie
from bot.web_app.uploads import Form, TooLarge, read_form
from gpu_worker.journal import Job
from toontalker.clip import Style, Voice
from toontalker.languages import LANGUAGES

_AT_ONCE: Final = 8
"""Forms that are read at the same time; each may take as much memory as photo and recording."""
_LANGUAGES: Final = frozenset(language.code for language in LANGUAGES)


class Jobs:
    """Handlers below /api: those of one session, which the guard has found out."""

    def __init__(self, desk: Desk, guard: Guard, news: News, metrics: Metrics) -> None:
        self._desk = desk
        self._guard = guard
        self._news = news
        self._metrics = metrics
        self._reading = asyncio.Semaphore(_AT_ONCE)
        self.paused = False
        """Takes no more requests."""

    def add_to(self, app: web.Application) -> None:
        """Adds the routes."""
        job = "/api/jobs/{job:[0-9a-f]{32}}"
        app.router.add_post("/api/jobs", self.take)
        app.router.add_post(f"{job}/again", self.again)
        app.router.add_get(job, self.look)
        app.router.add_get(job + "/{file:clip|poster}", self.fetch)
        app.router.add_delete(job, self.delete)
        app.router.add_post("/api/forget", self.forget)
        app.router.add_get("/api/stats", self.stats)
        app.router.add_get("/api/news", self.listen)

    async def take(self, request: web.Request) -> web.Response:
        """A photo and a text, or a recording."""
        self._check_open(request, "message")
        form = await self._form(request)
        asker = self._asker(request)
        if not form.photo:
            raise Denied(422, self._guard.words(request)("desk.need_photo"))
        ask = Ask(self._key(asker, form), asker, {"locale": asker.locale}, command_of(form), form.photo, form.audio or None)
        if not ask.command.text and not ask.audio:
            raise Denied(422, self._guard.words(request)("desk.need_text"))
        return await self._taken(await self._desk.take(ask), asker)

    async def again(self, request: web.Request) -> web.Response:
        """A click on a button under a clip, or on a face."""
        self._check_open(request, "button")
        form = await self._form(request)
        job = await self._own(request)
        asker = self._asker(request)
        ask = AskAgain(self._key(asker, form), asker, {"locale": asker.locale}, job.id, change_of(form))
        return await self._taken(await self._desk.again(ask), asker)

    async def look(self, request: web.Request) -> web.Response:
        """How a job stands."""
        job = await self._own(request)
        state = states.read(job)
        if state is None:
            state = states.waiting(job.id, await self._desk.standing(job.id, self._guard.locale(request)))
        return web.json_response(state)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """Clip or poster; browsers ask for parts of it, which FileResponse knows how to give."""
        name = request.match_info["file"]
        job = await self._own(request)
        path = states.file_of(job, name)
        if path is None or not await asyncio.to_thread(path.is_file):
            raise Denied(404, self._guard.words(request)("desk.gone"))
        kind = "video/mp4" if name == "clip" and not states.is_choice(job) else "image/jpeg"
        return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": "private, no-cache"})

    async def delete(self, request: web.Request) -> web.Response:
        """The button Delete, and Never mind while it is still waited for."""
        self._metrics.event("web", "delete")
        words = self._guard.words(request)
        job_id = request.match_info["job"]
        if await self._desk.owner_of(job_id) != self._guard.owner(request):
            raise Denied(404, words("desk.gone"))
        await self._desk.withdraw(job_id)
        return web.json_response({"line": words("desk.deleted")})

    async def forget(self, request: web.Request) -> web.Response:
        """Everything of this session goes, and the session with it."""
        self._metrics.event("web", "forget")
        count = len(await self._desk.forget(self._guard.owner(request)))
        response = web.json_response({"line": self._guard.words(request)("desk.forgotten", count=count)})
        set_cookie(request, response, self._guard.sessions.open())
        return response

    async def stats(self, request: web.Request) -> web.Response:
        """How much there is to do."""
        return web.json_response({"line": await self._desk.stats(self._guard.locale(request))})

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """The event stream of this session."""
        return await self._news.serve(request, self._guard.owner(request))

    def _check_open(self, request: web.Request, kind: str) -> None:
        self._metrics.event("web", kind)
        words = self._guard.words(request)
        if self.paused:
            raise Denied(503, words("desk.busy_restarting"))
        owner = self._guard.owner(request)
        if not self._desk.welcome(owner, owner):
            raise Denied(403, words("desk.not_here"))

    def _asker(self, request: web.Request) -> Asker:
        owner = self._guard.owner(request)
        return Asker(owner, owner, self._guard.words(request)("page.you"), self._guard.locale(request))

    def _key(self, asker: Asker, form: Form) -> str:
        return f"{asker.owner}:{form.key or secrets.token_hex(16)}"

    async def _form(self, request: web.Request) -> Form:
        settings, words = self._desk.settings, self._guard.words(request)
        caps = {"photo": int(settings.photo.max_megabytes * 1e6), "audio": int(settings.speech.max_audio_megabytes * 1e6)}
        try:
            async with self._reading:
                return await read_form(request, caps)
        except TooLarge as error:
            if str(error) == "audio":
                raise Denied(413, words("desk.recording_too_large", megabytes=settings.speech.max_audio_megabytes)) from None
            if str(error) == "photo":
                raise Denied(413, words("desk.photo_too_large", megabytes=settings.photo.max_megabytes)) from None
            raise Denied(413, words("desk.text_too_long", max=settings.bot.max_text)) from None

    async def _own(self, request: web.Request) -> Job:
        """The job that is asked for. Whose it is not learns no more than that it is not there."""
        job = await self._desk.job(request.match_info["job"])
        if job is None or job.owner != self._guard.owner(request):
            raise Denied(404, self._guard.words(request)("desk.gone"))
        return job

    async def _taken(self, taken: Taken, asker: Asker) -> web.Response:
        self._desk.placed(taken.job.id)
        state = states.waiting(taken.job.id, taken.standing)
        self._news.tell(asker.owner, "job", state)
        return web.json_response(state, status=201)


def command_of(form: Form) -> Command:
    """What was written, as a command or without one; what it does not say, the controls beside it do."""
    text = form.fields.get("text", "")
    command = read_command(text) or read_text(text)
    language = form.fields.get("language", "")
    return Command(
        command.text,
        command.voice or cast("Voice | None", _one_of(form.fields, "voice", Voice)),
        command.style or cast("Style | None", _one_of(form.fields, "style", Style)),
        command.language or (language if language in _LANGUAGES else None),
    )


def change_of(form: Form) -> Change:
    """What shall be otherwise."""
    face = form.fields.get("face", "")
    return Change(
        cast("Voice | None", _one_of(form.fields, "voice", Voice)),
        cast("Style | None", _one_of(form.fields, "style", Style)),
        int(face) if face.isascii() and face.isdigit() and 1 <= int(face[:4]) <= 99 else None,
    )


def _one_of(fields: Mapping[str, str], name: str, known: Any) -> str | None:
    value = fields.get(name, "")
    return value if value in get_args(known) else None

