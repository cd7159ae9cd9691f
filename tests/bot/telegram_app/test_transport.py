"""Calls of the Bot API over real sockets: what goes wrong, and what is told of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.metrics import Metrics
from bot.telegram_app import transport
from bot.telegram_app.api import Api, is_loopback, open_api
from bot.telegram_app.refusals import is_unsent, seconds_of
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings

TOKEN = "123456789:AAHtestTESTtestTESTtestTESTtestTESTx"  # noqa: S105 - it opens nothing
NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def api(url: str, metrics: Metrics | None = None) -> AsyncIterator[Api]:
    """The Bot API at an address."""
    opened = open_api(TelegramSettings(api_url=url, file_url=url), Secret(TOKEN), metrics or Metrics())
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def server(answer: web.Response | None, seen: list[dict[str, object]] | None = None) -> AsyncIterator[str]:
    """Answers everything alike; None: not at all."""

    async def call(request: web.Request) -> web.Response:
        if seen is not None:
            seen.append(dict(await request.post()))
        if answer is None:
            await asyncio.sleep(0.5)
            return web.Response()
        return answer

    app = web.Application()
    app.router.add_post("/{path:.+}", call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def failure(answer: web.Response | None, url: str = "") -> TelegramError:
    """What a call raises."""

    async def call() -> TelegramError:
        async with server(answer) as address, api(url or address) as opened:
            with pytest.raises(TelegramError) as told:
                await opened.bot.send_message(7, "what Ann wrote")
            return told.value

    return asyncio.run(call())


def test_without_a_connection_it_is_certain_that_nothing_was_sent() -> None:
    """And neither error nor cause has the address, for the token is in it."""
    error = failure(None, NOWHERE)
    assert is_unsent(error)
    assert TOKEN not in repr(error)
    assert error.__cause__ is None


def test_after_silence_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram may have done it."""
    monkeypatch.setattr(transport, "_READ", 0.05)
    error = failure(None)
    assert isinstance(error, TimedOut)
    assert not is_unsent(error)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, '{"ok": false, "description": "Bad Request: chat not found"}', BadRequest),
        (429, '{"ok": false, "description": "Too Many Requests", "parameters": {"retry_after": 7}}', RetryAfter),
        (502, "<html>Bad Gateway</html>", NetworkError),
        (302, "", NetworkError),
        (200, "<html>what Ann wrote</html>", TelegramError),
        (200, "[" * 100_000, TelegramError),
    ],
)
def test_answers_that_are_no_success(status: int, body: str, kind: type[TelegramError], caplog: pytest.LogCaptureFixture) -> None:
    """Each is an error of its kind, and the log has nothing of what was said; a redirect is not followed."""
    caplog.set_level(logging.DEBUG)
    error = failure(web.Response(status=status, text=body, headers={"Location": NOWHERE} if status == 302 else {}))
    assert isinstance(error, kind)
    assert "Ann" not in caplog.text
    assert TOKEN not in caplog.text
    if isinstance(error, RetryAfter):
        assert seconds_of(error) == 7


def test_calls_are_counted_by_method_without_the_token() -> None:
    """With and without an answer."""
    metrics = Metrics()

    async def call() -> None:
        done = web.json_response({"ok": True, "result": True})
        async with server(done) as address, api(address, metrics) as opened:
            await opened.bot.delete_message(7, 8)
        async with api(NOWHERE, metrics) as opened:
            with pytest.raises(NetworkError):
                await opened.bot.delete_message(7, 8)

    asyncio.run(call())
    text = metrics.text().decode()
    for status in ("2xx", "none"):
        labels = f'method="deleteMessage",platform="telegram",status="{status}"'
        assert f"toontalker_platform_call_seconds_count{{{labels}}} 1.0" in text
    assert TOKEN not in text


def test_files_and_texts_arrive_as_they_are() -> None:
    """Whatever people write, and whatever bytes a file has."""
    seen: list[dict[str, object]] = []
    text, content = 'a "quoted" name; ünï & = + \r\n--boundary\r\n🎬', bytes(range(256)) * 50

    async def call() -> None:
        message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}
        async with server(web.json_response({"ok": True, "result": message}), seen) as address, api(address) as opened:
            await opened.bot.send_message(7, text)
        async with server(web.json_response({"ok": True, "result": message}), seen) as address, api(address) as opened:
            await opened.bot.send_video(7, InputFile(content, "toon.mp4"), caption=text)

    asyncio.run(call())
    assert [each["chat_id"] for each in seen] == ["7", "7"]
    assert (seen[0]["text"], seen[1]["caption"]) == (text, text)
    video = seen[1]["video"]
    assert isinstance(video, web.FileField)
    assert (video.filename, video.content_type) == ("toon.mp4", "video/mp4")


def test_proxies_are_not_asked_for_this_machine() -> None:
    """They could not reach it."""
    own = ["http://127.0.0.1:8081", "http://localhost", "http://[::1]:5"]
    assert [is_loopback(url) for url in [*own, "https://api.telegram.org", "http://127.0.0.1.example"]] == [True] * 3 + [False] * 2
