"""The command line of the judging: `python -m toontalker.speech.listener.train.judge COMMAND`.

known    forced alignment of a synthesizer that the listener has not learned from, under every condition   (about 3 minutes)
unknown  people's voices, with nothing known of what they say; and what the listener costs   (about 10 seconds)

The people are the recordings with which PocketSphinx tests itself. They are no part of this project:
pip download --no-binary pocketsphinx --no-deps pocketsphinx, unpack the archive, and give its folder as --recordings.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from toontalker.errors import MissingPart, ToonTalkerError
from toontalker.speech.house.train.held_out import HELD_OUT
from toontalker.speech.listener import open_listener, weights
from toontalker.speech.listener.train.judge.bars import cost_bars, known_bars, unknown_bars
from toontalker.speech.listener.train.judge.cost import cost_of
from toontalker.speech.listener.train.judge.known import KnownPlan, judge_known
from toontalker.speech.listener.train.judge.people import find_people
from toontalker.speech.listener.train.judge.tables import (
    bars_list,
    confusion_table,
    cost_line,
    known_data,
    known_table,
    mouths_table,
    unknown_data,
    unknown_table,
)
from toontalker.speech.listener.train.judge.unknown import judge_people, references_of


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, 1 where a bar is missed, or 2 where something is missing."""
    arguments = _parser().parse_args(argv)
    try:
        with threadpool_limits(1):
            return _COMMANDS[arguments.command](arguments)
    except ToonTalkerError as error:
        print(f"judge: {error}", file=sys.stderr)
        return 2


def _known(arguments: argparse.Namespace) -> int:
    """Text known."""
    rows = []
    for row in judge_known(open_listener(file=arguments.weights), KnownPlan(HELD_OUT[: arguments.sentences])):
        print(f"judged {row.aligner}, {row.condition}", file=sys.stderr, flush=True)
        rows.append(row)
    bars = list(known_bars(rows))
    print(known_table(rows), bars_list(bars), sep="\n\n")
    _keep(arguments.json, known_data(rows, bars))
    return int(not all(bar.passed for bar in bars))


def _unknown(arguments: argparse.Namespace) -> int:
    """Text unknown."""
    if arguments.recordings is None:
        raise MissingPart("The judging with unknown text needs --recordings with the unpacked source package of PocketSphinx.")
    people = find_people(arguments.recordings)
    listener = open_listener(file=arguments.weights)
    references = references_of(people)
    judgement = judge_people(listener, references, [said.name for said in people])
    cost = cost_of(listener, arguments.weights, people[-1].sound)
    bars = [*unknown_bars(judgement), *cost_bars(cost)]
    print(unknown_table(judgement), cost_line(cost), bars_list(bars), sep="\n\n")
    written = judge_people(listener, [reference for reference in references if reference.said.written])
    print("\nThe same with those recordings alone whose words the package itself tells:\n", mouths_table(written), sep="\n")
    if arguments.confusion:
        print(f"\n{confusion_table(judgement.confusion)}")
    _keep(arguments.json, unknown_data(judgement, cost, bars) | {"written": unknown_data(written, None, ())})
    return int(not all(bar.passed for bar in bars))


def _keep(file: Path | None, data: dict[str, object]) -> None:
    """Writes the figures down if asked to."""
    if file is not None:
        file.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8")


_COMMANDS = {"known": _known, "unknown": _unknown}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m toontalker.speech.listener.train.judge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=tuple(_COMMANDS))
    parser.add_argument("--weights", type=Path, default=weights.FILE, metavar="FILE", help="another training (default: the shipped one)")
    parser.add_argument("--recordings", type=Path, metavar="FOLDER", help="the unpacked source package of PocketSphinx; for `unknown`")
    parser.add_argument("--sentences", type=int, default=len(HELD_OUT), help="how many are judged by `known` (default: all %(default)s)")
    parser.add_argument("--confusion", action="store_true", help="print which viseme is taken for which, too; for `unknown`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as data, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
