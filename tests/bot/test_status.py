"""Health and figures over real sockets, for this machine alone."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.front_end import FrontHealth
from bot.metrics import Metrics
from bot.notify import Systemd
from bot.status import ADDRESS, Sources, StatusSite
from gpu_worker.health import Health
from gpu_worker.journal import Counts
from tests.bot.test_metrics import TOKEN, counts, read, worker
from toontalker.errors import JournalUnwritable, SetupError

Answers = dict[str, tuple[int, str]]


@dataclass
class _World:
    """What the site asks, as a test wants it."""

    health: Health | None = field(default_factory=lambda: Health("ready", (worker(),)))
    counts: Counts | Exception = field(default_factory=counts)
    fronts: Mapping[str, FrontHealth] = field(default_factory=lambda: {"discord": FrontHealth(ready=True, latency=0.1)})

    async def count(self) -> Counts:
        """As the desk's."""
        if isinstance(self.counts, Exception):
            raise self.counts
        return self.counts

    def sources(self) -> Sources:
        """For the site."""
        return Sources(lambda: self.health, self.count, lambda: self.fronts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _with_site(world: _World, use: Callable[[StatusSite, str], Awaitable[None]], metrics: Metrics | None = None) -> None:
    async def run() -> None:
        port = _free_port()
        site = StatusSite(metrics or Metrics(), world.sources(), port, Systemd({}))
        try:
            await site.start()
            await use(site, f"http://{ADDRESS}:{port}")
        finally:
            await site.stop()

    asyncio.run(run())


async def _get(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


def _health(world: _World) -> tuple[int, dict[str, Any]]:
    found: list[tuple[int, str]] = []

    async def ask(_site: StatusSite, url: str) -> None:
        found.append(await _get(f"{url}/healthz"))

    _with_site(world, ask)
    status, text = found[0]
    return status, json.loads(text)


def test_a_bot_that_is_well() -> None:
    """One word, and a line for everything it has; no ids, no names."""
    status, answer = _health(_World(health=Health("ready", (worker(job="a" * 32, stage="mouth"),)), counts=counts(queued=3, waited=2.0)))
    assert (status, answer["state"]) == (200, "ready")
    assert answer["fronts"] == {"discord": {"ready": True, "latency_seconds": 0.1, "lost_seconds": 0.0, "trouble": ""}}
    assert answer["queue"] == {"queued": 3, "running": 0, "untold": 0, "oldest_waiting_seconds": 2.0}
    (one,) = answer["workers"]
    assert (one["state"], one["jobs"], one["stage"]) == ("ready", 3, "mouth")
    assert "a" * 32 not in json.dumps(answer)


@pytest.mark.parametrize(
    ("world", "status", "state"),
    [
        (_World(health=Health("starting", (worker(state="starting"),))), 200, "starting"),
        (_World(fronts={"telegram": FrontHealth(ready=False, trouble="It does not answer.")}), 200, "starting"),
        (_World(health=None), 200, "ready"),
        (_World(health=Health("degraded", (worker(state="degraded"),))), 503, "degraded"),
        (_World(health=Health("stopped", ())), 503, "degraded"),
        (_World(counts=JournalUnwritable("The disk is full.")), 503, "degraded"),
    ],
)
def test_the_worst_that_is_true_is_the_state(world: _World, status: int, state: str) -> None:
    """Starting is no fault; what an operator should look at is."""
    found, answer = _health(world)
    assert (found, answer["state"]) == (status, state)


def test_a_front_end_that_stays_away_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at once, and no longer once it is back."""
    world = _World(fronts={"discord": FrontHealth(ready=False)})

    async def use(site: StatusSite, url: str) -> None:
        assert (await _get(f"{url}/healthz"))[0] == 200
        monkeypatch.setattr("bot.status._PATIENCE", 0.0)
        status, text = await _get(f"{url}/healthz")
        assert status == 503
        assert json.loads(text)["fronts"]["discord"]["lost_seconds"] >= 0
        world.fronts = {"discord": FrontHealth(ready=True)}
        site._pulse._look()
        assert (await _get(f"{url}/healthz"))[0] == 200

    _with_site(world, use)


def test_a_journal_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a fault, told in time, and the figures come without it."""
    monkeypatch.setattr("bot.status._JOURNAL_PATIENCE", 0.05)

    class _Hangs(_World):
        async def count(self) -> Counts:
            await asyncio.sleep(3600)
            raise AssertionError

    async def use(_site: StatusSite, url: str) -> None:
        assert (await _get(f"{url}/healthz"))[0] == 503
        status, text = await _get(f"{url}/metrics")
        assert status == 200
        assert "toontalker_jobs" not in text

    _with_site(_Hangs(), use)


def test_trouble_is_told_without_tokens() -> None:
    """Whatever a front end or a worker says of itself."""
    front = FrontHealth(ready=False, trouble=f"https://api.telegram.org/bot{TOKEN}/getMe does not answer.")
    _, answer = _health(_World(fronts={"telegram": front}, health=Health("starting", (worker(state="starting", trouble=TOKEN),))))
    assert "canary" not in json.dumps(answer)
    assert "does not answer" in answer["fronts"]["telegram"]["trouble"]


def test_figures_are_what_prometheus_reads() -> None:
    """What was counted, what stands now, and how late the event loop is."""
    metrics = Metrics()
    metrics.taken("web")

    async def use(_site: StatusSite, url: str) -> None:
        await asyncio.sleep(0.6)
        async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            found = read(await answer.read())
        assert found["toontalker_taken_total{'platform': 'web'}"] == 1
        assert found["toontalker_jobs{'state': 'queued'}"] == 7
        assert found["toontalker_front_end_ready{'platform': 'discord'}"] == 1
        assert found["toontalker_event_loop_lag_seconds_count"] >= 1

    _with_site(_World(counts=counts(queued=7)), use, metrics)


def test_alive_while_the_loop_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not once its pulse has stopped."""

    async def use(site: StatusSite, url: str) -> None:
        assert (await _get(f"{url}/livez"))[0] == 200
        await site._pulse.stop()
        monkeypatch.setattr("bot.status._STALE", 0.0)
        assert (await _get(f"{url}/livez"))[0] == 503

    _with_site(_World(), use)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8766", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_a_foreign_name_gets_nothing(host: str) -> None:
    """A page of elsewhere whose name was pointed at this machine reads no figures."""

    async def use(_site: StatusSite, url: str) -> None:
        for path in ("healthz", "livez", "metrics", "other"):
            assert (await _get(f"{url}/{path}", Host=host))[0] in (400, 421)

    _with_site(_World(), use)


def test_our_own_names_are_known() -> None:
    """With any port: one may be forwarded from elsewhere."""

    async def use(_site: StatusSite, url: str) -> None:
        for host in ("localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8766"):
            assert (await _get(f"{url}/healthz", Host=host))[0] == 200
        assert (await _get(f"{url}/other"))[0] == 404
        async with aiohttp.ClientSession() as session, session.post(f"{url}/healthz") as answer:
            assert answer.status == 405
        async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            assert "aiohttp" not in answer.headers["Server"]

    _with_site(_World(), use)


def test_a_port_in_use_is_the_operators_fault() -> None:
    """With a sentence that says what to do, and nothing left behind."""

    async def run() -> None:
        with socket.socket() as taken:
            taken.bind((ADDRESS, 0))
            taken.listen()
            site = StatusSite(Metrics(), _World().sources(), taken.getsockname()[1], Systemd({}))
            with pytest.raises(SetupError, match=r"bot\.status_port"):
                await site.start()
            await site.stop()
            await site.stop()

    asyncio.run(run())


def test_no_port_is_no_site() -> None:
    """The pulse beats all the same."""

    async def run() -> None:
        metrics = Metrics()
        site = StatusSite(metrics, _World().sources(), 0, Systemd({}))
        await site.start()
        await asyncio.sleep(0.6)
        await site.stop()
        assert read(metrics.text())["toontalker_event_loop_lag_seconds_count"] >= 1

    asyncio.run(run())
