"""What people type → what a voice can say.

A chat message holds much that nobody would read aloud: links, mentions, markdown, emoji, fancy alphabets, and now and then
signs that were chosen to break a program. `clean_text` leaves letters, digits, and the signs that a voice makes something
of. What it returns it leaves alone: cleaning twice is cleaning once.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from toontalker.errors import NothingToSay, TextTooLong
from toontalker.speech.emoji import HEARTS, spoken_emoji

LONGEST_TEXT = 6000
"""Characters, about six minutes; a bot will want to allow fewer."""
MARKS_PER_LETTER = 2
"""Accents on one letter; Vietnamese needs two, a prank uses fifty."""
_ROUNDS = 8
_RAW_FACTOR = 4
"""How many times longer a text may be before cleaning; links and markdown do not count as text."""

SPOKEN_SIGNS = frozenset(".,;:!?…'\"()-–—/&%+=$€£¥₹₩₽₺¢°×÷−@#’‘“”«»¿¡。、「」『』،؟؛।॥።፣՝՞״׳־")
"""Signs that a voice speaks or makes a pause of."""
_IGNORED = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u0334\u0335\u0336\u0337\u0338")
"""Letters and marks that show nothing, used to send an empty message; and strokes through letters, which are only decoration."""

_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"```\w*"), " "),
    (re.compile(r"<(?:a?:\w{1,40}:|[@#]|t:|/|id:)[^<>\s]{0,80}>"), " "),  # a chat's own code for a person, a picture, a time
    (re.compile(r"!?\[([^\[\]]{1,500})\]\([^()\s]{1,500}\)"), r"\1"),
    (re.compile(r"\b(?:(?:https?|ftp|file|discord|tg)://|mailto:|data:\w+/)[^\s<>]*", re.I), " "),
    (re.compile(r"(?<![\w.])www\.[^\s<>]+", re.I), " "),
    (re.compile(r"(?<![\w.@])[\w-]{1,60}(?:\.[\w-]{1,60}){0,5}\.(?:com|org|net|io|gg|me|tv|ly|be)/[^\s<>]*", re.I), " "),
    (re.compile(r"(?<![\w@.])@[\w.]{2,64}"), " "),
    (re.compile(r"^[ \t]*(?:>+|#{1,6}(?=[ \t])|[-*+•](?=[ \t]))", re.M), " "),
    (re.compile(r"(?<=\d) ?\* ?(?=\d)"), " × "),
    (re.compile(r"(?<!\w)<3+(?!\w)"), "❤"),
    (re.compile(r"(?<!\w)(?:[:;=]-?[)(DPpO|*]|[xX]D|\^_*\^|-_+-)(?!\w)"), "🙂"),
    (re.compile(rf"\b(I|we|they|who) ?[{HEARTS}](?= ?\w)", re.I), r"\1 love "),
    (re.compile(r"\|\||[*`~]+|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"(?<!\d)/|/(?!\d)"), " "),
)
_ENDS = re.compile(r"[.!?…]{2,}")
_PAUSES = re.compile(r"([.!?…,;:])(?: ?[.!?…,;:])+(?= |$)")
_STUTTER = re.compile(r"([^\W\d_]{2,4}?)\1{3,}")
_LOOSE = re.compile(r" +([.!?…,;:])(?=[ \n]|$)")
_DASH = re.compile(r"(?<=[^\W\d]) [-–—]+ (?=\w)")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_TEXT = " .,;:!?…)]}-–—−/&%+=@°×÷。、،؟؛।॥\n"
_VOWELS = frozenset("aeiouyAEIOUY")


def clean_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text as a voice can speak it: in one line, NFC, with no control sign, link, mention, markup or emoji.

    A text of emoji alone becomes words for them. Raises NothingToSay if nothing is left and TextTooLong if more than `longest`
    characters are.
    """
    if len(text) > longest * _RAW_FACTOR + 1000:
        raise _too_long(longest)
    spoken = text
    for _ in range(_ROUNDS):
        before, spoken = spoken, _cleaned_once(spoken)
        if spoken == before:
            break
    if not any(unicodedata.category(sign)[0] in "LN" for sign in spoken):
        spoken = spoken_emoji(text)
    if not spoken:
        raise NothingToSay("There is nothing to say in this text; please write a few words.")
    if len(spoken) > longest:
        raise _too_long(longest)
    return spoken


