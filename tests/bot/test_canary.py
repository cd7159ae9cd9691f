"""Tokens that nobody may ever see again, handed to the real bot, which then meets every fault there is."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil
import pytest
from aiohttp import web

from tests.bot.canary_servers import INTERACTION, SIGNATURE, TEXT, WRITER, Canaries

DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GcanaR.canaryDiscord-canaryDiscord-canary00"
TELEGRAM = "1234567890:canaryTelegram-canaryTelegram-cana0"
WEBHOOK = "canaryWebhook_canaryWebhook"
PASSWORD = "canary/Password & more"  # noqa: S105 (nobody's)
CANARIES = (
    "canaryDiscord", "canaryTelegram", "canaryWebhook", "canary/Password", "canary%2FPassword", "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gcana",
)  # fmt: skip
"""What each of them begins with, as it is and as a URL would write it."""
PATIENCE = 120.0
"""Seconds for one life of the bot."""


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class _Life:
    """One life of the bot, in a folder of its own; its tokens come by every way there is."""

    def __init__(self, folder: Path, url: str, log_format: str) -> None:
        self.here = folder / "here"
        """Where it runs and writes."""
        self.here.mkdir(parents=True)
        self.log = folder / "log"
        self.status_port, self.page_port = _free_ports(2)
        secrets = folder / "secrets"
        secrets.mkdir()
        for name, value in (("discord", DISCORD), ("telegram_webhook_secret", WEBHOOK)):
            (secrets / name).write_text(f"{value}\n", encoding="utf-8")
            (secrets / name).chmod(0o400)
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "HOME": str(self.here),
            "TOONTALKER_DISCORD_TOKEN_FILE": str(secrets / "discord"),
            "TELEGRAM_TOKEN": TELEGRAM,
            "CREDENTIALS_DIRECTORY": str(secrets),
            "TOONTALKER_WEB_PASSWORD": PASSWORD,
        }
        self.config = folder / "config.toml"
        self.config.write_text(
            f"""
