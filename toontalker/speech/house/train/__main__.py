"""The command line of the training: `python -m toontalker.speech.house.train COMMAND`.

read    the teacher reads the training texts, and every reading is analysed   (about 2 minutes for 1,000 sentences on two cores)
learn   the net learns from that, from its last checkpoint on if there is one
export  the checkpoint becomes the file of weights
judge   teacher, house voice and espeak on sentences that none of them learned
all     the four in a row; with --small in under three minutes, with a proof that it learned

What is made on the way lies in --work; each command goes on from what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from toontalker.clip import VOICES
from toontalker.errors import ToonTalkerError
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house import weights
from toontalker.speech.house.reading import Reader
from toontalker.speech.house.train import recipe as recipes
from toontalker.speech.house.train.corpus import make_corpus
from toontalker.speech.house.train.export import export
from toontalker.speech.house.train.held_out import HELD_OUT
from toontalker.speech.house.train.judgement_table import as_data, report
from toontalker.speech.house.train.judging import judge
from toontalker.speech.house.train.learning import PARTS, learn
from toontalker.speech.house.train.lessons import School, open_school
from toontalker.speech.house.train.recipe import Recipe
from toontalker.speech.house.train.speakers import EngineSpeaker, Speaker, TeacherSpeaker
from toontalker.speech.house.voice import HouseVoice

SMALL_TEST = 4
"""Sentences that a small training is judged by."""
LEARNED = 0.8
"""Share of the untrained net's test loss below which the spectrum of a small training must come; chance stays at 1."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    torch.set_num_threads(arguments.threads)
    if arguments.small:
        recipe = recipes.small(arguments.work / "small", arguments.seed)
    else:
        recipe = recipes.full(arguments.work, arguments.sentences, arguments.steps, arguments.seed)
    try:
        for command in _COMMANDS if arguments.command == "all" else (arguments.command,):
            _COMMANDS[command](recipe, arguments)
    except ToonTalkerError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    return 0


def _read(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The teacher reads."""
    for done in make_corpus(recipe.corpus, recipe.texts(), arguments.threads):
        print(f"read {done} sentences", flush=True)


def _learn(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The net learns; a small one must show it."""
    first = last = 0.0
    for mark in learn(_school(recipe), recipe.checkpoint, recipe.plan):
        figures = ", ".join(f"{part} {a:.3f}/{b:.3f}" for part, a, b in zip(PARTS, mark.training, mark.testing, strict=True))
        print(f"step {mark.step}: training/test {figures}", flush=True)
        first, last = first or mark.testing[0], mark.testing[0]
    if arguments.small and last > LEARNED * first:
        raise ToonTalkerError(f"The net did not learn: its test loss went from {first:.3f} to {last:.3f} only.")


def _export(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The file of weights."""
    size = export(recipe.checkpoint, _school(recipe), _file(recipe, arguments), recipe.shape)
    print(f"wrote {_file(recipe, arguments)}, {size / 1e6:.2f} MB")


def _judge(recipe: Recipe, arguments: argparse.Namespace) -> None:
    """The table of figures, and which of the bars are passed; all of it as JSON beside the checkpoint."""
    process = EspeakProcess(*find_espeak())
    house = HouseVoice(process, weights_file=_file(recipe, arguments), shape=recipe.shape)
    speakers: list[Speaker] = [TeacherSpeaker(), EngineSpeaker("house", house), EngineSpeaker("espeak", Espeak(process))]
    rows = []
    for row in judge(speakers, HELD_OUT[:SMALL_TEST] if arguments.small else HELD_OUT, VOICES):
        print(f"judged {row.speaker}, {row.voice}", flush=True)
        rows.append(row)
    print(report(rows))
    (recipe.work / "judgement.json").write_text(json.dumps(as_data(rows), indent=2) + "\n", encoding="utf-8")


def _file(recipe: Recipe, arguments: argparse.Namespace) -> Path:
    """Where the weights go: into the package, or beside the small training."""
    return Path(arguments.out) if arguments.out else recipe.work / weights.FILE.name if arguments.small else weights.FILE


def _school(recipe: Recipe) -> School:
    return open_school(recipe.corpus, Reader(EspeakProcess(*find_espeak())))


_COMMANDS: dict[str, Callable[[Recipe, argparse.Namespace], None]] = {"read": _read, "learn": _learn, "export": _export, "judge": _judge}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m toontalker.speech.house.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=(*_COMMANDS, "all"))
    parser.add_argument("--work", type=Path, default=Path("build/house"), help="folder of what is made on the way (default: %(default)s)")
    parser.add_argument("--small", action="store_true", help="a small net on few sentences, in a folder of its own inside --work")
    parser.add_argument("--sentences", type=int, default=5500, help="for each voice (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=10_000, help="of training (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=2026, help="decides texts and training (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="processes that read, threads that learn")
    parser.add_argument("--out", metavar="FILE.npz", help="weights (default: inside the package)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
