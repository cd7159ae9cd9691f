"""espeak-ng at arm's length: where its library lies, and a short-lived process that asks it one thing.

Whatever a text does to the library, this process lives on; many threads may ask at once; and the same question gets the
same answer, bit for bit. What is asked and answered stands in `espeak_engine`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from toontalker.errors import MissingPart, NoVoice, TextTooLong, ToonTalkerError
from toontalker.speech.short_process import at_work

ENGINE = Path(__file__).with_name("espeak_engine.py")
LARGEST_RECORD = 1 << 22
"""Bytes; more than the engine ever sends at once, so that a broken one cannot ask for all memory."""

Records = Iterator[tuple[bytes, bytes]]
"""Kind (one letter) and content of what the engine sends."""


def find_espeak() -> tuple[Path, Path]:
    """The library and the data folder inside the package espeakng-loader; raises MissingPart with what to do."""
    package = importlib.util.find_spec("espeakng_loader")
    if package is None or package.origin is None:
        raise MissingPart("The built-in voice is missing: install the Python package espeakng-loader.")
    folder = Path(package.origin).parent
    name = {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}.get(sys.platform, "libespeak-ng.so")
    if not (folder / name).is_file() or not (folder / "espeak-ng-data").is_dir():
        raise MissingPart("The built-in voice is damaged: install the Python package espeakng-loader again.")
    return folder / name, folder / "espeak-ng-data"


class EspeakProcess:
    """Asks the library, each time in a fresh process; may be used by many threads at once."""

    def __init__(self, library: Path, data: Path, *, patience: float = 60.0) -> None:
        """`library` and `data`: what `find_espeak` found; `patience`: seconds after which a silent process is given up."""
        self._library, self._data = library, data
        self._patience = patience

    @contextmanager
    def ask(self, request: Mapping[str, object]) -> Iterator[Records]:
        """Starts a process with a request and yields its records, as they come, up to and without the last, ``E``.

        Raises NoVoice, TextTooLong or ToonTalkerError where it starts, refuses or breaks. It is killed on the way out.
        """
        command = [sys.executable, "-I", "-S", str(ENGINE), str(self._library), str(self._data)]
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows starts nothing without it
        failure = NoVoice("The built-in voice could not be started.")
        with at_work(command, json.dumps(request).encode(), kept, patience=self._patience, failure=failure) as out:
            yield _answer(out)


def _answer(out: IO[bytes]) -> Records:
    """The engine's records until it says that it is done; raises where it refuses or stops before."""
    while len(head := out.read(5)) == 5:
        kind, length = head[:1], int.from_bytes(head[1:], "little")
        if length > LARGEST_RECORD:
            break
        content = out.read(length)
        if len(content) < length:
            break
        if kind == b"E":
            return
        if kind == b"F":
            raise _reason(content.decode("ascii", "replace"))
        yield kind, content
    raise ToonTalkerError("The built-in voice stopped in the middle of the text.")


def _reason(word: str) -> ToonTalkerError:
    """The error for the word that an engine refuses with."""
    if word == "long":
        return TextTooLong("That text takes too long to say; please send a shorter one.")
    if word in ("library", "data"):
        return NoVoice("The built-in voice does not run on this machine: install the Python package espeakng-loader again.")
    if word == "voice":
        return NoVoice("The built-in voice does not know the voice it was asked for.")
    return ToonTalkerError("The built-in voice could not speak this text.")
