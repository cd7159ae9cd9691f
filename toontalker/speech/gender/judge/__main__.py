"""The command line of the judging: `python -m toontalker.speech.gender.judge [--sentences N]`.

It asks for the extras `train` and `librosa` and for Debian's flite, and takes about five minutes for 32 sentences.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from toontalker.errors import ToonTalkerError
from toontalker.speech.gender.judge.measuring import judge
from toontalker.speech.gender.judge.table import bars, table
from toontalker.speech.house.train.held_out import HARVARD


def main(argv: Sequence[str] | None = None) -> int:
    """Prints table and bars; returns 0, 1 where a bar is missed, or 2 where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m toontalker.speech.gender.judge", description="Judges changed voices.")
    parser.add_argument("--sentences", type=int, default=32, metavar="N", help="how many; default: %(default)s")
    arguments = parser.parse_args(argv)
    try:
        with threadpool_limits(1):
            rows = []
            for row in judge(HARVARD[: arguments.sentences]):
                print(f"judged {row.speaker}, {row.asked} {row.method}".rstrip(), file=sys.stderr, flush=True)
                rows.append(row)
    except ToonTalkerError as error:
        print(f"judge: {error}", file=sys.stderr)
        return 2
    found = list(bars(rows))
    print(table(rows), "", *(f"- {'pass' if bar.passed else 'FAIL'}: {bar.sentence}" for bar in found), sep="\n")
    return int(not all(bar.passed for bar in found))


if __name__ == "__main__":
    sys.exit(main())
