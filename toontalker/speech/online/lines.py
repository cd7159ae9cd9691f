"""A few lines to a service that all threads of this process share, and nobody who waits longer than they can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

Answer = TypeVar("Answer")


class Lines:
    """At most so many calls at once; may be used by many threads. Its own threads are idle in between and end with it.

    The caller does not run its calls itself, because some waits cannot be ended from outside: that for the name of a server, above all.
    """

    def __init__(self, most: int, name: str) -> None:
        """`most`: calls at once; `name`: of the threads."""
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self.close = self._pool.shutdown
        """Waits for the calls that are under way and ends the threads; happens by itself when nobody holds the lines any more."""

    def ask(self, calls: Sequence[Callable[[], Answer]], deadline: float) -> list[Answer]:
        """What the calls return, in their order.

        `deadline`: on the clock of `time.monotonic`. Raises TimeoutError when it is reached and what a call raises as soon as one does;
        then calls that have not begun never will, and what the others return is lost.
        """
        futures = [self._pool.submit(call) for call in calls]
        try:
            done, waiting = wait(futures, max(deadline - time.monotonic(), 0), FIRST_EXCEPTION)
            for future in futures:
                if future in done and (failure := future.exception()):
                    raise failure
            if waiting:
                raise TimeoutError("the calls took too long")
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()
