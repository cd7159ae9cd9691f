"""The decoder at arm's length: a short-lived process that is handed a recording and gives its samples.

Whatever a hostile file does to the decoder, this process lives on; and many threads may ask at once. What is asked and answered
stands in `decoder`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from toontalker.errors import AudioTooLong, ToonTalkerError, UnreadableAudio
from toontalker.speech.own_voice.signature import WANTED, Container
from toontalker.speech.short_process import at_work

RATE = 48_000
"""Hz of what is decoded."""
DECODER = Path(__file__).with_name("decoder.py")
PATIENCE = 60.0
"""Seconds after which a decoder that has not ended is given up; it takes less than one."""
_LARGEST_RECORD = 1 << 24
"""Bytes; more than the decoder ever sends at once."""
_SURROUNDINGS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""All the environment the decoder has: threads would only take address space from it."""


def decoded(data: bytes, container: Container, longest: float) -> Iterator[bytes]:
    """The samples of a recording as int16 mono at `RATE`, piece by piece; `longest`: seconds it may last.

    Raises UnreadableAudio or AudioTooLong, and ToonTalkerError where the decoder itself does not run.
    """
    command = [sys.executable, "-I", str(DECODER), container, str(RATE), str(int(longest * RATE))]
    failure = ToonTalkerError("The decoder of recordings could not be started.")
    with at_work(command, data, _SURROUNDINGS, patience=PATIENCE, failure=failure) as out:
        begun = False
        for kind, content in _records(out):
            if kind == b"E":
                return
            if kind == b"F":
                raise _reason(content.decode("ascii", "replace"), longest)
            begun = True
            if content:
                yield content
    raise damaged() if begun else failure


def damaged() -> UnreadableAudio:
    """The error for a file that starts like a recording and does not go on like one."""
    return UnreadableAudio("The recording is damaged or incomplete; please record it again, or save it as MP3 or WAV and send that.")


def _records(out: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of each whole record, until the decoder ends or sends nonsense."""
    while len(head := out.read(5)) == 5:
        length = int.from_bytes(head[1:], "little")
        if length > _LARGEST_RECORD:
            return
        content = out.read(length)
        if len(content) < length:
            return
        yield head[:1], content


def _reason(word: str, longest: float) -> UnreadableAudio | AudioTooLong:
    """The error for the word that the decoder refuses with."""
    if word == "long":
        return AudioTooLong(f"The recording lasts longer than {longest:g} seconds; please send a shorter one.")
    if word == "soundless":
        return UnreadableAudio(f"There is no sound in this file; {WANTED}")
    if word == "unknown":
        return UnreadableAudio(f"The sound in this file is encrypted or of a kind that cannot be read; {WANTED}")
    return damaged()
