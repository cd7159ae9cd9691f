"""The command line of the training: `python -m toontalker.speech.listener.train [COMMAND]`.

speak   the speakers talk, and what they say is disguised and kept        (about a minute for 20 minutes of speech on two cores)
learn   the net learns from that, from its last checkpoint on if there is one
export  the checkpoint becomes the file of weights
all     the three in a row (default); with --small in under three minutes, with a proof that it learned

What is made on the way lies in --work; each command goes on from what is there. How good a listener is, and on whom, is told by
`python -m toontalker.speech.listener.train.judge`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from toontalker.errors import ToonTalkerError
from toontalker.speech.listener import weights
from toontalker.speech.listener.sounds import COUNT
from toontalker.speech.listener.train import recipe as recipes
from toontalker.speech.listener.train.corpus import make_corpus, read_corpus
from toontalker.speech.listener.train.export import export
from toontalker.speech.listener.train.learning import learn
from toontalker.speech.listener.train.recipe import Recipe

LEARNED = 0.35
"""Share of right frames that a small training must reach; the most frequent class alone gives about .15, chance 1 in 40."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    torch.set_num_threads(arguments.threads)
    if arguments.small:
        recipe = recipes.small(arguments.work / "small", arguments.seed)
    else:
        recipe = recipes.full(arguments.work, arguments.steps, arguments.seed)
    try:
        for command in _COMMANDS if arguments.command == "all" else (arguments.command,):
            _COMMANDS[command](recipe, arguments)
    except ToonTalkerError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    return 0


def _speak(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The speakers talk."""
    for minutes in make_corpus(recipe.corpus, recipe.minutes, recipe.seed, arguments.threads):
        print(f"{minutes:.0f} minutes of speech", flush=True)


def _learn(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The net learns; a small one must show it."""
    accuracy = 0.0
    for mark in learn(read_corpus(recipe.corpus), recipe.checkpoint, recipe.plan):
        print(f"step {mark.step}: loss {mark.loss:.3f}, {mark.accuracy:.1%} of the test frames right", flush=True)
        accuracy = mark.accuracy
    if arguments.small and accuracy and accuracy < LEARNED:
        raise ToonTalkerError(f"The net did not learn: {accuracy:.1%} of the test frames are right, with {COUNT} classes.")


def _export(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The file of weights."""
    file = Path(arguments.out) if arguments.out else recipe.work / weights.FILE.name if arguments.small else weights.FILE
    size = export(recipe.checkpoint, read_corpus(recipe.corpus), file, recipe.plan.shape)
    print(f"wrote {file}, {size / 1e6:.2f} MB")


_COMMANDS: dict[str, Callable[[Recipe, argparse.Namespace], None]] = {"speak": _speak, "learn": _learn, "export": _export}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m toontalker.speech.listener.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=(*_COMMANDS, "all"), nargs="?", default="all")
    parser.add_argument("--work", type=Path, default=Path("build/listener"), help="folder of what is made (default: %(default)s)")
    parser.add_argument("--small", action="store_true", help="a small net on little speech, in a folder of its own inside --work")
    parser.add_argument("--steps", type=int, default=5200, help="of training (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=2026, help="decides speech and training (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="processes that speak, threads that learn")
    parser.add_argument("--out", metavar="FILE.npz", help="weights (default: inside the package)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
