"""The CDN: addresses of attachments with a signature, and the bytes behind them; slow, cut short or redirected where a test says so."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from tests.bot.discord_server.clock import Clock, Snowflakes
from tests.bot.discord_server.faults import Faults
from tests.bot.discord_server.model import Attachment


@dataclass(eq=False)
class Cdn:
    """All files there are."""

    clock: Clock
    ids: Snowflakes
    faults: Faults
    deviations: list[str]
    base: str = ""
    """Address of the server, once it listens."""
    _files: dict[str, Attachment] = field(default_factory=dict)

    def put(self, channel_id: int, filename: str, content: bytes, kind: str, description: str | None = None) -> Attachment:
        """A new file, with an address that ends tomorrow."""
        number = self.ids.new()
        path = f"/attachments/{channel_id}/{number}/{filename}"
        now = int(self.clock())
        url = f"{self.base}{path}?ex={now + 86_400:x}&is={now:x}&hm={secrets.token_hex(32)}"
        attachment = Attachment(number, filename, content, url, kind, description)
        self._files[path] = attachment
        return attachment

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One download."""
        attachment = self._files.get(request.path)
        if "Authorization" in request.headers:
            self.deviations.append("cdn: a download with the token of the bot")
        if attachment is None or request.path_qs != attachment.url.removeprefix(self.base):
            return web.Response(status=404, text="This content is no longer available.")
        if int(request.query["ex"], 16) < self.clock():
            return web.Response(status=404, text="This content is no longer available.")
        fault = self.faults.strike("cdn", attachment)
        if fault is None:
            return web.Response(body=attachment.content, content_type=attachment.content_type)
        if fault.redirect:
            return web.Response(status=302, headers={"Location": fault.redirect})
        if fault.status:
            return web.Response(status=fault.status, text="error")
        response = web.StreamResponse(headers={"Content-Length": str(len(attachment.content))})
        await response.prepare(request)
        await response.write(attachment.content[: len(attachment.content) // 2])
        await asyncio.sleep(fault.hang)
        if not fault.done_first:
            if request.transport is not None:
                request.transport.abort()
            return response
        await response.write(attachment.content[len(attachment.content) // 2 :])
        return response
