"""Acceptance 3: a thousand requests from two hundred chats in a short time; each is acknowledged at once, whatever waits before it."""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gpu_worker.memory import resident_mb
from gpu_worker.soak.report import Figure, Report, exactly, percentile
from tests.bot.trials.judgement import Verdict, words_of_the_log
from tests.bot.trials.process import BotProcess, Sample
from tests.bot.trials.town import Sent, Town, open_town
from tests.bot.trials.workshop import Gate

_LAG: Final = "toontalker_event_loop_lag_seconds_bucket"
_CLIP: Final = 5.0
"""Seconds that a clip takes while people ask: all of them queue up."""


@dataclass(frozen=True)
class Load:
    """How many requests from how many chats, and how fast they come."""

    messages: int = 1000
    chats: int = 200
    a_second: float = 25.0
    queued_seconds: float = 30.0
    """For how long all of them stay in the queue."""
    patience: float = 300.0

    def run(self) -> Report:
        """Holds the trial."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="toontalker-trial-") as folder:
            figures = asyncio.run(self._hold(Path(folder)))
        return Report("load", tuple(figures), time.monotonic() - started)

    async def _hold(self, folder: Path) -> list[Figure]:
        async with open_town(self.chats) as town:
            setup = town.setup(folder, {"bot": {"deadline_seconds": 600}})
            gate = Gate(folder)
            gate.shut(_CLIP)
            bot = await BotProcess.start(setup)
            try:
                await bot.until_ready()
                await town.until(lambda: bool(town.discord.commands), 20.0)
                before = await bot.samples()
                await self._talk(town)
                await town.until(lambda: all(town.answers(sent) for sent in town.accepted()), self.patience)
                queued = _value(await bot.samples(), "toontalker_jobs", state="queued")
                await asyncio.sleep(self.queued_seconds)
                after, memory = await bot.samples(), resident_mb(bot.pid) or math.nan
                gate.open()
                opened = time.monotonic()
                await town.until(town.all_answered, self.patience)
                delivered = time.monotonic() - opened
                await bot.until_idle(self.patience)
                lags = [*_lags(before, after), *_lags(after, await bot.samples(), "while all are answered")]
                code, _ = await bot.stop()
            finally:
                await bot.kill()
            return [
                Figure("requests in the queue when the last was acknowledged", queued, least=self.messages * 0.9, timed=True),
                *self._acknowledged(town),
                *lags,
                Figure("memory of the bot with all of them in the queue, MB", memory, timed=True, most=300),
                Figure("clips told a second, by both platforms' limits", self.messages / delivered),
                *Verdict(town, setup).figures(),
                exactly("exit code at the end", code, 0),
                *words_of_the_log(setup, [town.telegram.token, town.discord.token]),
            ]

    async def _talk(self, town: Town) -> None:
        """One after the other, at their times, whatever the bot does."""
        started = time.monotonic()
        for number in range(self.messages):
            await asyncio.sleep(max(0.0, started + number / self.a_second - time.monotonic()))
            await town.says(number)

    def _acknowledged(self, town: Town) -> list[Figure]:
        telegram = [_placeholder_seconds(town, sent) for sent in town.sent if sent.post is not None]
        discord = [
            math.inf if sent.interaction.ack_seconds is None else sent.interaction.ack_seconds for sent in town.sent if sent.interaction
        ]
        return [
            *_spread("until Telegram has the placeholder", telegram, {0.95: 1.0}),
            *_spread("until Discord has the first answer", discord, {0.95: 1.0, 1.0: 2.0}),
        ]


def _placeholder_seconds(town: Town, sent: Sent) -> float:
    assert sent.post is not None
    return min((answer.at for answer in town.answers(sent)), default=math.inf) - sent.at


def _spread(what: str, seconds: list[float], bounds: dict[float, float]) -> list[Figure]:
    names = {0.5: "p50", 0.95: "p95", 1.0: "slowest"}
    return [Figure(f"{what}, {name}, s", percentile(seconds, part), most=bounds.get(part), timed=True) for part, name in names.items()]


def _lags(before: Iterable[Sample], after: Iterable[Sample], when: str = "while they come and wait") -> list[Figure]:
    """How late the event loop was in between: the upper edge of the bucket in which 99 of 100 beats lie."""
    earlier, later = _buckets(before), _buckets(after)
    counts = {edge: later[edge] - earlier.get(edge, 0.0) for edge in sorted(later)}
    p99, p100 = (next(edge for edge, count in counts.items() if count >= part * counts[math.inf]) for part in (0.99, 1.0))
    return [
        Figure(f"event loop late {when}, p99, at most s", p99, most=0.1, timed=True),
        Figure(f"event loop late {when}, latest, at most s", p100, timed=True),
    ]


def _buckets(samples: Iterable[Sample]) -> dict[float, float]:
    return {float(sample.labels["le"]): sample.value for sample in samples if sample.name == _LAG}


def _value(samples: Iterable[Sample], name: str, **labels: str) -> float:
    return next(sample.value for sample in samples if sample.name == name and sample.labels == labels)
