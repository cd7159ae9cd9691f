"""Tasks that nobody awaits: held on to while they run, told of when they fail, ended when the bot leaves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")


class Tasks:
    """All tasks of the front end that run beside it."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Result], name: str) -> asyncio.Task[Result]:
        """Runs `work` beside everything else."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def adopt(self) -> None:
        """The task that calls this was made by the library; from now on it is ended with the others."""
        task = asyncio.current_task()
        if task is not None and task not in self._running:
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Ends all of them, but for the one that calls this."""
        ours = [task for task in self._running if task is not asyncio.current_task()]
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _LOG.error("%s has failed", task.get_name(), exc_info=error)
