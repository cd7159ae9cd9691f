"""The phones of the house voice: those of its teacher, CMU flite's American English, and how espeak-ng's IPA becomes them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

PAUSE = "pau"
IPA_OF: dict[str, str] = {
    "pau": "", "aa": "ɑ", "ae": "æ", "ah": "ʌ", "ao": "ɔ", "aw": "aʊ", "ax": "ə", "ay": "aɪ", "b": "b", "ch": "tʃ", "d": "d",
    "dh": "ð", "eh": "ɛ", "er": "ɝ", "ey": "eɪ", "f": "f", "g": "ɡ", "hh": "h", "ih": "ɪ", "iy": "i", "jh": "dʒ", "k": "k",
    "l": "l", "m": "m", "n": "n", "ng": "ŋ", "ow": "oʊ", "oy": "ɔɪ", "p": "p", "r": "ɹ", "s": "s", "sh": "ʃ", "t": "t",
    "th": "θ", "uh": "ʊ", "uw": "u", "v": "v", "w": "w", "y": "j", "z": "z", "zh": "ʒ",
}  # fmt: skip
"""Each phone by its name in the CMU dictionary, and in IPA; the pause has none."""
PHONES: tuple[str, ...] = tuple(IPA_OF)
NUMBER_OF: dict[str, int] = {phone: number for number, phone in enumerate(PHONES)}
VOWELS = frozenset(["aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw"])
VOICELESS = frozenset(["ch", "f", "hh", "k", "p", "s", "sh", "t", "th"])

_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("tʃ", "ch"), ("dʒ", "jh"), ("aɪɚ", "ay er"), ("aɪə", "ay ax"), ("aʊɚ", "aw er"), ("aɪ", "ay"), ("aʊ", "aw"), ("eɪ", "ey"),
    ("oʊ", "ow"), ("əʊ", "ow"), ("ɔɪ", "oy"), ("oːɹ", "ao r"), ("ɔːɹ", "ao r"), ("ɑːɹ", "aa r"), ("ɛɹ", "eh r"), ("ɪɹ", "ih r"),
    ("ʊɹ", "uh r"), ("iə", "iy ax"), ("ɜː", "er"), ("ɑː", "aa"), ("ɔː", "ao"), ("iː", "iy"), ("uː", "uw"), ("ɔ", "ao"),
    ("ɑ", "aa"), ("ɒ", "aa"), ("ɐ", "ax"), ("ə", "ax"), ("ʌ", "ah"), ("ɚ", "er"), ("ɜ", "er"), ("ɝ", "er"), ("ɛ", "eh"),
    ("e", "ey"), ("ɪ", "ih"), ("ᵻ", "ih"), ("i", "iy"), ("u", "uw"), ("ʊ", "uh"), ("æ", "ae"), ("a", "aa"), ("o", "ow"),
    ("ø", "er"), ("œ", "er"), ("y", "uw"), ("ɾ", "t"), ("ʔ", "t"), ("θ", "th"), ("ð", "dh"), ("ʃ", "sh"), ("ʒ", "zh"),
    ("ç", "sh"), ("ɲ", "n y"), ("ʎ", "l y"), ("β", "v"), ("ŋ", "ng"), ("ɹ", "r"), ("r", "r"), ("ʁ", "r"), ("j", "y"),
    ("ɡ", "g"), ("ɣ", "g"), ("h", "hh"), ("x", "k"), ("χ", "k"), ("ɬ", "l"), ("ɫ", "l"), ("c", "k"), ("q", "k"),
    *((letter, letter) for letter in "bdfgklmnpstvwz"),
)  # fmt: skip
"""IPA → phones, longer spellings first; the sounds of other languages become their nearest neighbours."""
_STRESS = {"ˌ": 1, "ˈ": 2}
_SYLLABIC = "\u0329"
_IGNORED = re.compile(r"[_ʲʰ\u0303\u0361\ufffd]")


class Sound(NamedTuple):
    """A phone with the stress of its syllable."""

    phone: str
    stress: int = 0
    """0 none, 1 secondary, 2 primary; vowels only."""


def phones_of(ipa: str) -> tuple[Sound, ...]:
    """The phones of one word as espeak-ng writes it, with its stress marks: ``həlˈoʊ`` → hh, ax, l, ow with primary stress.

    What is no sound of the IPA is left out.
    """
    text = _IGNORED.sub("", unicodedata.normalize("NFC", ipa))
    sounds: list[Sound] = []
    stress = position = 0
    while position < len(text):
        if text[position] in _STRESS:
            stress = _STRESS[text[position]]
            position += 1
            continue
        for spelling, phones in _SPELLINGS:
            if text.startswith(spelling, position):
                position += len(spelling)
                if text.startswith(_SYLLABIC, position):  # a consonant that makes a syllable: button, little
                    sounds.append(Sound("ax"))
                for phone in phones.split():
                    vowel = phone in VOWELS
                    sounds.append(Sound(phone, stress if vowel else 0))
                    stress = 0 if vowel else stress
                break
        else:
            position += 1
    return tuple(sounds)