[bot]
status_port = {self.status_port}
log_format = "{log_format}"
[discord]
api_url = "{url}/api/v10"
gateway_url = "{url.replace("http", "ws", 1)}/gateway"
cdn_hosts = ["{url.removeprefix("http://")}"]
[telegram]
api_url = "{url}"
file_url = "{url}"
[web]
port = {self.page_port}
[voices]
order = ["espeak"]
[worker]
drain_seconds = 1.0
prewarm = "off"
""",
            encoding="utf-8",
        )

    async def start(self) -> asyncio.subprocess.Process:
        """Runs it, with all it prints in one file."""
        with self.log.open("wb") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "--config", str(self.config), cwd=self.here, env=self.environment, stdout=log, stderr=log
            )

    def written(self) -> str:
        """All that it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def places(self) -> list[str]:
        """Names of files in which a canary sits: what it printed, journal, jobs, album, caches; and names that hold one."""
        files = [self.log, *(path for path in self.here.rglob("*") if path.is_file())]
        assert any(path.name == "journal.db" for path in files) or "toontalker-bot:" in self.written()
        found = [path.name for path in files if any(canary.encode() in path.read_bytes() for canary in CANARIES)]
        return found + [path.name for path in files if _holds(path.name)]


def _holds(text: str) -> bool:
    return any(canary in text for canary in CANARIES)


def _processes(pid: int) -> dict[str, Sequence[str]]:
    """What anybody can see of the bot and of those that it has started, and what its workers were given."""
    seen: dict[str, Sequence[str]] = {}
    bot = psutil.Process(pid)
    for process in [bot, *bot.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            seen[f"{process.pid} command line"] = process.cmdline()
            if process.pid != pid:
                seen[f"{process.pid} environment"] = [f"{name}={value}" for name, value in process.environ().items()]
    return seen


async def _ended(bot: asyncio.subprocess.Process) -> int:
    try:
        async with asyncio.timeout(PATIENCE):
            return await bot.wait()
    except TimeoutError:
        bot.kill()
        await bot.wait()
        pytest.fail("the bot did not end")


@pytest.mark.slow
def test_a_life_full_of_faults_shows_no_token(tmp_path: Path, portrait_file: Path) -> None:
    """Platforms that fail and repeat what they were called with: no token in log, journal, files, processes, health or figures.

    What somebody wrote, who, and what would let others answer them is in no log either. And it is a life: the person gets the clip,
    and SIGTERM ends it with 0.
    """

    async def run() -> None:
        canaries = Canaries(portrait_file.read_bytes())
        await canaries.open()
        life = _Life(tmp_path, canaries.url, "text")
        bot = await life.start()
        seen: dict[str, Sequence[str]] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                while not (canaries.delivered.is_set() and canaries.answered.is_set() and canaries.calls["getUpdates"] > 7):
                    assert bot.returncode is None, life.written()
                    seen |= _processes(bot.pid)
                    await asyncio.sleep(0.2)
            answers = await _asked(life)
        finally:
            with suppress(ProcessLookupError):
                bot.send_signal(signal.SIGTERM)
            code = await _ended(bot)
            await canaries.close()
        assert code == 0
        assert canaries.identified[0] == DISCORD
        assert len([name for name in seen if "environment" in name]) >= 1
        assert {name: what for name, what in seen.items() if _holds(" ".join(what))} == {}
        assert not _holds(" ".join(answers))
        assert life.places() == []
        assert "***" in life.written(), "no fault has written a token, so the trial is none"
        assert not [word for word in (TEXT, WRITER, INTERACTION, SIGNATURE) if word in life.written() + " ".join(answers)]

    asyncio.run(run())


async def _asked(life: _Life) -> list[str]:
    """What the bot says of itself, and what the page says to somebody with a wrong password."""
    answers = []
    async with aiohttp.ClientSession() as session:
        for path in ("healthz", "metrics"):
            async with session.get(f"http://127.0.0.1:{life.status_port}/{path}") as answer:
                answers.append(await answer.text())
        async with session.get(f"http://127.0.0.1:{life.page_port}/") as answer:
            answers.append(await answer.text())
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["discord", "telegram"])
def test_a_refused_token_is_told_and_not_shown(tmp_path: Path, platform: str) -> None:
    """One sentence for the operator, exit code 2, and no token in it."""

    async def run() -> None:
        async def refuse(request: web.BaseRequest) -> web.Response:
            said = f"Unauthorized {request.url} {dict(request.headers)}"
            return web.json_response({"ok": False, "error_code": 401, "description": said, "message": said, "code": 0}, status=401)

        server = web.ServerRunner(web.Server(refuse), access_log=None)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", 0).start()
        life = _Life(tmp_path, f"http://127.0.0.1:{server.addresses[0][1]}", "text")
        del life.environment["TELEGRAM_TOKEN" if platform == "discord" else "TOONTALKER_DISCORD_TOKEN_FILE"]
        try:
            code = await _ended(await life.start())
        finally:
            await server.cleanup()
        assert code == 2, life.written()
        assert "toontalker-bot: " in life.written()
        assert "Traceback" not in life.written()
        assert life.places() == []

    asyncio.run(run())


@pytest.mark.slow
def test_platforms_that_are_not_there(tmp_path: Path) -> None:
    """Nobody listens: the bot waits for them, serves the page, and its log shows no token."""

    async def run() -> None:
        (nobody,) = _free_ports(1)
        life = _Life(tmp_path, f"http://127.0.0.1:{nobody}", "json")
        bot = await life.start()
        try:
            async with asyncio.timeout(PATIENCE):
                while "the bot has started" not in life.written():
                    assert bot.returncode is None, life.written()
                    await asyncio.sleep(0.1)
            await asyncio.sleep(2)
            answers = await _asked(life)
        finally:
            with suppress(ProcessLookupError):
                bot.send_signal(signal.SIGTERM)
            code = await _ended(bot)
        assert code == 0, life.written()
        assert not _holds(" ".join(answers))
        assert life.places() == []

    asyncio.run(run())


def test_a_token_that_is_none_is_not_shown(tmp_path: Path) -> None:
    """Pasted with something else around it: exit code 2 and a sentence without it."""

    async def run() -> None:
        life = _Life(tmp_path, "http://127.0.0.1:9", "text")
        life.environment["TELEGRAM_TOKEN"] = f"token: {TELEGRAM}"
        assert await _ended(await life.start()) == 2
        assert "toontalker-bot: The Telegram token" in life.written()
        assert life.places() == []

    asyncio.run(run())
