"""Everything put together: journal, workers, desk, front ends; from the start to a signal, and down again in order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.album import Album
from bot.desk import Desk
from bot.front_end import FrontEnd
from bot.jotter import Jotter
from bot.ledger import open_ledger
from bot.metrics import Metrics
from bot.notify import Systemd
from bot.status import Sources, StatusSite
from bot.stores import Stores
from bot.teller import Teller
from bot.tokens import Tokens
from gpu_worker.clip_maker import options_of
from gpu_worker.entrance import CLIP_MAKER, Orders
from gpu_worker.journal import Counts, limits_of, open_journal
from gpu_worker.shift import Listener
from gpu_worker.supervisor import Supervisor
from toontalker.errors import SetupError
from toontalker.settings import Settings

_LOG: Final = logging.getLogger(__name__)
_LAST_WORDS: Final = 10.0
"""Seconds for telling people what ended while the bot was told to stop; what is left is told at the next start."""


@dataclass(frozen=True)
class House:
    """What runs."""

    desk: Desk
    supervisor: Supervisor
    metrics: Metrics


@asynccontextmanager
async def open_house(settings: Settings, opener: str = CLIP_MAKER) -> AsyncIterator[House]:
    """Journal, workers and desk. Leaving it does not wait for jobs at work; stop the supervisor before, where they shall end.

    `opener`: what a worker opens, see `Orders`. Raises `SetupError`.
    """
    folder = Path(settings.journal.folder)
    with open_journal(settings.journal.url, limits_of(settings.journal), folder) as journal:
        metrics = Metrics()
        keep = settings.bot.again_hours * 3600
        kept = Path(settings.bot.folder)
        stores = Stores(journal, open_ledger(journal.database, keep), Album(kept / "album", keep), Jotter(kept / "placeholders"))
        loop = asyncio.get_running_loop()

        def progressed(job_id: str, stage: str, fraction: float) -> None:
            desk.progress.tell(job_id, stage, fraction)

        def ended(_job_id: str) -> None:
            with suppress(RuntimeError):  # the loop is closed: the next start tells it
                loop.call_soon_threadsafe(desk.bell.set)

        supervisor = Supervisor(journal, folder, settings.worker, Orders(opener, options_of(settings)), Listener(progressed, ended))
        desk = Desk(stores, settings, metrics, supervisor.wake)
        try:
            await desk.open()
            await asyncio.to_thread(supervisor.start)
            yield House(desk, supervisor, metrics)
        finally:
            await asyncio.to_thread(supervisor.stop, 0.0)
            desk.close()
            stores.jotter.close()


@asynccontextmanager
async def open_front_ends(house: House, fronts: list[FrontEnd]) -> AsyncIterator[Teller]:
    """The front ends connected, and the desk's loop that tells their people."""
    teller = Teller(house.desk, fronts)
    async with AsyncExitStack() as stack:
        for front in fronts:
            stack.push_async_callback(front.stop)
            await front.start()
        loop = asyncio.create_task(teller.run(), name="teller")
        stack.push_async_callback(_cancelled, loop)
        yield teller


async def run_bot(settings: Settings, tokens: Tokens, opener: str = CLIP_MAKER) -> None:
    """Until SIGTERM or SIGINT; `opener` as in `open_house`. Raises `SetupError`, and OSError where the jobs folder cannot be used."""
    stop, hurry = _stops()
    systemd = Systemd()
    async with open_house(settings, opener) as house:
        fronts = _front_ends(house, settings, tokens)
        if not fronts:
            raise SetupError("There is nothing to serve: switch the page on (web.enabled) or give a token, see docs/bot.md.")
        site = StatusSite(house.metrics, _sources(house, fronts), settings.bot.status_port, systemd)
        try:
            await site.start()
            async with open_front_ends(house, fronts) as teller:
                systemd.ready()
                _LOG.info("the bot has started: %s", ", ".join(front.name for front in fronts))
                await stop.wait()
                systemd.stopping()
                _LOG.info("stopping; jobs at work may go on for %g s", settings.worker.drain_seconds)
                await _drain(house, fronts, teller, hurry)
        finally:
            await site.stop()
    _LOG.info("the bot has stopped")


def _front_ends(house: House, settings: Settings, tokens: Tokens) -> list[FrontEnd]:
    """Those for which there is a token, and the page; what is not used is not imported."""
    fronts: list[FrontEnd] = []
    if settings.web.enabled:
        from bot.web_app import WebApp

        fronts.append(WebApp(house.desk, settings.web, house.metrics, tokens.web_password))
    if tokens.telegram is not None:
        from bot.telegram_app import TelegramApp

        fronts.append(TelegramApp(house.desk, settings.telegram, tokens.telegram, house.metrics, tokens.telegram_webhook_secret))
    if tokens.discord is not None:
        from bot.discord_app import DiscordApp

        fronts.append(DiscordApp(house.desk, settings.discord, tokens.discord, house.metrics))
    return fronts


def _sources(house: House, fronts: list[FrontEnd]) -> Sources:
    async def counts() -> Counts:
        return await house.desk.call(house.desk.stores.journal.counts)

    return Sources(house.supervisor.health, counts, lambda: {front.name: front.health() for front in fronts})


async def _drain(house: House, fronts: list[FrontEnd], teller: Teller, hurry: asyncio.Event) -> None:
    """No new requests; jobs at work may end, and who waits for them is told; all others wait in the journal for the next start."""
    await asyncio.gather(*(front.pause() for front in fronts))
    impatient = asyncio.create_task(_when(hurry, house.supervisor.hurry))
    await asyncio.to_thread(house.supervisor.stop)
    house.desk.bell.set()
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WORDS):
            while await house.desk.call(house.desk.stores.journal.untold, 1):
                await asyncio.sleep(0.05)
            await teller.settle()
    await _cancelled(impatient)


async def _when(event: asyncio.Event, act: Callable[[], None]) -> None:
    await event.wait()
    act()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _stops() -> tuple[asyncio.Event, asyncio.Event]:
    """Set at the first and at the second signal that asks us to stop."""
    stop, hurry = asyncio.Event(), asyncio.Event()

    def told() -> None:
        (hurry if stop.is_set() else stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told)
    return stop, hurry
