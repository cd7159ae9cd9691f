from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from bot.web_app.uploads import Form, Malformed, TooLarge, read_form
from tests.bot.web_app.visitor import form

CAPS = {"photo": 100_000, "audio": 50_000}


def read(data: aiohttp.FormData | bytes, headers: dict[str, str] | None = None) -> Form | str:
    """What becomes of a posted body: the form, or the fault that it is."""
    got: list[Form | str] = []

    async def handler(request: web.Request) -> web.Response:
        try:
            got.append(await read_form(request, CAPS))
        except TooLarge as error:
            got.append(f"too large: {error}")
        except Malformed:
            got.append("malformed")
        return web.Response()

    asyncio.run(_posted(handler, data, headers or {}))
    return got[0]


async def _posted(
    handler: Callable[[web.Request], Awaitable[web.Response]], data: aiohttp.FormData | bytes, headers: dict[str, str]
) -> None:
    app = web.Application()
    app.router.add_post("/", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        async with aiohttp.ClientSession() as session, session.post(f"http://127.0.0.1:{port}/", data=data, headers=headers) as response:
            assert response.status == 200
    finally:
        await runner.cleanup()


def test_a_form_is_read_as_it_was_posted() -> None:
    """Text in any script, and files byte for byte."""
    photo = bytes(range(256)) * 300
    got = read(form(key="abcdef123456", text="Grüße, 世界 🙂\nand more", photo=photo, audio=b"OggS"))
    assert got == Form({"key": "abcdef123456", "text": "Grüße, 世界 🙂\nand more"}, photo, b"OggS")
    assert isinstance(got, Form)
    assert got.key == "abcdef123456"


@pytest.mark.parametrize(("name", "size"), [("photo", 100_001), ("audio", 50_001), ("photo", 400_000)])
def test_a_file_is_read_no_further_than_allowed(name: str, size: int) -> None:
    """And its name is told."""
    assert read(form(text="Hello", **{name: b"x" * size})) == f"too large: {name}"


def test_a_file_of_just_the_size_is_taken() -> None:
    """The cap itself is allowed."""
    assert isinstance(read(form(photo=b"x" * 100_000)), Form)


def test_a_body_that_says_it_is_far_too_long_is_not_read() -> None:
    """By its Content-Length alone."""
    assert read(form(photo=b"x" * 3_000_000)) == "too large: photo"


def test_a_huge_text_is_too_large() -> None:
    """No field is read without end."""
    assert read(form(text="x" * 64_001)) == "too large: text"


@pytest.mark.parametrize(
    "data",
    [
        form(text="Hello", surprise="x"),
        form(surprise=b"x"),
        b"--nothing",
        b"",
    ],
)
def test_what_is_no_form_of_ours_is_malformed(data: aiohttp.FormData | bytes) -> None:
    """Parts that nobody asked for, no form at all, nothing at all."""
    assert read(data) == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"no boundary here",
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nHello',
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nA\r\n'
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nB\r\n--B--\r\n',
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--B--\r\n',
        b'--B\r\nContent-Disposition: form-data; name="photo"\r\nContent-Encoding: gzip\r\n\r\nx\r\n--B--\r\n',
        b'--B\r\nContent-Disposition: form-data; name="photo"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--B--\r\n',
        b"--B\r\n\r\nnameless\r\n--B--\r\n",
        b"--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\nx\r\n--C--\r\n--B--\r\n",
    ],
)
def test_a_broken_form_is_malformed(body: bytes) -> None:
    """Cut off, twice the same, not UTF-8, packed, without a name, nested: never an error of another kind."""
    assert read(body, {"Content-Type": "multipart/form-data; boundary=B"}) == "malformed"


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space!", "web:42\n123456"])
def test_a_key_of_another_shape_is_none(key: str) -> None:
    """Keys go into the journal, so only harmless ones are taken."""
    assert Form({"key": key}).key == ""