def _cleaned_once(text: str) -> str:
    """One round of cleaning; now and then what one round leaves reads as markup again."""
    plain = "".join(_plain(sign) for sign in unicodedata.normalize("NFC", text))
    for pattern, replacement in _MARKUP:
        plain = pattern.sub(replacement, plain)
    return _tidy("".join(sign if _is_spoken(sign) else " " for sign in plain))


def _too_long(longest: int) -> TextTooLong:
    """The refusal of a text with too many characters."""
    return TextTooLong(f"That text is too long; please keep it under {longest} characters.")


def _plain(sign: str) -> str:
    """One code point in its plain form: fancy alphabets become letters, line ends one kind, what cannot be seen nothing."""
    category, code = unicodedata.category(sign), ord(sign)
    if sign in "\n\r\u2028\u2029":
        return "\n"
    if category == "Zs" or sign == "\t":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Me") or sign in _IGNORED:
        return ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:  # which picture of a sign to show
        return ""
    fancy = 0x1D400 <= code <= 0x1D7FF or 0xFF01 <= code <= 0xFF5E or 0x2460 <= code <= 0x24FF or 0xFB00 <= code <= 0xFB06
    letterlike = 0x2100 <= code <= 0x214F and (category[0] == "L" or sign in "℃℉№")
    return unicodedata.normalize("NFKC", sign) if fancy or letterlike or 0x1F130 <= code <= 0x1F149 else sign


def _is_spoken(sign: str) -> bool:
    """True for what may reach the voice: letters, accents, digits, white space and the signs it knows."""
    return sign in SPOKEN_SIGNS or sign in " \n" or unicodedata.category(sign)[0] in "LMN"


def _tidy(text: str) -> str:
    """One line of NFC without piles of accents, drawn-out words, rows of signs, or signs before the first word."""
    text = _few_marks(unicodedata.normalize("NFC", text))
    text = _WORD.sub(_drawn_in, _STUTTER.sub(r"\1\1\1", text))
    text = _ENDS.sub(_strongest, text)
    text = "".join(_one_sign(sign, sum(1 for _ in run)) for sign, run in groupby(text))
    text = re.sub(r"(?<=[^\W]) *\n\s*", ". ", text.strip()).replace("\n", " ")
    text = _DASH.sub(" – ", re.sub(r" +", " ", text))
    text = _LOOSE.sub(r"\1", _PAUSES.sub(r"\1", text))
    minus = re.match(r"[ .]*[-−](?=\d)", text)
    text = text.lstrip(_BEFORE_TEXT)
    return unicodedata.normalize("NFC", f"−{text}" if minus else text).strip()


def _few_marks(text: str) -> str:
    """No more accents on a letter than `MARKS_PER_LETTER`, none on nothing."""
    kept: list[str] = []
    marks = MARKS_PER_LETTER
    for sign in text:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind == "Mn" else (marks if kind == "Mc" else (0 if kind[0] in "LN" else MARKS_PER_LETTER))
        if kind != "Mn" or marks <= MARKS_PER_LETTER:
            kept.append(sign)
    return "".join(kept)


def _drawn_in(match: re.Match[str]) -> str:
    """A word without its drawn-out letters: `sooo` → so, `pleaseee` → please, `coool` → cool, `yesss` → yess."""
    word = match.group()
    runs = [(letter, sum(1 for _ in run)) for letter, run in groupby(word)]
    if len(runs) == 1:  # a lone letter, as in `aaa` or `III`
        return word[:3]
    drawn, before = [], ""
    for index, (letter, length) in enumerate(runs):
        if length >= 3:
            length = _fair_length(letter, length, before, last=index == len(runs) - 1)
        drawn.append(letter * length)
        before += letter
    return "".join(drawn)


def _fair_length(letter: str, length: int, before: str, *, last: bool) -> int:
    """How often a letter that was written three times and more stays, after the letters `before` it in its word."""
    if letter in "IXMC" and length == 3:  # a Roman number
        return 3
    if not letter.isascii():
        return 2
    if letter in "eE":
        return 1 if last and _VOWELS & set(before) else 2
    if letter in "oO":
        return 1 if last else 2
    return 1 if letter in _VOWELS else 2


def _strongest(match: re.Match[str]) -> str:
    """One sign for a row of them that end a sentence."""
    row = match.group()
    return next((sign for sign in "?!" if sign in row), "…")


def _one_sign(sign: str, length: int) -> str:
    """A run of the same sign as it may stay: digits and letters whole, two plusses (C++), else one."""
    if unicodedata.category(sign)[0] in "LMN":
        return sign * length
    return sign * min(length, 2 if sign == "+" else 1)
