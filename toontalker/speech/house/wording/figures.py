"""All other figures → words: phone numbers, sums, fractions, ranges, ordinals, decades, years, versions, plain numbers."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.capitals import is_spelled, spelled
from toontalker.speech.house.wording.dates_and_times import month_and_day
from toontalker.speech.house.wording.number_words import cardinal, digit_words, number_words, ordinal_words, paired_words, plural
from toontalker.speech.house.wording.rewriting import NUMBER, START, Rule, rewritten, word_set

_SHORT_WORDS = word_set("at in on to of by or is my no so go do me we be up us if as it he hi ok oh a an am")
"""Before a number these are no letters, even with the space forgotten."""
_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6),
    "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_NUMBERED = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "fig": "figure", "figs": "figures", "ch": "chapter", "vol": "volume",
    "ep": "episode",
}  # fmt: skip
_DECADE_AFTER = re.compile(r"(?:(?:^|\W)(?:the|early|mid|late|my|his|her|their|our|your)[ -]|')$", re.I)


def spoken_codes(text: str) -> str:
    """Phone numbers and the like, digit by digit, and sums; before anything else reads their figures or signs."""
    return rewritten(text, _CODES)


def spoken_slashes(text: str) -> str:
    """Fractions, dates and marks: `3/4`, `12/25`, `10/10`; ranges and decades, before units are read."""
    return rewritten(text, _SLASHES)


def spoken_figures(text: str) -> str:
    """Every figure that is left."""
    return rewritten(text, _FIGURES)


def fraction_words(part: int, whole: int) -> str:
    """`three quarters`, `one half`, `two thirds`; `whole` is at least 2."""
    name = {2: "half", 4: "quarter"}.get(whole) or ordinal_words(str(whole))
    return f"{cardinal(part)} {name if part == 1 else {'half': 'halves'}.get(name, plural(name))}"


def _groups(match: re.Match[str]) -> str:
    """The digits of a phone number, one by one, with a pause after each group."""
    groups = re.findall(r"[0-9]+", match.group())
    say = number_words if all(len(group) < 3 for group in groups) else digit_words  # a countdown, or a number to dial
    words = ", ".join(map(say, groups))
    return f"plus {words}" if match.group().startswith("+") else words


def _arithmetic(match: re.Match[str]) -> str:
    """`2+2=4`: signs between numbers as in a sum, if it is one; `3-5` alone is none."""
    sum_ = match.group()
    if not re.search(r"[+×÷*=]", sum_):
        return sum_
    sum_ = re.sub(r"(?<=[-+×÷*=−x])( ?)[-−](?=[0-9])", r"\1minus ", sum_)
    for signs, words in (("-−", "minus"), ("+", "plus"), ("×*x", "times"), ("÷", "divided by"), ("=", "equals")):
        sum_ = re.sub(rf" ?[{signs}] ?", f" {words} ", sum_)
    return sum_


def _slash(match: re.Match[str]) -> str:
    """Two numbers with a stroke between them."""
    before, first, second = match.groups()
    part, whole = int(first), int(second)
    if part < whole and whole in (2, 3, 4, 8) and before:
        return f"{before} and {fraction_words(part, whole)}"
    return (f"{before} " if before else "") + _stroke(part, whole, match)


def _fraction_sign(match: re.Match[str]) -> str:
    """`½`, `1½`."""
    words = fraction_words(*_FRACTIONS[match[2]])
    return f"{match[1]} and {words}" if match[1] else words


def _stroke(part: int, whole: int, match: re.Match[str]) -> str:
    """What `part/whole` most likely is: a fraction, a mark, a date, or a division."""
    earlier = match.string[max(match.start() - 7, 0) : match.start()]
    date = month_and_day(part, whole) or month_and_day(whole, part)
    if date and re.search(r"(?:^|\W)(?:on|by|since|until|till|before|after) $", earlier, re.I):
        return date
    is_mark = (whole in (10, 100) and part <= whole + 1) or (whole == 5 and part in (4, 5))
    if is_mark or (1 < part == whole < 10):
        return f"{cardinal(part)} out of {cardinal(whole)}"
    is_part = match.string[match.end() : match.end() + 3] == " of"
    if whole > 1 and ((part < whole and (whole in (2, 3, 4, 5, 8) or is_part)) or (whole == 2 and part < 10)):
        return fraction_words(part, whole)
    return date or f"{_year_or_number(part)} {'' if whole == (part + 1) % 100 else 'over '}{cardinal(whole)}"


def _year_or_number(number: int) -> str:
    """A number of up to four digits as it is read alone."""
    return paired_words(str(number)) if 1100 <= number < 2100 else cardinal(number)


def _decade(match: re.Match[str]) -> str:
    """`the 90s` are years; `30s` may be seconds."""
    figures = match[1]
    if len(figures) == 2 and int(figures) < 70 and not _DECADE_AFTER.search(match.string[max(match.start() - 7, 0) : match.start()]):
        return match.group()
    return plural(paired_words(figures))


def _short_year(match: re.Match[str]) -> str:
    """`'99`, `'05`."""
    return f"{'oh ' if match[1][0] == '0' else ''}{cardinal(int(match[1]))}"


def _numbered(match: re.Match[str]) -> str:
    """`No. 5` → `number 5`."""
    word = _NUMBERED[match[1].lower()]
    return f"{word if match.start() else word.capitalize()} "


def _list_item(match: re.Match[str]) -> str:
    """`1) wake up 2) coffee` → `1, wake up, 2, coffee`; the bracket stays if one was opened."""
    before, figures = match.groups()
    earlier = match.string[max(match.start() - 60, 0) : match.start()]
    if earlier.rfind("(") > earlier.rfind(")"):
        return match.group()
    return f", {figures}," if earlier[-1:].isalpha() else f"{before}{figures},"


def _letters_before(match: re.Match[str]) -> str:
    """`PS5` → `P S 5`, `mp3` → `M P 3`, `player1` → `player 1`."""
    word = match[1]
    if len(word) <= 2 and word.islower() and word not in _SHORT_WORDS:
        return spelled(word) + " "
    if word.isupper() and (len(word) == 1 or (len(word) <= 3 and is_spelled(word))):
        return spelled(word) + " "
    return word + " "


def _letters_after(match: re.Match[str]) -> str:
    """`3D` → `3 D`, `7ish` → `7 ish`."""
    word = match[1]
    return f" {spelled(word)}" if len(word) == 1 and word.isascii() else f" {word}"


_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)"
_CODES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.+-])(?:\+?1[-. ])?\(?[0-9]{3}\)?[-. ] ?[0-9]{3}[-. ][0-9]{4}(?![\w-])"), _groups),
    (re.compile(r"(?<![\w.+-])[0-9]{3}-[0-9]{4}(?![\w-])"), _groups),
    (re.compile(r"(?<![\w.])\+[0-9]{1,3}(?:[ -][0-9]{2,5}){2,6}(?![\w-])"), _groups),
    (re.compile(rf"{START}{NUMBER}(?: ?[-+×÷*=−x] ?[-−]?{NUMBER})++(?: ?=(?! ?[0-9]))?"), _arithmetic),
    (re.compile(r"(?<![\w)])[-−](?=[$€£]?\.?[0-9])"), "minus "),
)
_SLASHES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w-])[0-9]++(?:-[0-9]++){2,}+(?![\w-])"), _groups),
    (re.compile(rf"(?:(?<![\w.,/])({_WHOLE}) ?)?+([{''.join(_FRACTIONS)}])"), _fraction_sign),
    (re.compile(r"(?<![\w/.,:])([0-9]{1,3}\.[0-9]{1,2})/(5|10|100)(?![\w/])"), r"\1 out of \2"),
    (re.compile(r"(?<![\w/.,:])(?:([0-9]{1,3}) )?([0-9]{1,4})/([0-9]{1,4})(?![/0-9])(?:ths?|rds?|nds?)?"), _slash),
    (re.compile(r"(?<=[0-9%])[-–—−](?=\.?[0-9])"), " to "),
    (re.compile(r"(?<![\w.,])((?:1[1-9]|20)[0-9]0|[2-9]0)'?s(?!\w)"), _decade),
    (re.compile(r"(?<![\w'])'([0-9]{2})(?![\w'])"), _short_year),
)
_FIGURES: tuple[Rule, ...] = (
    (re.compile(r"(^| )([0-9]{1,2})\)(?= )"), _list_item),
    (re.compile(r"\b([RG]TX|RX) ?([0-9]{4})(?![0-9])", re.I), lambda match: f"{match[1]} {paired_words(match[2])}"),
    (re.compile(r"#(?=[0-9])|(?<![\w.])no\.(?=[0-9])|№ ?(?=[0-9])"), "number "),
    (re.compile(r"(?<![\w.])(Nos?|Figs?|fig|pp?|Ch|ch|Vol|vol|Ep|ep)\. ?(?=[0-9])"), _numbered),
    (re.compile(r"(?<![\w.])(?:v|ver\. ?|V(?=[0-9]+\.))(?=[0-9])"), "version "),
    (re.compile(r"(?<=[0-9])v(?:s\.?)?(?=[0-9])", re.I), " versus "),
    (re.compile(r"(?<!\w)([0-9]{3,4}) ?[xX×] ?([0-9]{3,4})(?!\w)"), lambda match: f"{paired_words(match[1])} by {paired_words(match[2])}"),
    (re.compile(r"(?<=[0-9]) ?× ?(?=[0-9])"), " times "),
    (re.compile(r"(?<=[0-9])(?:[xX]| [xX] )(?=[0-9])"), " by "),
    (re.compile(r"(?<!\w)x(?=[0-9])"), "times "),
    (re.compile(r"(?<=[0-9])[xX](?!\w)"), " times"),
    (re.compile(r"(?<![\w'])([^\W\d_]++)-?(?=[0-9])"), _letters_before),
    (re.compile(rf"{START}({_WHOLE})(?:st|nd|rd|th)(?!\w)", re.I), lambda match: ordinal_words(match[1])),
    (re.compile(rf"{START}({_WHOLE})'s(?!\w)"), lambda match: plural(number_words(match[1]))),
    (re.compile(r"(?<=[0-9])-?([^\W\d_]++)"), _letters_after),
    (re.compile(r"(?<=[^\W\d_])(?=[0-9])"), " "),
    (re.compile(r"(?<=[0-9]):(?=[0-9])"), " to "),
    (re.compile(r"(?<=[0-9])/(?=[0-9])"), " slash "),
    (re.compile(r"(?<![\w.,])(?:1[1-9]|20)[0-9]{2}(?!\w|[.,][0-9])"), lambda match: paired_words(match.group())),
    (re.compile(rf"{_WHOLE}(?:\.[0-9]++)*+|(?<!\w)\.[0-9]++"), lambda match: number_words(match.group())),
)
