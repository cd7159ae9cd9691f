"""What the lips show for each sound: the fifteen visemes, and which of them a sound in IPA belongs to.

======  ===========================================================================================
viseme  sounds
======  ===========================================================================================
sil     a pause
PP      p b m and the other sounds of both lips: must be seen closed
FF      f v: lower lip to the upper teeth
TH      θ ð: tip of the tongue between the teeth
DD      t d and the flaps and trills of the tongue: lips follow their neighbours
kk      k g ŋ and all that is made farther back, h too: lips follow the vowel
CH      ʃ ʒ and the affricates with them: lips pushed forward
SS      s z ts dz: teeth together
nn      n l and their kin
RR      ɹ and the vowels coloured by it: lips a little round
aa      a ɑ æ: the widest
E       e ɛ ə ʌ: half open
ih      i ɪ j: spread
oh      o ɔ ɒ ø: round, half open
ou      u ʊ y w: round, nearly shut
======  ===========================================================================================

The set is the one that the Oculus lip-sync library made common; MPEG-4 facial animation (ISO/IEC 14496-2) has nearly the same.
"""

from __future__ import annotations

import unicodedata

SILENCE = "sil"
VISEMES: tuple[str, ...] = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou")
"""All of them; `sil` is the shut, resting mouth."""

AFFRICATES: dict[str, str] = {
    "tʃ": "CH", "dʒ": "CH", "tɕ": "CH", "dʑ": "CH", "tʂ": "CH", "dʐ": "CH", "ʈʂ": "CH", "ɖʐ": "CH",
    "ts": "SS", "dz": "SS", "tθ": "TH", "dð": "TH", "tɬ": "nn", "dɮ": "nn",
}  # fmt: skip
"""Two letters that are one sound to the eye."""

VOWELS = frozenset("aɑäæɐeɛəʌɘɤɜɚɝɞiɪɨᵻoɔɒøœɵɶuʊʉᵿyʏɯ")
STOPS = frozenset("pbtdʈɖcɟkgɡqɢɓɗɠʄʛʔ")
"""Sounds that begin with a closure in which little or nothing is heard."""

_SPELLINGS = (
    ("s.", "ʂ"), ("z.", "ʐ"), ("t.", "ʈ"), ("d.", "ɖ"), ("r.", "ɽ"), ("l.", "ɭ"), ("n.", "ɳ"), ("i.", "ɨ"),
    ("S", "ʃ"), ("Z", "ʒ"), ("N", "ŋ"), ("X", "χ"), ("T", "θ"), ("D", "ð"), ("R", "ɹ"), ("?", "ʔ"),
    ("A", "ɑ"), ("E", "ɛ"), ("I", "ɪ"), ("O", "ɔ"), ("U", "ʊ"), ("V", "ʌ"), ("@", "ə"), ("ε", "ɛ"), ("Φ", "ɸ"),
    ("ʦ", "ts"), ("ʣ", "dz"), ("ʧ", "tʃ"), ("ʤ", "dʒ"), ("ʨ", "tɕ"), ("ʥ", "dʑ"), ("ᵐ", "m"), ("ⁿ", "n"), ("ᵑ", "ŋ"),
)  # fmt: skip
"""Other ways in which espeak-ng writes a sound: where one of its languages has no IPA it falls back to X-SAMPA."""

_LETTERS: dict[str, str] = {
    "PP": "pbmɓɱʙƥ",
    "FF": "fvɸβʋⱱ",
    "TH": "θðþ",
    "DD": "tdʈɖɾrɽʀɗɺ",
    "kk": "kgɡqɢcɟŋɴxχɣʁħʕhɦçɰɠʄʛʜʢɧʔ",
    "CH": "ʃʒʂʐɕʑ",
    "SS": "sz",
    "nn": "nlɳɲɭʎɫɬɮʟ",
    "RR": "ɹɻɜɚɝɞ",
    "aa": "aɑäæɶ",
    "E": "eɛəʌɐɘɤ",
    "ih": "iɪɨᵻjʝ",
    "oh": "oɔɒøœɵ",
    "ou": "uʊʉᵿyʏɯwʍɥ",
}
_VISEME_OF_LETTER = {letter: viseme for viseme, letters in _LETTERS.items() for letter in letters}


def bare(ipa: str) -> str:
    """The letters of a sound alone: no stress, length, tone, tie bar, release or other diacritic."""
    letters = unicodedata.normalize("NFD", "ɨ" if ipa.strip("ˈˌː") == "1" else ipa)
    for spelling, usual in _SPELLINGS:
        letters = letters.replace(spelling, usual)
    return "".join(letter for letter in letters if letter in _VISEME_OF_LETTER)


def sounds_of(ipa: str) -> list[str]:
    """Splits what a voice calls one sound into what the eye takes for one: `aɪ` → `a`, `ɪ`; `tʃ` stays; a tone → nothing."""
    letters = bare(ipa)
    sounds: list[str] = []
    while letters:
        length = 2 if letters[:2] in AFFRICATES else 1
        sounds.append(letters[:length])
        letters = letters[length:]
    return sounds


def viseme_of(ipa: str) -> str:
    """The viseme of a sound in IPA: that of its first part for a diphthong, `sil` for the empty string.

    Raises ValueError for a text that holds no letter of the IPA.
    """
    if not ipa:
        return SILENCE
    sounds = sounds_of(ipa)
    if not sounds:
        raise ValueError(f"{ipa!r} holds no sound of the IPA")
    return AFFRICATES.get(sounds[0]) or _VISEME_OF_LETTER[sounds[0]]
