"""`toontalker weights list | fetch | check | convert`: how an operator brings the optional weights of the neural engines.

Each verb gives the lines that the command line prints.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from toontalker.errors import LicenceNotAccepted, MissingPart, WeightsUnpinned, WeightsWrong

if TYPE_CHECKING:
    from toontalker.progress_bar import ProgressBar
    from toontalker.weights import Consent, Licence, PublishedFile, Shelf

_CONVERTERS: Final = {
    "stylegan2": ("toontalker.cartoon.toonify.networks", "convert_networks"),
    "wav2lip": ("toontalker.mouth.wav2lip.checkpoint", "convert_checkpoint"),
    "perceptual": ("toontalker.cartoon.toonify.perceptual_files", "convert_perceptual"),
    "encoder": ("toontalker.cartoon.toonify.encoder_files", "convert_encoder"),
}
"""Module and function that make safetensors of what a file holds; loaded only when it is needed, for they load torch."""
_NEURAL: Final = ("torch", "safetensors")
"""Packages of the neural extra that a converter needs."""
_STATES: Final = {
    "ready": "ready",
    "fetched": "to convert",
    "unpinned": "to pin",
    "half": "half fetched",
    "missing": "-",
}
_MARKS: Final = {"good": "ok   ", "wrong": "WRONG", "unpinned": "pin? ", "half": "half "}


def add_weights_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `weights` with its four verbs to the command line."""
    weights = commands.add_parser("weights", help="the optional weights of the neural engines: bring, check and convert them")
    verbs = weights.add_subparsers(required=True, metavar="list | fetch | check | convert")

    listing = verbs.add_parser("list", help="which weights there are, what they are for and what is here")
    listing.set_defaults(run=_list)

    fetch = verbs.add_parser("fetch", help="bring published files, or prove those that were put here by hand")
    fetch.add_argument("names", metavar="NAME", nargs="+", help="as `toontalker weights list` shows them")
    _add_consent(fetch)
    fetch.set_defaults(run=_fetch)

    check = verbs.add_parser("check", help="prove every file that is here")
    check.set_defaults(run=_check)

    convert = verbs.add_parser("convert", help="make of a published file the one that the engines read")
    convert.add_argument("file", metavar="FILE", help="the file as it was published")
    convert.add_argument("--out", metavar="OUT.safetensors", help="default: NAME.safetensors in the folder of the weights")
    convert.add_argument("--holds", choices=list(_CONVERTERS), help="what is in it, for a file of your own that is in no list")
    _add_consent(convert)
    convert.set_defaults(run=_convert)

    for verb in (listing, fetch, check, convert):
        verb.add_argument("--folder", metavar="FOLDER", help="where they lie; default: as the settings say, else $TOONTALKER_WEIGHTS")


def _add_consent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept-licence", action="store_true", help="accept the licence of these files, which is shown")
    parser.add_argument("--pin", action="store_true", help="take what is fetched for the right file where nobody publishes a hash")


