"""What is to be heard if a text is spoken: its sounds in order, as espeak-ng would say them."""

from __future__ import annotations

import struct
from bisect import bisect_left
from dataclasses import dataclass

from toontalker.languages import ESPEAK_VOICES, known_language
from toontalker.speech.espeak_process import EspeakProcess
from toontalker.speech.listener.sounds import PAUSE, parts_of

_LONGEST = 600.0
"""Seconds of speech that a text may make."""


@dataclass(frozen=True)
class Expected:
    """One sound, or a pause that may be heard."""

    ipa: str
    """Empty for a pause."""
    number: int
    """Of its class."""
    seconds: float
    """How long espeak-ng makes it."""


def expected_sounds(process: EspeakProcess, text: str, language: str) -> list[Expected]:
    """The sounds of a cleaned text, with a pause wherever a new word begins; raises what `EspeakProcess.ask` does."""
    manner = {"voice": ESPEAK_VOICES[known_language(language)], "rate": 160, "pitch": 50, "range": 50}
    request = {"text": text, **manner, "longest": _LONGEST, "words": True}
    rate, samples = 1, 0
    named: list[tuple[int, str]] = []
    words: list[int] = []
    with process.ask(request) as records:
        for kind, content in records:
            if kind == b"H":
                rate = struct.unpack("<I", content)[0]
            elif kind == b"S":
                samples += len(content) // 2
            elif kind == b"W":
                words.append(struct.unpack("<I", content)[0])
            elif kind == b"P":
                named.append((struct.unpack_from("<I", content)[0], content[4:].decode("utf-8", "ignore")))
    named = [(at, ipa) for at, ipa in named if not ipa.startswith("(")]
    starts = [at for at, _ in named]
    first_of_word = {bisect_left(starts, word - rate // 1000) for word in words}
    sounds: list[Expected] = []
    for place, ((start, ipa), end) in enumerate(zip(named, [*starts[1:], samples], strict=True)):
        seconds = (end - start) / rate
        parts = parts_of(ipa)
        if not parts and ipa and sounds:
            sounds[-1] = Expected(sounds[-1].ipa, sounds[-1].number, sounds[-1].seconds + seconds)
            continue
        if (not parts or place in first_of_word) and sounds and sounds[-1].number != PAUSE:
            sounds.append(Expected("", PAUSE, seconds if not parts else 0.0))
        whole = sum(part.weight for part in parts)
        sounds += [Expected(part.ipa, part.number, seconds * part.weight / whole) for part in parts]
    while sounds and sounds[-1].number == PAUSE:
        sounds.pop()
    return sounds
