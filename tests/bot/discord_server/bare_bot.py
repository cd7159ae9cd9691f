"""A bot without a library: just enough to poke at the server from outside."""

from __future__ import annotations

import json
import zlib
from types import TracebackType
from typing import Any

import aiohttp

from tests.bot.discord_server.model import Interaction
from tests.bot.discord_server.server import TOKEN, DiscordServer

MP4 = b"\0\0\0\x18ftypmp42" + bytes(16)
"""What begins like a video."""
JPEG = b"\xff\xd8\xff\xe0" + bytes(16)
"""What begins like a photo."""
NOBODY: dict[str, Any] = {"parse": []}
"""allowed_mentions that notify nobody."""
COMMANDS: list[dict[str, Any]] = [
    {
        "name": "toon",
        "type": 1,
        "description": "Makes a photo talk",
        "description_localizations": {"de": "Lässt ein Foto sprechen"},
        "options": [
            {"type": 11, "name": "photo", "description": "A photo", "required": True},
            {"type": 3, "name": "text", "description": "A text", "required": False},
            {"type": 3, "name": "language", "description": "A language", "autocomplete": True},
        ],
        "integration_types": [0, 1],
        "contexts": [0, 1, 2],
    },
    {"name": "Toon this", "type": 3, "integration_types": [0, 1], "contexts": [0, 1, 2]},
]
"""What it registers."""
MODAL: dict[str, Any] = {
    "custom_id": "form",
    "title": "Make it talk",
    "components": [
        {"type": 18, "label": "Text", "component": {"type": 4, "custom_id": "text", "style": 2, "max_length": 300}},
        {"type": 18, "label": "Photo", "component": {"type": 19, "custom_id": "photo"}},
        {"type": 18, "label": "Voice", "component": {"type": 3, "custom_id": "voice", "options": [{"label": "male", "value": "m"}]}},
    ],
}
"""A form with one of each."""


def row(*custom_ids: str) -> dict[str, Any]:
    """A row of buttons that are called what they send."""
    return {"type": 1, "components": [{"type": 2, "style": 2, "label": one, "custom_id": one} for one in custom_ids]}


class BareBot:
    """`async with BareBot(server) as bot:`; logged in and listening, unless `login` is False."""

    def __init__(self, server: DiscordServer, login: bool = True) -> None:
        self._server = server
        self._login = login
        self._inflater = zlib.decompressobj()

    async def __aenter__(self) -> BareBot:
        """Registers its commands and says who it is."""
        self.http = aiohttp.ClientSession(headers={"User-Agent": "DiscordBot (bare, 1)"})
        if self._login:
            status, _ = await self.call("PUT", f"/applications/{self._server.application_id}/commands", COMMANDS)
            assert status == 200
            await self.connect()
            await self.identify()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leaves."""
        await self.http.close()

    async def connect(self) -> None:
        """Opens the gateway and reads its hello."""
        self._inflater = zlib.decompressobj()
        self.socket = await self.http.ws_connect(f"{self._server.gateway_url}?v=10&encoding=json&compress=zlib-stream")
        assert (await self.receive())["op"] == 10

    async def identify(self, token: str = TOKEN, intents: int = 1) -> dict[str, Any]:
        """Says who it is; READY, after the guilds were read too."""
        properties = {"os": "linux", "browser": "bare", "device": "bare"}
        await self.send(2, {"token": token, "properties": properties, "intents": intents})
        ready = await self.receive()
        for _ in ready["d"]["guilds"]:
            assert (await self.receive())["t"] == "GUILD_CREATE"
        return ready

    async def send(self, op: int, data: Any) -> None:
        """One payload to the gateway."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def receive(self) -> dict[str, Any]:
        """The next payload; each is one sync-flushed piece of the one stream."""
        message = await self.socket.receive(timeout=5.0)
        assert message.type is aiohttp.WSMsgType.BINARY, f"{message.type} {self.socket.close_code}"
        assert message.data.endswith(b"\x00\x00\xff\xff")
        payload = json.loads(self._inflater.decompress(message.data))
        assert isinstance(payload, dict)
        return payload

    async def call(self, method: str, path: str, body: Any = None, files: dict[str, tuple[str, bytes]] | None = None) -> tuple[int, Any]:
        """Status and JSON of a REST call; the token of the bot goes only where it belongs."""
        headers = {} if path.startswith(("/interactions", "/webhooks")) else {"Authorization": f"Bot {TOKEN}"}
        data: Any = None if body is None else json.dumps(body).encode()
        if files is not None:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body))
            for name, (filename, content) in files.items():
                data.add_field(name, content, filename=filename, content_type="application/octet-stream")
        elif body is not None:
            headers["Content-Type"] = "application/json"
        async with self.http.request(method, self._server.api_url + path, data=data, headers=headers) as answer:
            raw = await answer.read()
            if raw:
                assert answer.headers["Content-Type"] == "application/json"
            return answer.status, json.loads(raw) if raw else None

    async def answers(self, interaction: Interaction, kind: int, data: Any = None) -> tuple[int, Any]:
        """The callback."""
        path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
        return await self.call("POST", path, {"type": kind} | ({} if data is None else {"data": data}))

    async def edits(self, interaction: Interaction, body: Any, files: dict[str, tuple[str, bytes]] | None = None) -> tuple[int, Any]:
        """Edits the answer."""
        path = f"/webhooks/{self._server.application_id}/{interaction.token}/messages/@original"
        return await self.call("PATCH", path, body, files)

    async def puts_video(self, interaction: Interaction, video: bytes = MP4, custom_id: str = "again") -> tuple[int, Any]:
        """Edits a video with a button into the answer."""
        told = {"attachments": [{"id": 0, "filename": "toon.mp4", "description": "A cartoon"}], "components": [row(custom_id)]}
        return await self.edits(interaction, {"content": "There", "allowed_mentions": NOBODY} | told, {"files[0]": ("toon.mp4", video)})