def _list(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.weights import state_of

    shelf = _shelf(arguments)
    rows = [("name", "here", "size", "hash", "licence")]
    for file in shelf.manifest.listed():
        hash_known = "published" if file.sha256 else "pinned" if file.name in shelf.lock.pins else "to pin"
        size = f"{file.bytes / 1e6:,.0f} MB" if file.bytes else "?"
        rows.append((file.name, _STATES[state_of(shelf, file)], size, hash_known, shelf.manifest.licence_of(file).name))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    width = max(60, shutil.get_terminal_size((100, 24)).columns)
    yield f"Weights in {shelf.folder}\n\n{_line(rows[0], widths)}"
    for row, file in zip(rows[1:], shelf.manifest.listed(), strict=True):
        yield _line(row, widths)
        yield textwrap.fill(file.use, width, initial_indent="    ", subsequent_indent="    ")


def _line(row: Sequence[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _fetch(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.progress_bar import ProgressBar
    from toontalker.weights import Consent, Way, fetch

    shelf = _shelf(arguments)
    files = [file for name in arguments.names for file in shelf.manifest.with_all(name)]
    for file in files:
        consent = _consent(arguments)
        try:
            with ProgressBar(sys.stderr) as bar:
                path = fetch(shelf, file.name, Consent(consent.licence), Way(on_bytes=_shown(bar, file.name)))
        except WeightsUnpinned:
            path = fetch(shelf, file.name, consent)  # asks now that the bar is out of the way; nothing is fetched twice
        then = "" if file.holds == "as-is" else f"; next: toontalker weights convert {path}"
        yield f"{file.name} is in {path}{then}"


def _shown(bar: ProgressBar, name: str) -> Callable[[int, int | None], None]:
    def show(done: int, of: int | None) -> None:
        bar.show(min(1.0, done / of) if of else 0.0, f"{name}, {done / 1e6:,.0f} MB")

    return show


def _check(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.weights import check

    shelf = _shelf(arguments)
    findings = check(shelf)
    for finding in findings:
        yield f"{_MARKS[finding.verdict]}  {finding.path.name}: {finding.sentence}"
    wrong = [finding.path.name for finding in findings if finding.verdict == "wrong"]
    if wrong:
        raise WeightsWrong(f"Of the weights in {shelf.folder}, {', '.join(wrong)} must not be used.")
    yield "Everything that is here is as it should be." if findings else f"There are no weights in {shelf.folder}, and none are needed."


def _convert(arguments: argparse.Namespace) -> Iterator[str]:
    from toontalker.weights import Conversion, convert

    conversion = Conversion(Path(arguments.file), Path(arguments.out) if arguments.out else None, arguments.holds)
    yield str(convert(_shelf(arguments), conversion, _consent(arguments), _converter_of))


def _converter_of(holds: str) -> Callable[[Path, Path], None]:
    """The function that converts such a file; raises `MissingPart` without the neural extra."""
    module, function = _CONVERTERS[holds]
    try:
        found = getattr(import_module(module), function)
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _NEURAL:
            raise
        raise MissingPart("Converting weights needs the neural extra: pip install 'toontalker[neural]'.") from error

    def converter(source: Path, out: Path) -> None:
        found(source, out)

    return converter


def _shelf(arguments: argparse.Namespace) -> Shelf:
    from toontalker.weights import open_shelf

    return open_shelf(Path(arguments.folder) if arguments.folder else _folder_set(arguments))


def _folder_set(arguments: argparse.Namespace) -> Path | None:
    """Where the engines look by the settings, if these say so: files must come to where they are looked for."""
    from toontalker.settings import read_settings

    named = arguments.config or os.environ.get("TOONTALKER_CONFIG")
    usual = Path("config.toml")
    folder = read_settings(Path(named) if named else usual if usual.is_file() else None).neural.weights
    return Path(folder) if folder else None


def _consent(arguments: argparse.Namespace) -> Consent:
    """How this command asks: by its options, else on a terminal, else not at all."""
    from toontalker.weights import Consent

    def licence(file: PublishedFile, terms: Licence) -> bool:
        sys.stdout.write(f"{file.file}: {terms.name}\n  {terms.sentence}\n")
        if arguments.accept_licence or _agreed("Do you accept that?"):
            return True
        raise LicenceNotAccepted(f"The licence of {file.name} was not accepted; --accept-licence accepts it.")

    def pin(file: PublishedFile, sha256: str) -> bool:
        sys.stdout.write(f"{file.file} has sha256 {sha256}; nobody publishes a hash of it to compare with.\n")
        if arguments.pin or _agreed("Do you trust where it came from, and shall this hash be pinned?"):
            return True
        raise WeightsUnpinned(f"{file.file} is not used before its hash is pinned: `toontalker weights fetch {file.name} --pin`.")

    return Consent(licence, pin)


def _agreed(question: str) -> bool:
    """Asks on a terminal; elsewhere nobody can agree."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
