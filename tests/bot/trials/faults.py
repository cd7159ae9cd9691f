"""Platforms that answer 429, 500 and 502, say nothing, break off and tear down: people wait longer, and nobody is lost or served twice."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gpu_worker.soak.report import Figure, Report, exactly
from tests.bot.discord_server.faults import Fault as DiscordFault
from tests.bot.telegram_server.faults import Fault
from tests.bot.trials.judgement import Verdict, words_of_the_log
from tests.bot.trials.process import BotProcess, Setup
from tests.bot.trials.town import Town, open_town

_AGAIN: Final = 8
"""Every so manieth message is handed over twice by its platform."""
_TELEGRAM: Final = ("sendMessage", "editMessageText", "editMessageMedia", "getUpdates", "getFile", "download")
_DISCORD: Final = ("callback", "edit answer", "cdn")
_KINDS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "429": ({"status": 429, "retry_after": 2}, {"status": 429, "retry_after": 1.5}),
    "500": ({"status": 500}, {"status": 500}),
    "502": ({"status": 502}, {"status": 502}),
    "silence": ({"how": "silence"}, {"hang": 6.0}),
    "cut": ({"how": "cut"}, {}),
    "reset": ({"how": "reset"}, {}),
    "done, then 502": ({"does": True, "status": 502}, {"done_first": True, "status": 502}),
    "done, then silence": ({"does": True, "how": "silence"}, {"done_first": True, "hang": 6.0}),
    "done, then reset": ({"does": True, "how": "reset"}, {"done_first": True}),
}
"""What goes wrong: on Telegram, and on Discord, where no status means that the connection breaks."""
_GATEWAY: Final = ("drop", "reconnect", "new session")
"""What happens to Discord's gateway."""


@dataclass(frozen=True)
class Faults:
    """How many messages, how many faults; both spread over the same time."""

    messages: int = 200
    faults: int = 200
    gateway_faults: int = 8
    seconds: float = 60.0
    chats: int = 80
    silences: bool = True
    """Whether the platforms sometimes say nothing at all; the bot waits up to a minute then."""
    seed: int = 0
    patience: float = 240.0

    def run(self) -> Report:
        """Holds the trial."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="toontalker-trial-") as folder:
            figures = asyncio.run(_Storm(self, Path(folder)).hold())
        return Report("faults", tuple(figures), time.monotonic() - started)


class _Storm:
    """One trial."""

    def __init__(self, trial: Faults, folder: Path) -> None:
        self._trial = trial
        self._folder = folder
        self._random = random.Random(trial.seed)
        self._of_telegram: list[Fault] = []
        self._of_discord: list[DiscordFault] = []

    async def hold(self) -> list[Figure]:
        """From the start to the verdict."""
        async with open_town(self._trial.chats) as town:
            town.telegram.world.limits.on = True
            setup = town.setup(self._folder)
            bot = await BotProcess.start(setup)
            try:
                await bot.until_ready()
                await town.until(lambda: bool(town.discord.commands), 20.0)
                begun = time.monotonic()
                await asyncio.gather(self._talk(town), self._trouble(town))
                await town.until(town.all_answered, self._trial.patience)
                await bot.until_idle(self._trial.patience)
                waited = time.monotonic() - begun
                code, _ = await bot.stop()
            finally:
                await bot.kill()
            return self._figures(town, setup, code, waited)

    async def _talk(self, town: Town) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(self._trial.messages):
                group.create_task(town.insists(number, again=number % _AGAIN == 0))
                await asyncio.sleep(self._trial.seconds / self._trial.messages)

    async def _trouble(self, town: Town) -> None:
        """Arms one fault after the other; each befalls the next call of its kind, and none is armed where one still waits."""
        trial, dice = self._trial, self._random
        kinds = [kind for name, kind in _KINDS.items() if trial.silences or "silence" not in name]
        for number in range(trial.faults):
            on_telegram, on_discord = dice.choice(kinds)
            method, route = dice.choice(_TELEGRAM), dice.choice(_DISCORD)
            if number % 2 and not any(fault.method == method for fault in town.telegram.world.faults.waiting):
                self._of_telegram.append(town.telegram.befalls(Fault(method, **on_telegram)))
            if number % 2 == 0 and not any(fault.route == route and fault.times for fault in self._of_discord):
                self._of_discord.append(town.discord.fails(route, **on_discord))
            if number % (trial.faults // trial.gateway_faults) == 0:
                await _shake(town, dice.choice(_GATEWAY))
            await asyncio.sleep(dice.uniform(0, 2) * trial.seconds / trial.faults)

    def _figures(self, town: Town, setup: Setup, code: int, waited: float) -> list[Figure]:
        befell = sum(fault.befell for fault in self._of_telegram) + len(town.discord.faults.struck)
        unsure = sum(fault.befell for fault in self._of_telegram if fault.does and fault.method == "sendMessage")
        return [
            Figure("faults that befell a call", befell, least=self._trial.faults // 3),
            Figure("of these placeholders sent without the bot being told", unsure),
            *Verdict(town, setup, unsure=unsure).figures(),
            exactly("exit code at the end", code, 0),
            *words_of_the_log(setup, [town.telegram.token, town.discord.token]),
            Figure("until all was answered, s", waited),
        ]


async def _shake(town: Town, how: str) -> None:
    """The gateway breaks off, asks to come again, or has forgotten the session."""
    gateway = town.discord.gateway
    match how:
        case "drop":
            await gateway.drop()
        case "reconnect":
            await gateway.tell(7)
        case _:
            await gateway.tell(9, False)
