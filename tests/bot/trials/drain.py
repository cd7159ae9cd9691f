"""Acceptance 2, second half: SIGTERM while clips are being made and others wait; the bot leaves in time, and the next start goes on."""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gpu_worker.soak.report import Figure, Report, exactly
from tests.bot.trials.judgement import Verdict, words_of_the_log
from tests.bot.trials.process import BotProcess, Setup
from tests.bot.trials.town import Town, open_town
from tests.bot.trials.workshop import Gate

_FAREWELL: Final = 12.0
"""Seconds beyond the drain that the bot may take: its last words to people have ten."""
_SLOW: Final = 1.0
"""Seconds that a clip takes while the bot is told to stop."""


@dataclass(frozen=True)
class Drain:
    """How often, with how many messages each time."""

    rounds: int = 10
    messages: int = 24
    """In each round; one clip a second is made of them, so most of them wait when the bot is told to stop."""
    drain_seconds: float = 3.0
    patience: float = 60.0

    def run(self) -> Report:
        """Holds the trial."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="toontalker-trial-") as folder:
            figures = asyncio.run(self._hold(Path(folder)))
        return Report("drain", tuple(figures), time.monotonic() - started)

    async def _hold(self, folder: Path) -> list[Figure]:
        codes, farewells, waiting = [], [], []
        async with open_town(2 * self.messages) as town:
            setup = town.setup(folder, {"worker": {"drain_seconds": self.drain_seconds}})
            for number in range(self.rounds):
                code, seconds, left = await self._round(town, setup, number)
                codes.append(code)
                farewells.append(seconds)
                waiting.append(left)
            Gate(folder).open()
            last = await BotProcess.start(setup)
            try:
                await last.until_ready()
                await town.until(town.all_answered, self.patience)
                await last.until_idle(self.patience)
                codes.append((await last.stop())[0])
            finally:
                await last.kill()
            return [
                exactly("exit codes that are not 0", sum(code != 0 for code in codes), 0),
                Figure("answered only by a later start, of all rounds", sum(waiting), least=self.rounds),
                Figure("the longest farewell, s", max(farewells), most=self.drain_seconds + _FAREWELL, timed=True),
                *Verdict(town, setup).figures(),
                *words_of_the_log(setup, [town.telegram.token, town.discord.token]),
            ]

    async def _round(self, town: Town, setup: Setup, number: int) -> tuple[int, float, int]:
        """One start and one SIGTERM: its exit code, how long it took, and how many clips were still owed then."""
        gate = Gate(setup.folder)
        gate.open()
        bot = await BotProcess.start(setup)
        try:
            await bot.until_ready()
            await town.until(lambda: bool(town.discord.commands), 20.0)
            await town.until(town.all_answered, self.patience)
            gate.shut(_SLOW)
            first = number * self.messages
            talk = asyncio.gather(*(town.says(first + one) for one in range(self.messages)))
            # Every other round in the midst of it all, the others with everything taken in.
            await asyncio.sleep(0.3)
            if number % 2:
                await talk
                await town.until(lambda: all(town.answers(sent) for sent in town.accepted()), 10.0)
            code, seconds = await bot.stop()
            await talk
        finally:
            await bot.kill()
        return code, seconds, sum(not town.clips_of(sent) for sent in town.accepted())
