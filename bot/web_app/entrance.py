"""How a browser gets its session: for the asking on this machine, for the password elsewhere."""

from __future__ import annotations

import math

from aiohttp import web

from bot.metrics import Metrics
from bot.web_app.guard import Denied, Guard
from bot.web_app.sessions import Patience, set_cookie
from bot.web_app.uploads import read_form


class Entrance:
    """One handler: the page asks it first, and again with the password where it is told to."""

    def __init__(self, guard: Guard, metrics: Metrics) -> None:
        self._guard = guard
        self._metrics = metrics
        self._patience = Patience()

    def add_to(self, app: web.Application) -> None:
        """Adds the route."""
        app.router.add_post("/api/enter", self.enter)

    async def enter(self, request: web.Request) -> web.Response:
        """Gives a session to who has none."""
        if self._guard.entered(request):
            return web.json_response({"entered": True})
        if self._guard.sessions.password is not None:
            await self._check_password(request)
        response = web.json_response({"entered": True})
        set_cookie(request, response, self._guard.sessions.open())
        return response

    async def _check_password(self, request: web.Request) -> None:
        words, password, remote = self._guard.words(request), self._guard.sessions.password, request.remote or ""
        if request.content_type != "multipart/form-data":
            raise Denied(401, words("page.locked"))
        wait = self._patience.wait(remote)
        if wait > 0:
            raise Denied(429, words("page.too_many_passwords", seconds=math.ceil(wait)))
        self._patience.failed(remote)  # before it is read, so that many at once are no way round
        form = await read_form(request, {})
        if password is None or not password.matches(form.fields.get("password", "")):
            self._metrics.event("web", "wrong password")
            raise Denied(401, words("page.wrong_password"))
        self._patience.succeeded(remote)
