"""A browser for the tests of the server: it has a cookie, says where it comes from, and reads the news."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.tokens import Secret
from bot.web_app import WebApp
from tests.bot.household import household, serving
from tests.bot.maker import PHOTO

LIMIT = 20.0
"""Seconds that a visitor waits for anything."""


@asynccontextmanager
async def page_in(folder: Path, sections: Mapping[str, dict[str, Any]] | None = None, password: str = "") -> AsyncIterator[WebApp]:
    """The page of a house in `folder`, served over a real socket."""
    async with household(folder, sections=sections) as house:
        page = WebApp(house.desk, house.desk.settings.web, house.metrics, Secret(password) if password else None)
        async with serving(house, [page]):
            yield page


class Visitor:
    """One browser; `entered` gives it a session."""

    def __init__(self, page: WebApp, cookie: str = "") -> None:
        self.page = page
        self.session = aiohttp.ClientSession(
            base_url=page.address, timeout=aiohttp.ClientTimeout(LIMIT), headers=own_headers(page), cookie_jar=aiohttp.DummyCookieJar()
        )
        self.cookie = cookie
        """What its cookie holds."""

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and JSON of an answer; it remembers a cookie that it is given."""
        async with self.open(method, path, **options) as response:
            for cookie in response.cookies.values():
                self.cookie = cookie.value
            return response.status, await response.json()

    def open(self, method: str, path: str, **options: Any) -> Any:
        """The answer itself, as an async context."""
        headers = dict(options.pop("headers", {}))
        if self.cookie:
            headers.setdefault("Cookie", f"toontalker-{self.page.port}={self.cookie}")
        return self.session.request(method, path, headers=headers, **options)

    async def post(self, path: str = "/api/jobs", **fields: str | bytes) -> tuple[int, Any]:
        """A form as the page posts it."""
        return await self.call("POST", path, data=form(**fields))

    async def ask(self, text: str = "Hello", **fields: str | bytes) -> dict[str, Any]:
        """Photo and text, which are taken."""
        status, state = await self.post("/api/jobs", photo=PHOTO, text=text, **fields)
        assert status == 201, state
        return dict(state)

    async def ended(self, job: str) -> dict[str, Any]:
        """How a job ends."""
        async with asyncio.timeout(LIMIT):
            while True:
                status, state = await self.call("GET", f"/api/jobs/{job}")
                assert status == 200, state
                if state["state"] != "waiting":
                    return dict(state)
                await asyncio.sleep(0.05)

    async def news(self, response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Events of an open stream, by kind."""
        kind = ""
        async for line in response.content:
            name, _, value = line.decode().rstrip().partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                yield kind, json.loads(value)


def form(**fields: str | bytes) -> aiohttp.FormData:
    """As a browser writes it."""
    data = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        if isinstance(value, bytes):
            data.add_field(name, io.BytesIO(value), filename="photo.jpg", content_type="application/octet-stream")
        else:
            data.add_field(name, value)
    return data


def own_headers(page: WebApp) -> dict[str, str]:
    """What a browser says of requests by the page itself."""
    return {"Origin": page.address.rstrip("/"), "Sec-Fetch-Site": "same-origin", "Accept-Language": "en-GB,en;q=0.9"}


@asynccontextmanager
async def entered(page: WebApp, cookie: str = "") -> AsyncIterator[Visitor]:
    """A visitor with a session."""
    visitor = Visitor(page, cookie)
    async with visitor.session:
        status, answer = await visitor.call("POST", "/api/enter")
        assert status == 200, answer
        yield visitor
