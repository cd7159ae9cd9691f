"""The bot as a process of its own: started, asked how it is, killed, stopped."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp

from gpu_worker.soak.census import alive, children_of

REPO: Final = Path(__file__).parents[3]
_ENDING: Final = 60.0
"""Seconds that the bot gets for leaving before the trial gives up."""
_ORPHAN_PATIENCE: Final = 10.0
"""Seconds for which orphans are watched."""
_SAMPLE: Final = re.compile(r"^(\w+)(?:\{(.*)\})? ([-+.\w]+)$")
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Setup:
    """What the process is told."""

    folder: Path
    """Where all its files lie."""
    sections: Mapping[str, Mapping[str, Any]]
    """Its settings file, section by section."""
    opener: str
    """What its workers open."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Its tokens, by variable."""

    @property
    def log(self) -> Path:
        """What all its lives have said."""
        return self.folder / "bot.log"

    def write(self) -> Path:
        """The settings file."""
        lines = []
        for name, section in self.sections.items():
            lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in section.items())]
        path = self.folder / "config.toml"
        path.write_text("\n".join(lines) + "\n")
        return path


def sample_settings(folder: Path) -> dict[str, dict[str, Any]]:
    """Settings under which a trial may ask for as much as it likes; the platforms are added by whoever has them."""
    return {
        "journal": {
            "url": f"sqlite:///{folder}/journal.db", "folder": f"{folder}/jobs",
            "per_owner": 10_000, "per_chat": 10_000, "total": 100_000,
        },
        "worker": {"prewarm": "off", "poll_seconds": 0.2},
        "bot": {"folder": f"{folder}/bot", "per_owner_hour": 100_000, "per_chat_hour": 100_000, "status_port": _free_port()},
        "web": {"enabled": False},
    }  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One line of /metrics."""

    name: str
    labels: Mapping[str, str]
    value: float


class BotProcess:
    """One life of the bot."""

    def __init__(self, setup: Setup, process: asyncio.subprocess.Process) -> None:
        self._setup = setup
        self._process = process
        self._port = int(setup.sections["bot"]["status_port"])

    @classmethod
    async def start(cls, setup: Setup) -> BotProcess:
        """Begins one; it has not done anything yet."""
        config = setup.write()
        empty = setup.folder / "empty"
        empty.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG", "TMPDIR") if name in os.environ}
        command = [sys.executable, "-m", "bot", "--config", str(config), "--opener", setup.opener]
        with setup.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=empty,
                env=kept | {"PYTHONPATH": str(REPO)} | dict(setup.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return cls(setup, process)

    @property
    def pid(self) -> int:
        """Of the process, which leads a group of its own."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def kill(self) -> float:
        """kill -9; how many seconds its workers, which it can no longer end, lived on."""
        orphans = children_of(self.pid)
        if self.running:
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()
        died = time.monotonic()
        while any(alive(pid) for pid in orphans) and time.monotonic() < died + _ORPHAN_PATIENCE:
            await asyncio.sleep(0.005)
        return time.monotonic() - died if orphans else 0.0

    async def stop(self) -> tuple[int, float]:
        """SIGTERM; exit code, and how many seconds the farewell took. One that does not leave is killed, and its code tells it."""
        started = time.monotonic()
        if self.running:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_ENDING):
                await self._process.wait()
        except TimeoutError:
            await self.kill()
        assert self._process.returncode is not None
        return self._process.returncode, time.monotonic() - started

    async def state(self) -> str:
        """What /healthz says: ``ready``, ``starting``, ``degraded``; empty where nobody answers."""
        try:
            return str(json.loads(await self._get("/healthz"))["state"])
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return ""

    async def until_ready(self, seconds: float = 60.0) -> float:
        """Waits until everything is well; how long that took. Raises TimeoutError, with the end of the log."""
        started = time.monotonic()
        while await self.state() != "ready":
            if time.monotonic() > started + seconds or not self.running:
                raise TimeoutError(f"the bot did not get ready:\n{self.last_words()}")
            await asyncio.sleep(0.05)
        return time.monotonic() - started

    async def until_idle(self, seconds: float, quiet: float = 1.0) -> bool:
        """Waits until nothing was to be made or told for `quiet` seconds; whether it came to that."""
        end = time.monotonic() + seconds
        since = time.monotonic()
        while time.monotonic() < since + quiet:
            if await self._owed():
                since = time.monotonic()
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.1)
        return True

    async def _owed(self) -> int:
        queue = json.loads(await self._get("/healthz"))["queue"]
        return int(queue["queued"] + queue["running"] + queue["untold"])

    async def samples(self) -> list[Sample]:
        """All figures of /metrics."""
        found = [_SAMPLE.match(line) for line in (await self._get("/metrics")).splitlines()]
        return [Sample(one[1], dict(_LABEL.findall(one[2] or "")), float(one[3])) for one in found if one]

    def last_words(self) -> str:
        """The end of the log."""
        return self._setup.log.read_text(errors="replace")[-3000:]

    async def _get(self, path: str) -> str:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5.0)) as session,
            session.get(f"http://127.0.0.1:{self._port}{path}") as answer,
        ):
            return await answer.text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
