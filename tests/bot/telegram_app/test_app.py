"""Coming and going of the front end: what the operator hears, and what is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.telegram_app import TelegramApp
from bot.telegram_app.poller import CONFLICT, REJECTED
from bot.tokens import Secret
from tests.bot.household import household, until
from toontalker.errors import SetupError

TOKEN = "123456789:AAHtestTESTtestTESTtestTESTtestTESTx"  # noqa: S105 - it opens nothing
ME = {"id": 123456789, "is_bot": True, "first_name": "Toon", "username": "toon_bot", "can_read_all_group_messages": False}


class Telegram:
    """Answers every method as it is told to: with a result, or with a status and what it says."""

    def __init__(self) -> None:
        self.refused: dict[str, tuple[int, str]] = {}
        self.calls: list[str] = []
        self.updates: list[dict[str, Any]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """One call."""
        method = request.match_info["method"]
        self.calls.append(method)
        if method in self.refused:
            status, why = self.refused[method]
            return web.json_response({"ok": False, "error_code": status, "description": why}, status=status)
        if method == "getUpdates":
            await asyncio.sleep(0.02)
            return web.json_response({"ok": True, "result": self.updates})
        return web.json_response({"ok": True, "result": ME if method == "getMe" else True})


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """On a port of its own."""
    server = Telegram()
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def played(folder: Path, story: Callable[[Telegram, TelegramApp], Awaitable[None]], secret: str | None = None, **settings: Any) -> None:
    """A story about a server and a front end that has not started yet; it is stopped at the end, whatever happened."""

    async def play() -> None:
        async with telegram() as server:
            sections = {"telegram": {"api_url": server.url, "file_url": server.url, **settings}}
            async with household(folder, sections=sections) as house:
                webhook_secret = None if secret is None else Secret(secret)
                app = TelegramApp(house.desk, house.desk.settings.telegram, Secret(TOKEN), house.metrics, webhook_secret)
                try:
                    await story(server, app)
                finally:
                    await app.stop()
        left = [task.get_name() for task in asyncio.all_tasks() if "telegram" in task.get_name()]
        assert left == []

    asyncio.run(play())


@pytest.mark.parametrize(
    ("method", "status", "why", "told"),
    [
        ("getMe", 401, "Unauthorized", REJECTED),
        ("getMe", 404, "Not Found", REJECTED),
        ("getUpdates", 409, "Conflict: terminated by other getUpdates request", CONFLICT),
    ],
)
def test_what_the_operator_must_mend_is_told_at_the_start(tmp_path: Path, method: str, status: int, why: str, told: str) -> None:
    """A wrong token, a second program: one sentence, without the token, and nothing is left running."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        server.refused[method] = (status, why)
        with pytest.raises(SetupError) as error:
            await app.start()
        assert str(error.value) == told
        assert TOKEN not in repr(error.value)
        assert error.value.__cause__ is None

    played(tmp_path, story)


@pytest.mark.parametrize("secret", [None, "with blanks in it"])
def test_a_webhook_needs_a_secret(tmp_path: Path, secret: str | None) -> None:
    """Anybody could bring updates else."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        with pytest.raises(SetupError, match="needs a secret"):
            await app.start()
        assert server.calls == []

    played(tmp_path, story, secret, webhook_url="https://toon.example/hook", webhook_port=0)


def test_a_webhook_address_that_telegram_refuses_is_told(tmp_path: Path) -> None:
    """Such as one without TLS."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        server.refused["setWebhook"] = (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        with pytest.raises(SetupError, match="refuses the settings of the bot: Bad webhook: an https url must be provided"):
            await app.start()

    played(tmp_path, story, "a-secret_of_mine", webhook_url="http://toon.example/hook", webhook_port=0)


def test_without_telegram_the_bot_starts_and_connects_later(tmp_path: Path) -> None:
    """Its health says what is wrong meanwhile."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        server.refused["getMe"] = (502, "Bad Gateway")
        await app.start()
        health = app.health()
        assert not health.ready
        assert health.trouble == "Telegram cannot be reached."
        del server.refused["getMe"]
        await until(lambda: app.health().ready)
        assert app.health().trouble == ""

    played(tmp_path, story)


def test_trouble_that_comes_later_is_told_and_ends(tmp_path: Path) -> None:
    """A second program takes over for a while, or the token is revoked: no crash, and health tells it."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        await app.start()
        await until(lambda: app.health().ready)
        for refusal, told in (((409, "Conflict: …"), CONFLICT), ((401, "Unauthorized"), REJECTED)):
            server.refused["getUpdates"] = refusal

            def is_told(told: str = told) -> bool:
                return app.health().trouble == told

            await until(is_told)
            assert not app.health().ready
            del server.refused["getUpdates"]
            await until(lambda: app.health().ready)

    played(tmp_path, story)


def test_an_update_that_nobody_can_read_stops_nothing(tmp_path: Path) -> None:
    """It is passed over, and the next ones are taken."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        person = {"id": 7, "is_bot": False, "first_name": "Ann"}
        chat = {"id": 7, "type": "private", "first_name": "Ann"}
        server.updates = [
            {"update_id": 1, "message": {"message_id": 1}},
            {"update_id": 2, "message": "rubbish"},
            {"update_id": 3, "message": {"message_id": 3, "date": "yesterday", "chat": [], "text": 5}},
            {"update_id": 4, "callback_query": {"id": 5}},
            {"update_id": 5, "message": {"message_id": 5, "date": 1, "chat": chat, "from": person, "text": "/help"}},
        ]
        await app.start()
        await until(lambda: "sendMessage" in server.calls)
        assert app.health().ready

    played(tmp_path, story)


def test_pause_asks_for_nothing_more(tmp_path: Path) -> None:
    """The bot is about to stop; what Telegram has it keeps."""

    async def story(server: Telegram, app: TelegramApp) -> None:
        await app.start()
        await until(lambda: app.health().ready)
        await app.pause()
        assert not app.health().ready
        polls = server.calls.count("getUpdates")
        await asyncio.sleep(0.1)
        assert server.calls.count("getUpdates") == polls
        await app.stop()
        await app.stop()

    played(tmp_path, story)
