"""A Bot API server on 127.0.0.1: real wire format, every request judged, with people who use the chats."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from tests.bot.telegram_server.call import ApiError, Call, read_call
from tests.bot.telegram_server.faults import Fault
from tests.bot.telegram_server.methods import fulfil
from tests.bot.telegram_server.model import BOT, Chat
from tests.bot.telegram_server.people import SUPER, Person
from tests.bot.telegram_server.spec import Spec, read_spec
from tests.bot.telegram_server.world import TOKEN, Click, World

SPEC_FILE: Final = Path(__file__).parents[4] / "shared" / "specs" / "telegram_api.json"
"""Telegram's table, if it is here."""
BODY: Final = 60 << 20
"""Bytes of a request."""
TICK: Final = 0.02
"""Seconds between two looks of `until`."""


class TelegramServer:
    """The server: ``async with TelegramServer() as server``; usable in any asyncio program."""

    token = TOKEN
    """What the bot logs in with."""
    bot_name = str(BOT["username"])
    """What people call it."""

    def __init__(self, spec: Spec | None = None, *, port: int = 0, privacy: bool = False) -> None:
        """`privacy`: the bot hears only what is meant for it in groups, as Telegram has it by default."""
        self.world = World(spec or read_spec(SPEC_FILE), privacy=privacy)
        self.base_url = f"http://127.0.0.1:{port}" if port else ""
        """Such as ``http://127.0.0.1:4711``: for `telegram.api_url` and `telegram.file_url`."""
        self._port = port
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.set()
        await self.world.updates.close()
        assert self._runner is not None
        await self._runner.cleanup()

    # Who is there

    def person(self, name: str, locale: str = "en") -> Person:
        """Somebody new."""
        number = 10_000 + len(self.world.users)
        user = {"id": number, "is_bot": False, "first_name": name} | ({"language_code": locale} if locale else {})
        self.world.users[number] = user
        return Person(self.world, user)

    def other_bot(self, name: str) -> Person:
        """A bot of somebody else."""
        person = self.person(name)
        person.user |= {"is_bot": True, "username": name}
        return person

    def group(self, title: str, *people: Person, topics: bool = False, basic: bool = False) -> Chat:
        """A group with the bot in it; `basic`: not (yet) a supergroup. The first of the people owns it."""
        number = 1 + len(self.world.chats)
        chat = Chat(
            -number - 500_000 if basic else SUPER - number, "group" if basic else "supergroup", title, topics={} if topics else None
        )
        self.world.chats[chat.id] = chat
        for person in people:
            chat.members[person.id] = "member" if chat.members else "creator"
        return chat

    def topic(self, chat: Chat, name: str) -> int:
        """A new topic of a forum; its thread."""
        assert chat.topics is not None
        opener = {"id": 777_000, "is_bot": False, "first_name": "Telegram"}
        created = {"forum_topic_created": {"name": name, "icon_color": 7_322_096}}
        post = self.world.put(chat, opener, created, None, None)
        post.raw |= {"message_thread_id": post.id, "is_topic_message": True}
        chat.topics[post.id] = name
        return post.id

    def migrate(self, chat: Chat) -> Chat:
        """A group becomes a supergroup; both chats say so."""
        new = self.group(chat.title)
        new.members = dict(chat.members)
        opener = {"id": 777_000, "is_bot": False, "first_name": "Telegram"}
        old_post = self.world.put(chat, opener, {"migrate_to_chat_id": new.id}, None, None)
        new_post = self.world.put(new, opener, {"migrate_from_chat_id": chat.id}, None, None)
        chat.moved_to = new
        self.world.updates.add("message", old_post.as_message())
        self.world.updates.add("message", new_post.as_message())
        return new

    # What happened

    @property
    def deviations(self) -> list[str]:
        """Whatever did not fit Telegram's table."""
        return self.world.deviations

    def calls(self, method: str, chat: Chat | None = None) -> list[Call]:
        """The requests of a method, in a chat if one is given."""
        return [call for call in self.world.calls if call.method == method and (chat is None or call.chat == chat.id)]

    def twice(self) -> list[str]:
        """Videos that ever hung on more than one message."""
        seen = [*self.world.videos.values(), *self.world.notes.values()]
        return [str(sorted(places)) for places in seen if len(places) > 1]

    def unanswered(self) -> list[Click]:
        """Pressed buttons whose app still waits."""
        return [click for click in self.world.clicks.values() if not (click.answered or click.old)]

    async def until(self, come: Callable[[], Any], seconds: float = 10.0) -> Any:
        """Waits until something is the case; what it gave. Fails with all chats as they stand."""
        until = asyncio.get_running_loop().time() + seconds
        while not (value := come()):
            if asyncio.get_running_loop().time() > until:
                shown = "\n\n".join(f"{chat.title} ({chat.id})\n{chat.transcript()}" for chat in self.world.chats.values())
                raise AssertionError(f"it did not come within {seconds:g} s; deviations: {self.deviations}\n{shown}")
            await asyncio.sleep(TICK)
        return value

    async def settled(self, seconds: float = 10.0) -> None:
        """Waits until the bot has confirmed all updates, and a little for what it does about the last."""
        await self.until(lambda: not self.world.updates.waiting, seconds)

    # What goes wrong

    def fails(self, method: str, status: int, description: str = "", *, retry_after: int = 0, times: int = 1) -> Fault:
        """The next calls of a method are refused; ``download`` for files."""
        return self.befalls(Fault(method, status=status, description=description, retry_after=retry_after, times=times))

    def befalls(self, fault: Fault) -> Fault:
        """Something happens to the next calls of a method."""
        self.world.faults.waiting.append(fault)
        return fault

    # The wire

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(ApiError(401, "Unauthorized"))
        call = await read_call(request, request.match_info["method"], self.world.spec)
        self.world.calls.append(call)
        if call.problems:
            self.deviations.extend(call.problems)
            status = 404 if call.method not in self.world.spec.methods else 400
            return self._told(call, _refusal(ApiError(status, "Not Found" if status == 404 else f"Bad Request: {call.problems[0]}")))
        fault = self.world.faults.of(call)
        if fault is not None and not fault.does:
            return await self._befallen(request, call, fault)
        answer = await self._answer(call)
        return self._told(call, answer) if fault is None else await self._befallen(request, call, fault, answer)

    async def _answer(self, call: Call) -> web.StreamResponse:
        try:
            self.world.limits.check(call)
            result = await fulfil(self.world, call)
        except ApiError as error:
            return _refusal(error)
        found = self.world.spec.problems(result, self.world.spec.returns[call.method], call.method)
        self.deviations.extend(f"our own answer: {problem}" for problem in found)
        return web.json_response({"ok": True, "result": result})

    async def _befallen(
        self, request: web.Request, call: Call, fault: Fault, answer: web.StreamResponse | None = None
    ) -> web.StreamResponse:
        await self._wait(request, fault.slow)
        if fault.how == "silence":
            await self._wait(request, 3600.0)
        if fault.how != "answers":
            _close(request, hard=fault.how == "reset")
            return web.Response()
        if fault.status:
            return self._told(call, _refusal(fault.error()))
        return self._told(call, answer or await self._answer(call))

    async def _wait(self, request: web.Request, seconds: float) -> None:
        """Until then, or until either side leaves."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until and not self._closing.is_set():
            if request.transport is None or request.transport.is_closing():
                return
            await asyncio.sleep(TICK)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        call = Call("download", {"path": request.match_info["path"]})
        self.world.calls.append(call)
        file = self.world.files.by_path.get(request.match_info["path"])
        if request.match_info["token"] != self.token or file is None:
            return self._told(call, _refusal(ApiError(404, "Not Found")))
        answer = web.Response(body=file.content, content_type="application/octet-stream")
        fault = self.world.faults.of(call)
        return self._told(call, answer) if fault is None else await self._befallen(request, call, fault, answer)

    @staticmethod
    def _told(call: Call, answer: web.StreamResponse) -> web.StreamResponse:
        call.status = answer.status
        return answer


def _refusal(error: ApiError) -> web.Response:
    told: dict[str, Any] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        told["parameters"] = error.parameters
    retry = error.parameters.get("retry_after")
    return web.json_response(told, status=error.status, headers={"Retry-After": str(retry)} if retry else {})


def _close(request: web.Request, *, hard: bool) -> None:
    """Ends a connection without an answer; `hard` with a reset."""
    transport = request.transport
    if transport is None:
        return
    if hard:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
