"""Recordings of people whose words are known: those that PocketSphinx tests itself with. They are no part of this project.

`pip download --no-binary pocketsphinx --no-deps pocketsphinx` fetches its source package; unpacked, that is the folder asked for here.
"""

from __future__ import annotations

import re
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import MissingPart
from toontalker.speech.listener.train.judge.listening import RATE

Array = NDArray[np.float64]

WORDS: dict[str, str] = {
    "goforward.raw": "go forward ten meters",
    "something.raw": "go somewhere and do something",
    "numbers.raw": "thirty three four or six ninety two",
    "tidigits/dhd.2934z.raw": "two nine three four zero",
}
"""What is said in files that no transcript comes with: the first by its grammar, the last by its name, the others as the recogniser
understands them, whose alignment fits them throughout. Left out: `forever/*`, which is sung, its vowels drawn out for up to .8 s;
`test/regression/chan3`, of which nobody wrote down the words; `vad/*`, which is not speech of any length; `awful`, `bad`, `evil` and
`null`, which are no recordings at all.
"""
_WRITTEN = ("goforward.raw", "cards/", "librivox/")
_TRANSCRIPTS = ("cards/cards.transcription", "librivox/transcription")
_LINE = re.compile(r"\s*<s>\s*(.*?)\s*</s>\s*\((\S+)\)\s*")
_ADVICE = "The recordings of people are missing: unpack what `pip download --no-binary pocketsphinx --no-deps pocketsphinx` fetches."


@dataclass(frozen=True)
class Said:
    """A person's words."""

    name: str
    """Of the file, inside the folder of test data."""
    text: str
    """Lower case, without punctuation."""
    sound: Array
    """``(samples,)`` in [-1, 1] at 16 kHz."""
    written: bool
    """Whether the package itself says what is said: 37 s of the 47."""


def find_people(folder: Path) -> list[Said]:
    """All recordings whose words are known, in a fixed order; `folder`: the unpacked source package of PocketSphinx, or what holds it.

    Raises MissingPart, with what to do, where they are not there.
    """
    for data in (folder / "test" / "data", *sorted(folder.glob("pocketsphinx-*/test/data"))):
        words = dict(WORDS)
        try:
            for transcript in _TRANSCRIPTS:
                words.update(_transcribed(data / transcript))
            return [Said(name, text, _read(data / name), name.startswith(_WRITTEN)) for name, text in sorted(words.items())]
        except FileNotFoundError:
            continue
        except (OSError, wave.Error, ValueError) as error:
            raise MissingPart("The recordings of people are damaged: unpack the source package of PocketSphinx again.") from error
    raise MissingPart(_ADVICE)


def _transcribed(file: Path) -> dict[str, str]:
    """Name of a file → its words, out of a transcript in Sphinx' form: ``<s> ten of clubs </s> (001)``."""
    lines = (_LINE.fullmatch(line) for line in file.read_text(encoding="ascii").splitlines())
    return {f"{file.parent.name}/{line[2]}.wav": line[1] for line in lines if line}


def _read(file: Path) -> Array:
    """Samples of a bare file or of a WAV; raises ValueError for another rate or more channels."""
    if file.suffix == ".raw":
        pcm = file.read_bytes()
    else:
        with wave.open(str(file)) as content:
            if (content.getframerate(), content.getnchannels(), content.getsampwidth()) != (RATE, 1, 2):
                raise ValueError("not 16-bit mono at 16 kHz")
            pcm = content.readframes(content.getnframes())
    return np.frombuffer(pcm, "<i2") / 32768.0
