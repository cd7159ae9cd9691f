"""A supervisor alone: ``python -m gpu_worker [--journal URL] [--config FILE]`` makes the clips of a journal that a bot elsewhere fills.

SIGTERM or SIGINT: no more jobs are begun, those at work may end for `worker.drain_seconds`, the others go back into the journal
as if they had never been begun. A second signal does not wait. Exit codes: 0; 2 settings, journal or folder at fault.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from gpu_worker.clip_maker import options_of
from gpu_worker.entrance import CLIP_MAKER, Orders
from gpu_worker.journal import limits_of, open_journal
from gpu_worker.supervisor import Supervisor
from toontalker.errors import ToonTalkerError
from toontalker.settings import Settings, read_settings

Stops: TypeAlias = SimpleQueue[int]
"""Signals as they came; a queue that a signal handler may put into."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs until a signal; returns the exit code. Wrong usage leaves by `SystemExit(2)`, as argparse does it."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stops = _stops()
    try:
        settings = read_settings(arguments.config)
        _supervise(settings, arguments.journal or settings.journal.url, arguments.opener, stops)
    except ToonTalkerError as error:
        print(f"python -m gpu_worker: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"python -m gpu_worker: The jobs folder cannot be used: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _supervise(settings: Settings, url: str, opener: str, stops: Stops) -> None:
    folder = Path(settings.journal.folder)
    with open_journal(url, limits_of(settings.journal), folder) as journal:
        supervisor = Supervisor(journal, folder, settings.worker, Orders(opener, options_of(settings)))
        supervisor.start()
        stops.get()
        logging.info("stopping; jobs at work may go on for %g s", settings.worker.drain_seconds)
        hurry = threading.Thread(target=_hurry, args=(supervisor, stops), daemon=True)
        hurry.start()
        supervisor.stop()


def _hurry(supervisor: Supervisor, stops: Stops) -> None:
    """At the second signal."""
    stops.get()
    supervisor.hurry()


def _stops() -> Stops:
    """From now on collects the signals that ask us to stop."""
    stops: Stops = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stops.put(number))
    return stops


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gpu_worker", description="Makes the clips that a journal holds.")
    parser.add_argument("--journal", metavar="URL", help="the journal: sqlite:///FILE or postgresql://…; without it the settings'")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file; without it every setting has its default")
    parser.add_argument("--opener", default=CLIP_MAKER, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
