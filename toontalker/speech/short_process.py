"""A short-lived process that is handed some bytes and answers on its stdout; for libraries that nobody should share a process with."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from toontalker.errors import ToonTalkerError


@contextmanager
def at_work(
    command: Sequence[str], data: bytes, environment: Mapping[str, str], *, patience: float, failure: ToonTalkerError
) -> Iterator[IO[bytes]]:
    """A fresh process at work on `data`, which it gets on stdin; yields its stdout. Killed on the way out and when time is up.

    `environment`: all that it has; `patience`: seconds it may take; `failure`: raised where it cannot be started.
    """
    try:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
    except OSError as error:
        raise failure from error
    with process:
        clock = threading.Timer(patience, process.kill)
        clock.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                with process.stdin:
                    process.stdin.write(data)
            except BrokenPipeError:
                pass  # it died at once; the reader will notice
            yield process.stdout
        finally:
            clock.cancel()
            clock.join()
            process.kill()
