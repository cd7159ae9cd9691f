"""Abbreviations with and without their dots → the whole words; a dot that ends no sentence goes."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.capitals import spelled
from toontalker.speech.house.wording.rewriting import Rule, ends_sentence, rewritten

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor", "Sgt": "Sergeant", "Capt": "Captain",
    "Gov": "Governor", "Gen": "General", "Lt": "Lieutenant", "Sen": "Senator", "Rep": "Representative", "Rev": "Reverend",
    "Fr": "Father", "Mt": "Mount", "Pres": "President", "Hon": "Honorable",
}  # fmt: skip
"""Before a name; the first six without a dot, too."""
_AFTER_NAMES = {
    "Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Ave": "Avenue",
    "Blvd": "Boulevard", "Rd": "Road", "Bros": "Brothers", "Co": "Company",
}  # fmt: skip
_ANYWHERE = {
    "etc": "et cetera", "vs": "versus", "approx": "approximately", "dept": "department", "misc": "miscellaneous", "feat": "featuring",
    "govt": "government", "appt": "appointment", "incl": "including", "excl": "excluding", "mr": "Mister", "mrs": "Missus", "dr": "Doctor",
    "prof": "Professor", "ltd": "limited",
}  # fmt: skip
_WITHIN_SENTENCES = {
    "max": "maximum", "min": "minimum", "esp": "especially", "ext": "extension", "apt": "apartment", "est": "established",
    "ft": "featuring", "inc": "incorporated", "temp": "temperature", "tel": "telephone", "hr": "hour", "hrs": "hours",
}  # fmt: skip
"""At the end of a sentence these are words of their own."""
_DOTLESS = {
    **dict(list(_TITLES.items())[:6]), "Jr": "Junior", "Sr": "Senior", "Ltd": "Limited", "Blvd": "Boulevard", "vs": "versus",
    "Vs": "Versus", "VS": "versus", "etc": "et cetera", "approx": "approximately", "dept": "department", "feat": "featuring",
    "misc": "miscellaneous", "appt": "appointment", "PhD": "P H D", "Phd": "P H D",
}  # fmt: skip
_INITIALS = {"EG": "for example", "IE": "that is", "OK": "okay"}
"""Those that are not read by their letters."""
_NAME_BEFORE = 20
"""Characters before an abbreviation in which the name that it belongs to may stand."""


def without_abbreviations(text: str) -> str:
    """The text with its abbreviations in full and its dotted initials spelled."""
    return rewritten(rewritten(text, _WITH_DOTS) if "." in text else text, _WITHOUT_DOTS)


def _last_stop(match: re.Match[str]) -> str:
    """The full stop of the text, if the dot of an abbreviation was that too."""
    return "" if match.string[match.end() : match.end() + 1] else "."


def _dotted(match: re.Match[str]) -> str:
    """One abbreviation with a dot, or the match as it is."""
    word, rest = match[1], match.string[match.end() : match.end() + 2]
    if word in _TITLES and (not rest.strip() or rest.strip()[0].isupper()):
        return _TITLES[word] + _last_stop(match)
    if word in _AFTER_NAMES and match.string[match.start() - 1 : match.start()] == " ":
        return _AFTER_NAMES[word] + ("." if ends_sentence(match) else "")
    if word.lower() in _ANYWHERE and not word.isupper():
        words = _ANYWHERE[word.lower()]
        full_stop = ends_sentence(match) and word.lower() == "etc"
        return (words[0].upper() + words[1:] if word[0].isupper() else words) + ("." if full_stop else _last_stop(match))
    if word in _WITHIN_SENTENCES and not ends_sentence(match):
        return _WITHIN_SENTENCES[word]
    return match.group()


def _initials(match: re.Match[str]) -> str:
    """`U.S.A.` → `U S eigh`, `e.g.` → `for example`; a single letter with a dot is left alone."""
    letters = match.group().replace(".", "")
    if len(letters) < 2:
        return match.group()
    words = _INITIALS.get(letters.upper(), spelled(letters))
    if letters[0].isupper() and letters.upper() in _INITIALS:
        words = words[0].upper() + words[1:]
    return words + (_last_stop(match) if match.group().endswith(".") else "")


def _saint_or_street(match: re.Match[str]) -> str:
    """`St. Louis` → `Saint Louis`, `on Main St.` → `on Main Street`."""
    before = match.string[max(match.start() - _NAME_BEFORE, 0) : match.start()]
    before_name = re.match(r" [A-Z]", match.string[match.end() : match.end() + 2])
    if re.search(r"[a-z] [A-Z][a-z]+ $|(?:first|second|third|[a-z]th) $", before):
        return "Street" + (_last_stop(match) if match.group().endswith(".") else "")
    if before_name:
        return "Saint"
    return "Street" + _last_stop(match) if re.search(r"[A-Z][a-z]+ $", before) else match.group()


def _initial_of_a_name(match: re.Match[str]) -> str:
    """`George W. Bush`, `J. K. Rowling`: a lone capital between names loses its dot."""
    before = match.string[max(match.start() - _NAME_BEFORE, 0) : match.start()].split()
    is_name = not before or before[-1] in ("by", "and", "with") or (before[-1][0].isupper() and len(before[-1]) > 1)
    return match[1] if is_name else match.group()


_WITH_DOTS: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.])Ph\. ?D\.?(?!\w)"), "P H D"),
    (re.compile(r"(?<![\w.'])(?:[A-Za-z]\.)++(?:[A-Za-z](?![\w'.]))?+"), _initials),
    (re.compile(r"(?<![\w.'-])St\.(?!\w)"), _saint_or_street),
    (re.compile(r"(?<![\w.'-])([A-Za-z]{2,6})\.(?![\w.])"), _dotted),
    (re.compile(r"(?<![\w.'-])([A-HJ-Z])\.(?= [A-Z][a-z.])"), _initial_of_a_name),
)
_WITHOUT_DOTS: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.'-])St(?:(?= [A-Z])|(?<=[a-z] St)(?![\w']))"), _saint_or_street),
    (re.compile(r"(?<![\w'-])[A-Za-z]{2,6}(?![\w'-])"), lambda match: _DOTLESS.get(match.group(), match.group())),
)
