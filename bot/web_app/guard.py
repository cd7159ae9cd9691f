"""What every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.tokens import Secret
from bot.web_app.doors import HEADERS, Doors
from bot.web_app.news import Crowded
from bot.web_app.sessions import Sessions, cookie_name
from bot.web_app.uploads import Malformed
from bot.words import LANGUAGES, Words, words_for
from toontalker.errors import JournalUnwritable, RequestError

_OPEN: Final = "/api/enter"
"""What may be asked without a session."""


class Denied(Exception):
    """A request that is not answered as it was meant: a status of HTTP and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Guard:
    """Checks host, origin and session, and makes every fault a sentence."""

    def __init__(self, doors: Doors, password: Secret | None, language: str) -> None:
        self.doors = doors
        self.sessions = Sessions(password)
        self._language = language

    def words(self, request: web.Request) -> Words:
        """The words for whoever asks."""
        return words_for(self.locale(request))

    def locale(self, request: web.Request) -> str:
        """The first language of the browser that there are words for."""
        return self._language if self._language != "auto" else preferred(request.headers.get("Accept-Language", ""))

    def owner(self, request: web.Request) -> str:
        """The person it comes from. Raises `Denied` where there is no session."""
        owner = self.sessions.owner(request.cookies.get(cookie_name(request), ""))
        if owner is None:
            raise Denied(401, self.words(request)("page.locked" if self.sessions.locked else "page.reload"))
        return owner

    def entered(self, request: web.Request) -> bool:
        """Whether it has a session."""
        return self.sessions.owner(request.cookies.get(cookie_name(request), "")) is not None

    async def add_headers(self, _: web.Request, response: web.StreamResponse) -> None:
        """A signal of aiohttp: what stands on every answer, streams and errors among them."""
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")

    def middleware(self) -> Middleware:
        """The one layer between aiohttp and the handlers."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                self._check(request)
                return await handler(request)
            except Denied as refusal:
                return sentence(refusal.status, str(refusal))
            except RequestError as error:
                return sentence(422, str(error))
            except JournalUnwritable:
                return sentence(503, self.words(request)("failure.operator"))
            except Malformed:
                return sentence(400, self.words(request)("page.malformed"))
            except Crowded:
                return sentence(429, self.words(request)("page.crowded"))
            except web.HTTPException as error:  # of aiohttp itself: no such page, no such method
                return sentence(error.status, self.words(request)("page.nothing_here"))

        return guarded

    def _check(self, request: web.Request) -> None:
        words = self.words(request)
        if not self.doors.knows(request):
            raise Denied(421, words("page.wrong_host"))
        if not request.path.startswith("/api/"):
            return
        if not self.doors.same_origin(request):
            raise Denied(403, words("page.wrong_origin"))
        if request.path != _OPEN:
            self.owner(request)


def sentence(status: int, text: str) -> web.Response:
    """An error as the page wants it."""
    return web.json_response({"error": text}, status=status)


def preferred(accepted: str) -> str:
    """The first language of an Accept-Language that there are words for, with its region; empty for none."""
    weighed: list[tuple[float, int, str]] = []
    for entry in accepted[:500].split(","):
        name, _, weight = entry.partition(";q=")
        try:
            weighed.append((-float(weight or 1), len(weighed), name.strip()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(weighed) if name.split("-")[0].lower() in LANGUAGES), "")
