"""The command line of the trials: ``python -m tests.bot.trials [--short] [TRIAL …]``. Exit code 0 when every figure keeps to its bounds."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from typing import Final, Protocol

from gpu_worker.soak.report import Report
from tests.bot.trials.drain import Drain
from tests.bot.trials.faults import Faults
from tests.bot.trials.kills import Kills, PostgresKills
from tests.bot.trials.load import Load


class Trial(Protocol):
    """Something that the bot must stand."""

    def run(self) -> Report:
        """Holds it."""


TRIALS: Final[dict[str, tuple[Trial, Trial]]] = {
    "kills": (Kills(), Kills(messages=40, kills=4, chats=20)),
    "postgres": (PostgresKills(Kills()), PostgresKills(Kills(messages=24, kills=2, chats=12))),
    "drain": (Drain(), Drain(rounds=2, messages=8, drain_seconds=1.5)),
    "load": (Load(), Load(messages=60, chats=20, queued_seconds=2.0)),
    "faults": (Faults(), Faults(messages=40, faults=30, gateway_faults=2, seconds=8.0, silences=False)),
}
"""By name: the whole form and the short one."""


def main(argv: Sequence[str] | None = None) -> int:
    """Holds the trials that were named, prints their reports as they come, and tells whether all passed (0) or not (1)."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.CRITICAL)  # else the loopback servers tell of each connection that a kill tore
    chosen = list(TRIALS) if "all" in arguments.trials else arguments.trials
    reports = []
    for name in chosen:
        whole, short = TRIALS[name]
        reports.append((short if arguments.short else whole).run())
        if not arguments.json:
            print(reports[-1].table(), flush=True)
    if arguments.json:
        print(json.dumps([report.as_json() for report in reports], indent=1))
    return 0 if all(report.good for report in reports) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bot.trials", description="Trials that the bot must stand.")
    parser.add_argument("trials", nargs="*", choices=[*TRIALS, "all"], default="all", metavar="TRIAL", help=", ".join([*TRIALS, "all"]))
    parser.add_argument("--short", action="store_true", help="the form of the tests: seconds instead of minutes")
    parser.add_argument("--json", action="store_true", help="the report as JSON, at the end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
