"""Telegram and Discord as a canary meets them: servers that fail in every way they can, and say each time what they were called with."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from aiohttp import WSMsgType, web

WRITER: Final = "Quentin Quokkamaster"
"""Who writes."""
TEXT: Final = "Zanzibar, Zanzibar"
"""What they write."""
INTERACTION: Final = "aW50ZXJhY3Rpb246MTIzOmNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeWNhbmFyeQ"
"""Token of what they do in Discord."""
SIGNATURE: Final = "c0ffee" * 10
"""In the address of their photo in Discord."""
_BOT_ID: Final = "123456789012345678"

Answer: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_USER: Final = {"id": _BOT_ID, "username": "toon", "avatar": None, "discriminator": "0", "bot": True}
_APPLICATION: Final = {
    "id": _BOT_ID, "name": "toon", "flags": 0, "description": "", "bot_public": True, "icon": None, "bot_require_code_grant": False,
    "verify_key": "0", "summary": "", "owner": _USER,
}  # fmt: skip


class Canaries:
    """Both platforms on one port, from `open` to `close`."""

    def __init__(self, photo: bytes) -> None:
        self.calls: Counter[str] = Counter()
        """How often each thing was asked for."""
        self.photo = photo
        self.url = ""
        """Without a slash at the end."""
        self.identified: list[str] = []
        """Tokens that came over the gateway."""
        self.delivered = asyncio.Event()
        """Somebody got a clip."""
        self.answered = asyncio.Event()
        """Discord was handed a message with a clip."""
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listens."""
        app = web.Application(client_max_size=50_000_000)
        app.router.add_post("/bot{token}/{method}", self._telegram)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/cdn/{path:.*}", self._cdn)
        app.router.add_route("*", "/api/v10/{path:.*}", self._discord)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """No socket is left."""
        if self._runner is not None:
            await self._runner.cleanup()

    # ---- Telegram -------------------------------------------------------------------------------------------------------------------

    async def _telegram(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        number = self.calls[method]
        answers: dict[str, Callable[[], Any]] = {
            "getMe": lambda: {"id": 1234567890, "is_bot": True, "first_name": "Toon", "username": "toon_bot"},
            "getFile": lambda: {"file_id": "f", "file_unique_id": "u", "file_size": len(self.photo), "file_path": "photos/1.jpg"},
            "sendMessage": lambda: _message(100 + number, bot=True) | {"text": "…"},
            "editMessageText": lambda: _message(101, bot=True) | {"text": "…"},
        }
        if method == "getUpdates":
            return await self._updates(request, number)
        if number == 1 and method not in {"getMe", "sendMessage"}:
            return _fault(request, 500)
        if method in {"editMessageMedia", "sendVideo"}:
            self.delivered.set()
            return _fault(request, 400) if number == 2 else _ok(_message(101, bot=True))
        return _ok(answers.get(method, lambda: True)())

    async def _updates(self, request: web.Request, number: int) -> web.StreamResponse:
        """One photo, and then every fault there is."""
        if number == 1:
            return _ok([])
        if number == 2:
            return _ok([{"update_id": 7, "message": _message(42) | {"caption": f"/toon male {TEXT}", "photo": [_photo(len(self.photo))]}}])
        await asyncio.sleep(0.2)
        match number % 5:
            case 0:
                return _fault(request, 500)
            case 1:
                return web.Response(text=f"<html>{request.path}</html>", status=502)
            case 2:
                return _fault(request, 401)
            case 3:
                assert request.transport is not None
                request.transport.close()
                return web.Response()
        return web.Response(text=f'{{"ok": {request.path}', content_type="application/json")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.calls["file"] += 1
        return _fault(request, 500) if self.calls["file"] == 1 else web.Response(body=self.photo)

    # ---- Discord --------------------------------------------------------------------------------------------------------------------

    async def _discord(self, request: web.Request) -> web.StreamResponse:
        name = f"{request.method} {request.match_info['path']}"
        self.calls[name] += 1
        if self.calls[name] == 1:
            return _discord_fault(request, 500)
        if name == "GET users/@me":
            return _json(_USER)
        if name == "GET oauth2/applications/@me":
            return _json(_APPLICATION)
        if name.endswith("/callback"):
            return _json({"interaction": {"id": "1", "type": 2}})
        if "messages" in name and request.content_type == "multipart/form-data":
            self.answered.set()
        return _discord_fault(request, 404 if "@original" in name else 400)

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        self.calls["cdn"] += 1
        return _discord_fault(request, 500) if self.calls["cdn"] == 1 else web.Response(body=self.photo)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        self.calls["gateway"] += 1
        if self.calls["gateway"] == 1:
            return web.Response(status=503, text=json.dumps(dict(request.headers)))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 20_000}, "s": None, "t": None})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            event = json.loads(message.data)
            if event["op"] == 2:
                self.identified.append(event["d"]["token"])
                if len(self.identified) == 1:
                    await socket.close(code=4000, message=b"go away")
                    continue
                await socket.send_json({"op": 0, "s": 1, "t": "READY", "d": _ready(self.url)})
                await socket.send_json({"op": 0, "s": 2, "t": "INTERACTION_CREATE", "d": _interaction(self.url, len(self.photo))})
            elif event["op"] == 6:
                await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
        return socket


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _fault(request: web.Request, status: int) -> web.Response:
    """An error that repeats the URL, with the token in it, as proxies do."""
    return web.json_response({"ok": False, "error_code": status, "description": f"upstream {request.url} has failed"}, status=status)


