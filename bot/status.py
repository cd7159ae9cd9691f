"""What machines ask the bot: is it alive, is it well, how much of what. Only this machine can ask, and no answer names anybody.

* ``GET /livez``: 200 while the event loop turns; for whoever restarts what hangs
* ``GET /healthz``: 200 while the bot is ready or starting, else 503; one JSON object: state, fronts, workers, queue
* ``GET /metrics``: figures in Prometheus' text format
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from aiohttp import web

from bot.front_end import FrontHealth
from bot.metrics import Metrics, Snapshot
from bot.notify import Systemd
from bot.pulse import Pulse
from bot.redaction import Redaction
from gpu_worker.health import Health, WorkerHealth
from gpu_worker.journal import Counts
from toontalker.errors import JournalUnwritable, SetupError

State = Literal["ready", "starting", "degraded"]
"""All is well; something still comes up; an operator should look."""

ADDRESS: Final = "127.0.0.1"
"""Where it listens; whoever wants it elsewhere puts something before it that knows who may ask."""
_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names under which it answers: a page of elsewhere whose name was pointed at this machine gets nothing."""
_PATIENCE: Final = 60.0
"""Seconds for which a front end may be away before that is a fault."""
_JOURNAL_PATIENCE: Final = 2.0
"""Seconds that the journal may take to count."""
_STALE: Final = 5.0
"""Seconds without a beat of the pulse after which the bot is not alive."""
_Answer: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Server": "toontalker"}


@dataclass(frozen=True)
class Sources:
    """Whom to ask."""

    health: Callable[[], Health | None]
    """The workers; None where they run in another process."""
    counts: Callable[[], Awaitable[Counts]]
    """The journal."""
    fronts: Callable[[], Mapping[str, FrontHealth]]
    """The front ends by name."""


class StatusSite:
    """Listens from `start` to `stop`. Its pulse beats with it, also where it has no port."""

    def __init__(self, metrics: Metrics, sources: Sources, port: int, systemd: Systemd | None = None) -> None:
        """`port`: 0 for none."""
        self._metrics = metrics
        self._sources = sources
        self._port = port
        self._pulse = Pulse(metrics, sources.fronts, systemd or Systemd())
        self._redaction = Redaction()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Raises `SetupError` where the port is in use."""
        self._pulse.start()
        if not self._port:
            return
        self._runner = web.AppRunner(self.application(), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, ADDRESS, self._port).start()
        except OSError as error:
            raise SetupError(
                f"Nothing can listen on {ADDRESS}:{self._port} for /healthz and /metrics ({error.strerror}); "
                "end what does, or choose another bot.status_port."
            ) from None

    async def stop(self) -> None:
        """No task or socket of it is left; also after a failed `start`."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._pulse.stop()

    def application(self) -> web.Application:
        """What answers."""
        application = web.Application(middlewares=[_for_this_machine])
        application.router.add_get("/livez", self._livez)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/metrics", self._metrics_text)
        return application

    async def _livez(self, _request: web.Request) -> web.Response:
        alive = self._pulse.age < _STALE
        return web.Response(text="alive\n" if alive else "stuck\n", status=200 if alive else 503)

    async def _healthz(self, _request: web.Request) -> web.Response:
        snapshot = await self._snapshot()
        lost = self._pulse.lost()
        state = _state(snapshot, lost)
        answer = {
            "state": state,
            "fronts": {name: self._front(front, lost.get(name, 0.0)) for name, front in snapshot.fronts.items()},
            "workers": None if snapshot.health is None else [self._worker(worker) for worker in snapshot.health.workers],
            "queue": None if snapshot.counts is None else _queue(snapshot.counts),
        }
        return web.json_response(answer, status=503 if state == "degraded" else 200)

    async def _metrics_text(self, _request: web.Request) -> web.Response:
        text = self._metrics.text(await self._snapshot())
        return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _snapshot(self) -> Snapshot:
        counts: Counts | None = None
        try:
            async with asyncio.timeout(_JOURNAL_PATIENCE):
                counts = await self._sources.counts()
        except (JournalUnwritable, TimeoutError):
            pass  # None says it
        return Snapshot(self._sources.health(), counts, self._sources.fronts())

    def _front(self, front: FrontHealth, lost: float) -> dict[str, Any]:
        return {
            "ready": front.ready,
            "latency_seconds": None if front.latency is None else round(front.latency, 3),
            "lost_seconds": round(lost, 1),
            "trouble": self._redaction.clean(front.trouble),
        }

    def _worker(self, worker: WorkerHealth) -> dict[str, Any]:
        return {
            "seat": worker.seat,
            "device": worker.device,
            "state": worker.state,
            "jobs": worker.jobs,
            "replaced": worker.replaced,
            "rss_mb": None if worker.rss_mb is None else round(worker.rss_mb, 1),
            "stage": worker.stage,
            "trouble": self._redaction.clean(worker.trouble),
        }


def _queue(counts: Counts) -> dict[str, Any]:
    return {
        "queued": counts.queued,
        "running": counts.running,
        "untold": counts.untold,
        "oldest_waiting_seconds": round(counts.waited, 1),
    }


def _state(snapshot: Snapshot, lost: Mapping[str, float]) -> State:
    """The worst that is true."""
    workers = "ready" if snapshot.health is None else snapshot.health.state
    if snapshot.counts is None or workers in {"degraded", "stopped"} or any(seconds > _PATIENCE for seconds in lost.values()):
        return "degraded"
    if workers == "starting" or not all(front.ready for front in snapshot.fronts.values()):
        return "starting"
    return "ready"


@web.middleware
async def _for_this_machine(request: web.Request, handler: _Answer) -> web.StreamResponse:
    """`handler` is aiohttp's name for what answers."""
    host = request.headers.get("Host", "").lower()
    if host not in _HOSTS and host.rpartition(":")[0] not in _HOSTS:
        raise web.HTTPMisdirectedRequest(headers=_HEADERS)
    response = await handler(request)
    response.headers.update(_HEADERS)
    return response
