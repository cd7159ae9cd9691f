"""The forty sounds that the listener tells apart, and which of them a sound in IPA is.

Coarser than any language's own set and finer than the visemes: what the ear can tell apart in all of them, and the eye too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from toontalker.speech.visemes import VOWELS, sounds_of

PAUSE = 0
"""Number of the class that is no sound."""

_CLASSES = (
    "", "p", "bɓʙƥ", "mɱ", "fɸ", "vβʋⱱ", "θ", "ðþ", "tʈ", "dɖɗ", "nɳɲ", "s", "z", "ʃʂɕ", "ʒʐʑ", "tʃ tɕ tʂ ʈʂ", "dʒ dʑ dʐ ɖʐ",
    "kqc", "ɡgɢɟɠʄʛ", "ŋɴ", "xχɣʁçɧɰ", "hħʕɦʜʢʔ", "ɹɻ", "rɾɽʀɺ", "lɭʎɫɬɮʟ", "jʝ", "wʍ",
    "i", "ɪɨᵻ", "eɘ", "ɛ", "æ", "aɑäɶ", "əʌɐɤ", "ɜɚɝɞ", "oɵ", "ɔɒ", "uʉ", "ʊᵿɯ", "yʏɥøœ",
)  # fmt: skip
"""Each class as its letters, the most usual first; affricates as words."""

IPA: tuple[str, ...] = tuple(letters.split()[0] if " " in letters else letters[:1] for letters in _CLASSES)
"""The sound that stands for each class; empty for a pause."""
COUNT = len(IPA)
"""Number of classes."""

_AFFRICATES = {"ts": ("t", "s"), "dz": ("d", "z"), "tθ": ("t", "θ"), "dð": ("d", "ð"), "tɬ": ("t", "l"), "dɮ": ("d", "l")}
"""What is one sound to the eye and two to the ear."""
_CLASS_OF: dict[str, int] = {
    sound: number for number, letters in enumerate(_CLASSES) for sound in (letters.split() if " " in letters else letters)
}
_FIRST_SHARE = 1.5
"""How much longer the first part of a diphthong is than each other."""
_LONG = 1.6
"""How much longer a sound with the mark of length is beside one without it."""


class Part(NamedTuple):
    """One class inside of what a voice calls one sound."""

    number: int
    """Of the class."""
    ipa: str
    """The sound itself."""
    weight: float
    """How long it is beside the other parts."""


def class_of(sound: str) -> int:
    """The class of a single sound as `sounds_of` gives it; the first part's for what is two to the ear."""
    return _CLASS_OF[_AFFRICATES.get(sound, (sound,))[0]]


def parts_of(ipa: str) -> list[Part]:
    """The classes in what a voice calls one sound: `aɪ` → a and ɪ; `ts` → t and s; a mark of stress or tone → none."""
    sounds = [part for sound in sounds_of(ipa) for part in _AFFRICATES.get(sound, (sound,))]
    weights = [1.0] * len(sounds)
    if len(sounds) > 1 and sounds[0] in VOWELS:
        weights[0] = _FIRST_SHARE
    if sounds and "ː" in ipa:
        weights[-1 if ipa.endswith("ː") else 0] *= _LONG
    return [Part(_CLASS_OF[sound], sound, weight) for sound, weight in zip(sounds, weights, strict=True)]


class Span(NamedTuple):
    """A stretch of one class in a sound."""

    start: float
    """Seconds."""
    end: float
    """Seconds."""
    number: int
    """Of the class."""


def spans_of(sounds: Sequence[tuple[float, float, str]]) -> list[Span]:
    """What a speaker says about its sounds, ``(start, end, ipa)`` with an empty name for a pause, as stretches of classes."""
    spans: list[Span] = []
    for start, end, ipa in sounds:
        parts = parts_of(ipa) if ipa else [Part(PAUSE, "", 1.0)]
        whole = sum(part.weight for part in parts)
        at = start
        for part in parts:
            stop = at + (end - start) * part.weight / whole
            if stop > at:
                spans.append(Span(at, stop, part.number))
            at = stop
    return spans