def _json(answer: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(answer).encode(), status=status, headers={"Content-Type": "application/json"})


def _discord_fault(request: web.Request, status: int) -> web.Response:
    """An error that repeats the headers, with the token in them."""
    return _json({"message": f"failed with {dict(request.headers)}", "code": 0}, status)


def _message(number: int, *, bot: bool = False) -> dict[str, Any]:
    writer = {"id": 1234567890, "is_bot": True, "first_name": "Toon"} if bot else {"id": 5, "is_bot": False, "first_name": WRITER}
    return {"message_id": number, "date": 1_800_000_000, "chat": {"id": 5, "type": "private", "first_name": WRITER}, "from": writer}


def _photo(size: int) -> dict[str, Any]:
    return {"file_id": "f", "file_unique_id": "u", "width": 512, "height": 512, "file_size": size}


def _ready(url: str) -> dict[str, Any]:
    application = {"id": _BOT_ID, "flags": 0}
    session = {"session_id": "s", "resume_gateway_url": f"{url.replace('http', 'ws', 1)}/gateway"}
    return {"v": 10, "user": _USER, "guilds": [], "application": application} | session


def _interaction(url: str, size: int) -> dict[str, Any]:
    """``/toon photo:… text:…`` in a private chat."""
    address = f"{url}/cdn/photo.jpg?ex=1&is=2&hm={SIGNATURE}"
    photo = {"id": "9", "filename": "photo.jpg", "size": size, "url": address, "proxy_url": address, "content_type": "image/jpeg"}
    writer = {"id": "5", "username": WRITER, "global_name": WRITER, "avatar": None, "discriminator": "0"}
    number = str(int(time.time() * 1000 - 1_420_070_400_000) << 22)
    options = [{"name": "photo", "type": 11, "value": "9"}, {"name": "text", "type": 3, "value": TEXT}]
    data = {"id": "1", "type": 1, "name": "toon", "options": options, "resolved": {"attachments": {"9": photo}}}
    place = {"channel_id": "7", "channel": {"id": "7", "type": 1, "recipients": [writer]}, "user": writer, "context": 1}
    owners = {"authorizing_integration_owners": {"1": "5"}, "entitlements": [], "locale": "en-US"}
    head = {"id": number, "application_id": _BOT_ID, "type": 2, "token": INTERACTION, "version": 1, "attachment_size_limit": 10_485_760}
    return head | place | owners | {"data": data}
