"""Which language a line is in: what was asked for, else what its letters, its words and the statistics of its letters say.

Chat lines are short. Statistics alone take every third line of three words for another language, so they are one witness of
four: the script, the letters that only some languages have, the common words, and py3langid. The language of the house, in
which most lines are, is believed until the others together speak clearly against it.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from toontalker.languages import FALLBACK, language_code, named
from toontalker.speech.common_words import LANGUAGES_BY_WORD
from toontalker.speech.scripts import LATIN_LETTERS, candidates, main_script

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

AUTO: Final = "auto"
"""Asks for the language to be found in the text."""
LONGEST: Final = 600
"""Characters of a text that are looked at; more only take time."""
PRIOR: Final = 3.5
"""Nats by which the language of the house is believed before anything is read (odds of 33 to 1 against any other)."""
RARE: Final = 1.0
"""Nats by which a language of few speakers is doubted, which statistics see in every odd line."""
WORD: Final = 3.0
"""Nats that a common word of one language is worth; one of several languages is worth less."""
SHARED_WORD: Final = 0.35
"""Nats that are taken off for each further language which has the word."""
UNKNOWN_WORD: Final = 0.4
"""Nats against the language of the house for a word that is not among its common ones."""
STATISTICS: Final = 0.3
"""Share of py3langid's nats that is counted: it takes overlapping letters for independent witnesses, so it is too sure."""
FOREIGN_LETTER: Final = 2.0
"""Nats against a language for a letter that its alphabet lacks."""
HOUSE_LETTER: Final = 1.0
"""The same against the language of the house: names of people bring such letters along."""
ENOUGH: Final = 15
"""Characters from which on statistics are counted in full; of a single word they say little."""
_RARE: Final = frozenset("af az ca cy eu ga is mk ms mt sl sq tl ky tt as sd".split())  # noqa: SIM905 - as everywhere here


@dataclass(frozen=True)
class FoundLanguage:
    """In which language a text shall be spoken."""

    code: str
    """A code that `known_language` knows, in lower case."""
    note: str | None = None
    """A sentence where that is not what was asked for; without a word of the text."""


def find_language(text: str, asked: str, fallback: str) -> FoundLanguage:
    """The language that was asked for, in any spelling; for ``auto`` and for one that nobody speaks, the one that the text is in.

    `fallback`: the language of a text that does not tell, English where that is none. Never raises, whatever the text is.
    """
    if (code := language_code(asked)) is not None:
        return FoundLanguage(code)
    found = _language_of(text[:LONGEST], language_code(fallback) or FALLBACK)
    if asked.strip().casefold() in (AUTO, ""):
        return FoundLanguage(found)
    which = f"the language {asked.strip()}" if _is_plain(asked.strip()) else "the language that was asked for"
    return FoundLanguage(found, f"There is no voice for {which}, so the text is spoken as {named(found)}.")


def _is_plain(asked: str) -> bool:
    """True for what can stand in a sentence: a code, or a short word."""
    return len(asked) <= 20 and asked.replace("-", "").replace("_", "").isalnum()


def _language_of(text: str, house: str) -> str:
    """The most credible language of a text; `house`: the one that is believed in doubt."""
    script = main_script(text)
    if script is None:
        return house
    base = house.split("-")[0]
    possible = tuple(LATIN_LETTERS) if script == "LATIN" else candidates(text, script)
    if script == "LATIN" and base not in possible and base not in _other_scripts():
        possible = (*possible, base)
    if not possible:
        return house
    best = possible[0] if len(possible) == 1 else _most_credible(text, possible, base)
    return house if best == base else best


@cache
def _other_scripts() -> frozenset[str]:
    """Languages that are not written in Latin letters."""
    from toontalker.speech.scripts import LANGUAGES_OF

    return frozenset(code for codes in LANGUAGES_OF.values() for code in codes)


def _most_credible(text: str, possible: Sequence[str], house: str) -> str:
    """That of the possible languages for which prior, letters, words and statistics say most, in nats."""
    belief = {code: -RARE if code in _RARE else 0.0 for code in possible}
    if house in belief:
        belief[house] = PRIOR
    _hear_letters(text, belief, house)
    _hear_words(text, belief, house)
    _hear_statistics(text, belief)
    return max(possible, key=lambda code: (belief[code], -possible.index(code)))


def _hear_letters(text: str, belief: dict[str, float], house: str) -> None:
    """Takes off for letters that an alphabet lacks; only of the Latin script, for the others those have decided already."""
    special = {sign for sign in text.lower() if not sign.isascii() and unicodedata.name(sign, "").startswith("LATIN")}
    for code in belief:
        alphabet = LATIN_LETTERS.get(code)
        if special and alphabet is not None:
            belief[code] -= len(special.difference(alphabet)) * (HOUSE_LETTER if code == house else FOREIGN_LETTER)


def _hear_words(text: str, belief: dict[str, float], house: str) -> None:
    """Adds for every common word; takes a little off the language of the house for one that is none of its own."""
    for word in _words(text):
        having = [code for code in LANGUAGES_BY_WORD.get(word, ()) if code in belief]
        if house in belief and house not in having:
            belief[house] -= UNKNOWN_WORD
        for code in having:
            belief[code] += max(WORD - SHARED_WORD * (len(having) - 1), 0.5)


def _words(text: str) -> list[str]:
    """The words of a text, lower case; one with an apostrophe or a hyphen that is no common word is taken apart."""
    found = []
    for word in text.lower().replace("’", "'").split():
        bare = word.strip("".join(sign for sign in set(word) if unicodedata.category(sign)[0] not in "LM" and sign != "'")).strip("'")
        found += [bare] if bare in LANGUAGES_BY_WORD else bare.replace("-", "'").split("'")
    return found


def _hear_statistics(text: str, belief: dict[str, float]) -> None:
    """Adds what py3langid says of each language, as far as it knows it; one that it does not know is as doubtful as the last."""
    said = {str(code): value for code, value in _identifier().rank(text.lower()) if code in belief}
    said |= {"no": max(said[code] for code in ("no", "nb", "nn") if code in said)} if "no" in said else {}
    if not said:
        return
    best, worst = max(said.values()), min(said.values())
    weight = STATISTICS * min(1.0, len(text) / ENOUGH)
    for code in belief:
        belief[code] += weight * (said.get(code, worst) - best)


_loading = threading.Lock()


def _identifier() -> LanguageIdentifier:
    """py3langid's model, read once; asking it changes nothing in it, so threads may share it."""
    with _loading:
        return _load_identifier()


@cache
def _load_identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE)
