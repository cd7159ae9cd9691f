"""Files from Discord's CDN, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.download import Downloads, NotFetched
from bot.discord_app.event import Upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PHOTO = b"\xff\xd8\xff" + b"x" * 200_000
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def cdn(answer: Answer) -> AsyncIterator[str]:
    """A CDN on a free port that answers so; its host and port."""
    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def fetched(answer: Answer, most: int = 1_000_000, size: int = 0) -> bytes | str:
    """What comes of it: the bytes, or why there are none."""

    async def play() -> bytes | str:
        async with cdn(answer) as host:
            downloads = Downloads([host])
            try:
                return await downloads.fetch(Upload(f"http://{host}/a/photo.jpg?ex=1&hm=2", size), most)
            except NotFetched as error:
                return error.reason
            finally:
                await downloads.close()

    return asyncio.run(play())


async def whole(_request: web.Request) -> web.StreamResponse:
    """The photo."""
    return web.Response(body=PHOTO, content_type="image/jpeg")


def test_a_photo_is_fetched_whole() -> None:
    """Byte for byte, and its signed address as it is."""
    seen = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request.raw_path)
        return await whole(request)

    assert fetched(answer) == PHOTO
    assert seen == ["/a/photo.jpg?ex=1&hm=2"]


def test_a_file_that_is_known_to_be_too_large_is_not_asked_for() -> None:
    """Discord said its size."""
    seen = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        return await whole(request)

    assert fetched(answer, most=100, size=101) == "too_large"
    assert seen == []


def test_a_file_that_announces_too_much_is_not_read() -> None:
    """Its header says so."""
    assert fetched(whole, most=len(PHOTO) - 1) == "too_large"


def test_a_file_that_never_ends_is_cut_off() -> None:
    """Whatever its header says or leaves out."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(10_000):
                await response.write(b"x" * 10_000)
        except ConnectionError:
            pass
        return response

    assert fetched(answer, most=50_000) == "too_large"


def test_a_redirect_is_not_followed() -> None:
    """It might lead anywhere."""

    async def answer(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/other")

    assert fetched(answer) == "away"


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_gone(status: int) -> None:
    """Once is enough."""
    seen = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(1)
        return web.Response(status=status)

    assert fetched(answer) == "away"
    assert seen == [1]


def test_a_cdn_that_stumbles_is_asked_again() -> None:
    """A broken connection and an error of its own cost a moment."""
    seen = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(1)
        if len(seen) == 1:
            return web.Response(status=503)
        return await whole(request)

    assert fetched(answer) == PHOTO
    assert len(seen) == 2


@given(st.text(max_size=60))
def test_nothing_is_fetched_from_elsewhere(url: str) -> None:
    """Any text as an address is refused, not followed, and breaks nothing."""

    async def play() -> None:
        with pytest.raises(NotFetched, match="elsewhere"):
            await Downloads(["cdn.discordapp.com"]).fetch(Upload(url, 0), 10)

    asyncio.run(play())


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/a.jpg",
        "https://cdn.discordapp.com:8443/a.jpg",
        "https://cdn.discordapp.com@evil.example/a.jpg",
        "https://me@cdn.discordapp.com/a.jpg",
        "https://cdn.discordapp.com.evil.example/a.jpg",
        "https://evil.example/https://cdn.discordapp.com/a.jpg",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/a.jpg",
        "http://127.0.0.1/a.jpg",
        "file:///etc/passwd",
        "ftp://cdn.discordapp.com/a.jpg",
        "//cdn.discordapp.com/a.jpg",
    ],
)
def test_tricks_with_addresses(url: str) -> None:
    """Only https from the named hosts; http only from this machine itself, where it is named with its port."""

    async def play() -> None:
        with pytest.raises(NotFetched, match="elsewhere"):
            await Downloads(["cdn.discordapp.com", "10.0.0.1", "127.0.0.1:81"]).fetch(Upload(url, 0), 10)

    asyncio.run(play())
