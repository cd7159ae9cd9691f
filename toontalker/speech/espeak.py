"""The embedded voice: espeak-ng, which needs no network and knows the exact time of every sound it makes.

Its library is kept at arm's length, in a short-lived process (see `espeak_engine`): whatever a text does to it, this
process lives on; many threads may speak at once; and the same text gives the same samples, bit for bit.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from toontalker.clip import Voice
from toontalker.errors import MissingPart, NothingToSay, NoVoice, TextTooLong, ToonTalkerError
from toontalker.speech.languages import ESPEAK_VOICES, known_language
from toontalker.speech.recording import Onset, Recording

ENGINE = Path(__file__).with_name("espeak_engine.py")
LARGEST_RECORD = 1 << 22
"""Bytes; more than the engine ever sends at once, so that a broken one cannot ask for all memory."""


@dataclass(frozen=True)
class Manner:
    """How a voice speaks."""

    variant: str
    """The espeak-ng voice variant, part of the name after ``+``."""
    rate: int
    """Words per minute, nominally."""
    pitch: int
    """0 to 99; 50 is the variant's own."""
    range: int
    """How lively the melody is: 0 (flat) to 99."""


MANNERS: dict[Voice, Manner] = {
    "male": Manner(variant="klatt4", rate=150, pitch=50, range=60),
    "female": Manner(variant="f2", rate=150, pitch=65, range=55),
}
"""Chosen by how many words a speech recogniser understands among the library's 100 variants: male 16 % of them wrong (median
104 Hz), female 20 % (230 Hz), both about 160 words a minute with pauses; other female variants have 50 % and more wrong."""


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


class Espeak:
    """The voice engine `espeak`; may be used by many threads at once."""

    name = "espeak"

    def __init__(self, library: Path, data: Path, *, longest: float = 600.0, patience: float = 60.0) -> None:
        """`longest`: seconds of sound a text may make; `patience`: seconds after which a silent engine is given up."""
        self._library, self._data = library, data
        self._longest, self._patience = longest, patience

    def speaks(self, language: str) -> bool:
        """True if it has a voice for this language code itself, not only the fall-back."""
        return known_language(language).split("-")[0] == language.strip().lower().replace("_", "-").split("-")[0]

    def say(self, text: str, voice: Voice, language: str) -> Recording:
        """Speaks a cleaned text, in English if it does not know the language.

        Raises NoVoice, NothingToSay, TextTooLong, or ToonTalkerError if the engine breaks.
        """
        manner = MANNERS[voice]
        request = {
            "text": text,
            "voice": f"{ESPEAK_VOICES[known_language(language)]}+{manner.variant}",
            "rate": manner.rate,
            "pitch": manner.pitch,
            "range": manner.range,
            "longest": self._longest,
        }
        with self._engine(json.dumps(request).encode()) as out:
            recording = _take_down(out)
        if recording.sound.samples == 0:
            raise NothingToSay("There is nothing in this text that the voice can say.")
        return recording

    @contextmanager
    def _engine(self, request: bytes) -> Iterator[IO[bytes]]:
        """A fresh engine process at work on a request; yields its stdout. Killed on the way out and when time is up."""
        command = [sys.executable, "-I", "-S", str(ENGINE), str(self._library), str(self._data)]
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows starts nothing without it
        try:
            process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept
            )
        except OSError as error:
            raise NoVoice("The built-in voice could not be started.") from error
        with process:
            clock = threading.Timer(self._patience, process.kill)
            clock.start()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                try:
                    with process.stdin:
                        process.stdin.write(request)
                except BrokenPipeError:
                    pass  # it died at once; the reader will notice
                yield process.stdout
            finally:
                clock.cancel()
                clock.join()
                process.kill()


def _take_down(out: IO[bytes]) -> Recording:
    """Reads the engine's records until it says that it is done."""
    recording: Recording | None = None
    for kind, content in _records(out):
        if kind == b"H":
            recording = Recording(rate=struct.unpack("<I", content)[0])
        elif kind == b"F":
            raise _reason(content.decode("ascii", "replace"))
        elif recording is None:
            break
        elif kind == b"S":
            recording.sound.write_pcm(content)
        elif kind == b"P":
            (sample,) = struct.unpack_from("<I", content)
            recording.onsets.append(Onset(sample / recording.rate, content[4:].decode("utf-8", "ignore")))
        elif kind == b"E":
            return recording
    raise ToonTalkerError("The built-in voice stopped in the middle of the text.")


def _records(out: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The engine's records as long as they come whole."""
    while len(head := out.read(5)) == 5:
        kind, length = head[:1], int.from_bytes(head[1:], "little")
        if length > LARGEST_RECORD:
            return
        content = out.read(length)
        if len(content) < length:
            return
        yield kind, content


def _reason(word: str) -> ToonTalkerError:
    """The error for the word that an engine refuses with."""
    if word == "long":
        return TextTooLong("That text takes too long to say; please send a shorter one.")
    if word in ("library", "data"):
        return NoVoice("The built-in voice does not run on this machine: install the Python package espeakng-loader again.")
    if word == "voice":
        return NoVoice("The built-in voice does not know the voice it was asked for.")
    return ToonTalkerError("The built-in voice could not speak this text.")
