"""The words that people use for a voice, a style, a language, in the languages of the bot's own words. All of them count in every
language: who writes German in an English chat is understood as well.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from toontalker.clip import STYLES, VOICES, Style, Voice
from toontalker.languages import language_code

Kind = Literal["voice", "style", "language"]
Firmness = Literal["firm", "noun", "starter", "letter"]
"""How easily a word that stands alone is taken for an option: always; not before a comma, for "woman, life, freedom" is a text; nor
where what follows may be the rest of a sentence, as in "man muss" and "Frau Meier"; never.
"""


@dataclass(frozen=True)
class Meaning:
    """What a word asks for."""

    kind: Kind
    value: Voice | Style | str
    firmness: Firmness = "firm"


_MALE: Final[dict[Firmness, str]] = {
    "firm": """male masculine männlich männliche maennlich masculin masculino masculina maschile maschio мужской мужским erkek
        male_voice männliche_stimme voix_masculine voz_masculina voce_maschile мужской_голос мужским_голосом erkek_sesi""",
    "noun": "garçon garcon homme niño homem menino rapaz uomo ragazzo oğlan",
    "starter": "man boy mann junge hombre chico мужчина парень мальчик adam",
    "letter": "m",
}
_FEMALE: Final[dict[Firmness, str]] = {
    "firm": """female feminine weiblich weibliche féminin feminin féminine femenino femenina feminino feminina femminile женский женским
        female_voice weibliche_stimme voix_féminine voz_femenina voz_feminina voce_femminile женский_голос женским_голосом kadın_sesi""",
    "noun": "woman femme fille mujer niña mulher menina moça ragazza kadın kadin mädchen maedchen",
    "starter": "girl frau chica donna женщина девушка девочка kız",
    "letter": "f w",
}
_STICKER: Final[dict[Firmness, str]] = {
    "firm": "sticker",
    "noun": "stickers aufkleber autocollant pegatina adesivo figurinha стикер наклейка çıkartma",
    "starter": "flat",
}
_TOON3D: Final[dict[Firmness, str]] = {
    "firm": "toon3d 3d toon-3d 3d-toon 3д 3d_cartoon 3d-cartoon cartoon_3d cartone_3d dibujo_3d desenho_3d 3d-мультик 3d_çizgi"
}
_INK: Final[dict[Firmness, str]] = {
    "firm": "ink",
    "noun": "comic cómic tinte tusche encre tinta nanquim inchiostro fumetto quadrinhos чернила тушь комикс mürekkep",
}
_PAINT: Final[dict[Firmness, str]] = {
    "firm": "paint",
    "noun": "painting painted gemälde gemaelde gemalt peinture pintura óleo pittura dipinto живопись boya tablo",
    "starter": "oil картина",
}
_SPACE: Final = "_"
"""Stands in the tables for the space between two words."""
_BY_VALUE: Final[tuple[tuple[Kind, str, dict[Firmness, str]], ...]] = (
    ("voice", "male", _MALE),
    ("voice", "female", _FEMALE),
    ("style", "sticker", _STICKER),
    ("style", "toon3d", _TOON3D),
    ("style", "ink", _INK),
    ("style", "paint", _PAINT),
)
_WORDS: Final[dict[str, Meaning]] = {
    word.replace(_SPACE, " "): Meaning(kind, value, firmness)
    for kind, value, words in _BY_VALUE
    for firmness, row in words.items()
    for word in row.split()
}
_EXACT: Final = {"toonify": Meaning("style", "toonify")}
"""Words that mean something only in just this spelling."""
_KEYS: Final[dict[Kind, str]] = {
    "voice": "voice gender stimme voix voz voce голос ses",
    "style": "style stil estilo stile стиль",
    "language": "language lang sprache langue idioma lingua língua язык dil",
}
_KIND_OF: Final[dict[str, Kind]] = {word: kind for kind, words in _KEYS.items() for word in words.split()}
EMOJI: Final[dict[str, Meaning]] = {
    **dict.fromkeys("👨👦♂🚹", Meaning("voice", "male")),
    **dict.fromkeys("👩👧♀🚺", Meaning("voice", "female")),
}
"""Signs that stand for a voice."""
AUTO: Final = "auto"
"""A language that says: find it yourself."""


def meaning_of(word: str) -> Meaning | None:
    """What a word, or two words with a space between them, ask for, in any case and normal form; None for all others."""
    return _EXACT.get(word) or _WORDS.get(_plain(word))


def kind_named(key: str) -> Kind | None:
    """Which kind of option ``voice``, ``Stimme`` … announces."""
    return _KIND_OF.get(_plain(key))


def value_named(kind: Kind, value: str) -> Meaning | None:
    """What ``voice:VALUE`` asks for; None where there is no such voice, style or language."""
    if kind == "language":
        code = AUTO if _plain(value) == AUTO else language_code(value)
        return Meaning("language", code) if code else None
    meaning = meaning_of(value)
    return meaning if meaning and meaning.kind == kind else None


def as_voice(value: str | None) -> Voice | None:
    """A value as a voice."""
    return next((voice for voice in VOICES if voice == value), None)


def as_style(value: str | None) -> Style | None:
    """A value as a style."""
    return next((style for style in STYLES if style == value), None)


def as_language(value: str | None) -> str | None:
    """A value as a language; None for the one that is to be found."""
    return None if value == AUTO else value


def _plain(word: str) -> str:
    """A word as it stands in the tables."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())
