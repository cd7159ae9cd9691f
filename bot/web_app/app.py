"""The front end itself: it starts and stops the server, and passes on what the desk has to say."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from bot.desk import Desk
from bot.front_end import Delivery, FrontHealth, Standing
from bot.metrics import Metrics
from bot.tokens import Secret
from bot.web_app import states
from bot.web_app.doors import Doors, check_address
from bot.web_app.entrance import Entrance
from bot.web_app.files import Files
from bot.web_app.guard import Guard
from bot.web_app.jobs import Jobs
from bot.web_app.news import News
from gpu_worker.journal import Job
from toontalker.chat_settings import WebSettings
from toontalker.errors import SetupError

_LOG: Final = logging.getLogger(__name__)
_LEAVING: Final = 3.0
"""s that answers may still take when the page stops."""


class WebApp:
    """The page, as a `FrontEnd`."""

    name = "web"

    def __init__(self, desk: Desk, settings: WebSettings, metrics: Metrics, password: Secret | None = None) -> None:
        self._desk = desk
        self._settings = settings
        self._metrics = metrics
        self._doors = Doors(settings)
        self._guard = Guard(self._doors, password, desk.settings.bot.language)
        self._news = News()
        self._jobs = Jobs(desk, self._guard, self._news, metrics)
        self._runner: web.AppRunner | None = None
        self.port = 0
        """Where it listens, once started."""

    @property
    def address(self) -> str:
        """What to type into the browser."""
        host = self._settings.address
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    async def start(self) -> None:
        """See `FrontEnd.start`."""
        check_address(self._settings, self._guard.sessions.locked)
        await self._guard.sessions.start()
        app = web.Application(middlewares=[self._guard.middleware()])
        app.on_response_prepare.append(self._guard.add_headers)
        for part in (Files(self._desk, self._guard), Entrance(self._guard, self._metrics), self._jobs):
            part.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LEAVING, handle_signals=False)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._settings.address, self._settings.port).start()
        except OSError as error:
            await self.stop()
            raise SetupError(self._why_not(error)) from None
        self.port = int(self._runner.addresses[0][1])
        self._doors.open(self.port)
        _LOG.info("the page is at %s", self.address)
        if self._settings.hosts and not self._guard.sessions.locked:
            _LOG.warning("the page has other names (web.hosts) and no password: whoever reaches it there is let in, see docs/bot.md")

    async def pause(self) -> None:
        """See `FrontEnd.pause`."""
        self._jobs.paused = True

    async def stop(self) -> None:
        """See `FrontEnd.stop`."""
        self._jobs.paused = True
        self._news.close()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def show(self, job: Job, address: Mapping[str, Any], standing: Standing) -> None:
        """See `FrontEnd.show`: an event for the browsers that look on."""
        del address
        self._news.tell(job.owner, "job", states.waiting(job.id, standing))

    async def deliver(self, delivery: Delivery) -> None:
        """See `FrontEnd.deliver`: written down first, for a page that comes back later, then an event; both can be repeated."""
        began = time.monotonic()
        await self._desk.place(delivery.job.id, states.written(delivery))
        self._news.tell(delivery.asker.owner, "job", states.delivered(delivery))
        self._metrics.platform_call("web", "deliver", time.monotonic() - began, 200)

    async def nudge(self, delivery: Delivery) -> None:
        """See `FrontEnd.nudge`: the page makes itself heard where it is out of sight."""
        self._news.tell(delivery.asker.owner, "nudge", {"id": delivery.job.id})

    def health(self) -> FrontHealth:
        """See `FrontEnd.health`."""
        ready = self._runner is not None and not self._jobs.paused
        return FrontHealth(ready, trouble="" if ready else "The page is not being served.")

    def _why_not(self, error: OSError) -> str:
        where = f"port {self._settings.port} on {self._settings.address}"
        if error.errno == errno.EADDRINUSE:
            return f"The page cannot be served: {where} is in use by another program; end that one, or set another web.port."
        return f"The page cannot be served at {where}: {error.strerror}."
