"""Files of people, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from telegram.error import NetworkError, TelegramError

from bot.metrics import Metrics
from bot.telegram_app.address import Media
from bot.telegram_app.api import open_api
from bot.telegram_app.downloads import Downloads, FileGone, FileTooLarge
from bot.tokens import Secret
from toontalker.chat_settings import TelegramSettings

TOKEN = "123456789:AAHtestTESTtestTESTtestTESTtestTESTx"  # noqa: S105 - it opens nothing
FILE = Media("f")
PICTURE = b"\xff\xd8\xff" + b"picture" * 1000


@asynccontextmanager
async def downloads(path: str, status: int = 200, *, local: bool = False) -> AsyncIterator[Downloads]:
    """Against a server that has one file, at `path`."""

    async def place(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": path}})

    async def file(request: web.Request) -> web.Response:
        if status == 302:
            return web.Response(status=302, headers={"Location": f"/file/bot{TOKEN}/elsewhere.jpg"})
        found = request.match_info["path"] in (path, "elsewhere.jpg")
        return web.Response(body=PICTURE, status=status) if found else web.Response(status=404)

    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/getFile", place)
    app.router.add_get(f"/file/bot{TOKEN}/{{path:.+}}", file)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = TelegramSettings(api_url=url, file_url=url, local_mode=local)
    metrics = Metrics()
    api = open_api(settings, Secret(TOKEN), metrics)
    opened = Downloads(api.bot, settings, Secret(TOKEN), metrics)
    opened.open()
    try:
        yield opened
    finally:
        await opened.close()
        await api.close()
        await runner.cleanup()


def fetched(path: str, media: Media = FILE, most: int = 20_000, status: int = 200, *, local: bool = False) -> bytes:
    """What comes of fetching the file."""

    async def fetch() -> bytes:
        async with downloads(path, status, local=local) as opened:
            return await opened.fetch(media, most)

    return asyncio.run(fetch())


def test_a_file_comes_whole() -> None:
    """Also where its path needs quoting."""
    assert fetched("photos/file 1%.jpg") == PICTURE


def test_a_file_below_the_working_directory_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path that happens to exist here is still fetched from Telegram."""
    monkeypatch.chdir(tmp_path)
    Path("photos").mkdir()
    Path("photos/f.jpg").write_bytes(b"a secret of the machine")
    assert fetched("photos/f.jpg") == PICTURE


def test_a_path_on_this_machine_is_read_only_where_the_operator_says_so(tmp_path: Path) -> None:
    """With --local a Bot API server tells absolute paths; without the setting they are never opened."""
    file = tmp_path / "f.jpg"
    file.write_bytes(b"shared by the server")
    assert fetched(str(file), local=True) == b"shared by the server"
    with pytest.raises(FileTooLarge):
        fetched(str(file), most=5, local=True)
    with pytest.raises(FileGone):
        fetched(str(tmp_path / "other.jpg"), local=True)
    # Without the setting the path is only a part of a URL, and the server decides what is there.
    file.write_bytes(b"a secret of the machine")
    assert fetched(str(file)) == PICTURE


def test_more_bytes_than_allowed_are_not_kept() -> None:
    """Whatever Telegram said about the size; and where it said so, nothing is fetched at all."""
    with pytest.raises(FileTooLarge):
        fetched("f.jpg", most=len(PICTURE) - 1)
    with pytest.raises(FileTooLarge):
        fetched("f.jpg", Media("f", 20_001))


def test_redirects_are_not_followed_and_errors_do_not_tell_the_token() -> None:
    """A redirect could lead anywhere; a server that stumbles is asked again later."""
    for status in (302, 500):
        with pytest.raises(NetworkError) as told:
            fetched("f.jpg", status=status)
        assert TOKEN not in str(told.value)


def test_a_server_that_is_not_there_is_an_error_without_the_token() -> None:
    """Neither in its text nor in what it came from."""

    async def fetch() -> None:
        settings = TelegramSettings(api_url="http://127.0.0.1:9", file_url="http://127.0.0.1:9")
        api = open_api(settings, Secret(TOKEN), Metrics())
        opened = Downloads(api.bot, settings, Secret(TOKEN), Metrics())
        opened.open()
        try:
            await opened.fetch(Media("f"))
        finally:
            await opened.close()
            await api.close()

    with pytest.raises(TelegramError) as told:
        asyncio.run(fetch())
    assert TOKEN not in repr(told.value)
