"""English text → the words that a reader would say, for a voice that knows words but neither figures nor chat spelling.

In goes what `clean_text` returns; out come words with apostrophes and hyphens inside them, and signs that make pauses. The
rules go from the special to the general: what looks like a time, a price or a smiley is taken before its digits are read as
a number, and letters are spelled last, when it is known which words are left.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from toontalker.speech.house.wording.abbreviations import without_abbreviations
from toontalker.speech.house.wording.capitals import ROMAN_NUMBERS, shouts_lowered, spoken_capitals
from toontalker.speech.house.wording.chat import chat_words, figured_words, unclipped
from toontalker.speech.house.wording.dates_and_times import spoken_dates
from toontalker.speech.house.wording.figures import spoken_codes, spoken_figures, spoken_slashes
from toontalker.speech.house.wording.money_and_units import spoken_money, spoken_units
from toontalker.speech.house.wording.names import spoken_names
from toontalker.speech.house.wording.rewriting import Rule, rewritten

_PLAIN_SIGNS = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "\u00a0": " ", "℃": "°C", "℉": "°F", "º": "°", "²": " squared", "³": " cubed", "⁄": "/", "‐": "-", "‑": "-", "‒": "-",
        "[": "(", "{": "(", "]": ")", "}": ")",
    }
)  # fmt: skip
_SAID_SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "@": "at", "%": "percent", "°": "degrees", "×": "times", "÷": "divided by", "−": "minus",
    "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "₩": "won", "₽": "rubles", "₺": "lira", "¢": "cents",
}  # fmt: skip
_ROUNDS = 4
_STROKE = re.compile(r"(?<![0-9])/|/(?![0-9])")
_FIGURES = re.compile("[0-9½-¾⅐-⅞]")


def spoken_text(text: str) -> str:
    """The text as people would read it aloud in American English, without digits; takes and gives any string.

    Words that need no rewriting stay as they are, and so do letters of other scripts. Saying it twice changes nothing.
    """
    said = " ".join(_STROKE.sub(" ", text.translate(_PLAIN_SIGNS)).split())
    said = spoken_names(shouts_lowered(rewritten(said, ROMAN_NUMBERS)))
    if _FIGURES.search(said):
        said = spoken_money(spoken_dates(spoken_codes(figured_words(said))))
        said = spoken_figures(spoken_units(spoken_slashes(said)))
    else:
        said = spoken_dates(said)
    said = " ".join("".join(map(_said_sign, said)).split())
    for _ in range(_ROUNDS):  # what a round makes of one word may show what its neighbor means
        tidy = rewritten(unclipped(said), _TIDY)
        said = rewritten(spoken_capitals(chat_words(without_abbreviations(tidy))), _APART)
        if said == tidy:
            break
    return said.strip()


@lru_cache(maxsize=4096)
def _said_sign(sign: str) -> str:
    """A sign as it may reach the voice: a word for it, nothing for a quotation mark, a space for what nobody says."""
    if sign.isalnum() or sign in " '-.,;:?!…()–—\"":
        return sign
    if sign in _SAID_SIGNS:
        return f" {_SAID_SIGNS[sign]} "
    if "\ufe00" <= sign <= "\ufe0f":  # how an emoji before it is to look
        return ""
    return sign if unicodedata.category(sign)[0] in "LMP" and not sign.isascii() else " "


_SPACED: tuple[Rule, ...] = (
    (re.compile(r" {2,}"), " "),
    (re.compile(r" (?=[.,;:!?…)](?!\S))"), ""),
    (re.compile(r"\( "), "("),
)
_TIDY: tuple[Rule, ...] = (
    (re.compile(r'(?<=\w)"(?=\w)'), " "),
    (re.compile(r'"|(?<!\w)\'+|\'+(?!\w)'), ""),
    (re.compile(r"(?<=\w)-(?=\w)"), "\0"),  # kept aside while the other hyphens go
    (re.compile(r" -+ |--+"), " – "),
    (re.compile(r"-+"), " "),
    (re.compile("\0"), "-"),
    *_SPACED,
)
_APART: tuple[Rule, ...] = ((re.compile(r"(?<=[^\W\d_])([.,;:!?…])(?=[^\W\d_])"), r"\1 "), *_SPACED)
