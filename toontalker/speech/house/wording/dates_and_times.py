"""Dates and times of day → words, the American way: month before day, day as an ordinal, hours of twelve or of twenty four."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.capitals import spelled
from toontalker.speech.house.wording.number_words import cardinal, ordinal_words, paired_words
from toontalker.speech.house.wording.rewriting import Rule, ends_sentence, rewritten

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)"
)
_NOT_ALWAYS_MONTHS = frozenset({"may", "march", "mar"})
"""In small letters, with a number that has no `th`, these may be something else."""
_SUFFIX = r"(?:st|nd|rd|th)"
_YEAR = r"(?:,? ([12][0-9]{3}))?(?![\w%:]|[.,/][0-9])"
_HALF = r" ?([AaPp])(?:\.[Mm]\.|[Mm](?!\w))"


def spoken_dates(text: str) -> str:
    """The text with dates, times of day and durations in words."""
    return rewritten(text, _RULES)


def month_and_day(month: int, day: int) -> str:
    """`July fourth`; empty if there is no such day."""
    return f"{MONTHS[month - 1]} {ordinal_words(str(day))}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def clock_words(hour: int, minute: int) -> str:
    """`seven thirty`, `seven oh five`, `seven o'clock`, `nineteen hundred`."""
    if minute:
        return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    if hour in (0, 24):
        return "midnight"
    if hour > 24:
        return cardinal(hour)
    return f"{cardinal(hour)} o'clock" if hour <= 12 else f"{cardinal(hour)} hundred"


def _month(name: str) -> str:
    """The whole name of a month of which at least three letters are given."""
    return next(month for month in MONTHS if month.startswith(name[:3].title()))


def _whole_date(month: int, day: int, year: str, written: str) -> str:
    """`July fourth, twenty twenty six`, or what was written if there is no such day."""
    spoken = month_and_day(month, day) or month_and_day(day, month)
    return f"{spoken}, {paired_words(year if len(year) == 4 else '20' + year)}" if spoken else written


def _year_first(match: re.Match[str]) -> str:
    """2026-11-26."""
    return _whole_date(int(match[2]), int(match[3]), match[1], match.group())


def _month_first(match: re.Match[str]) -> str:
    """12/25/2025, 12/25/25, 12-25-2025."""
    return _whole_date(int(match[1]), int(match[2]), match[3], match.group())


def _day_first(match: re.Match[str]) -> str:
    """26.11.2026."""
    return _whole_date(int(match[2]), int(match[1]), match[3], match.group())


def _is_no_month(name: str, suffix: str | None) -> bool:
    """True for `may 5` and `march 5`, which may well be a verb and a number."""
    return name.lower() in _NOT_ALWAYS_MONTHS and name.islower() and not suffix


def _named_month_first(match: re.Match[str]) -> str:
    """`Nov 26`, `July 4th, 2026`, `Dec. 24-26`."""
    name, day, suffix, until, year = match.groups()
    if _is_no_month(name, suffix) or not 1 <= int(day) <= 31:
        return match.group()
    words = f"{_month(name)} {ordinal_words(day)}"
    words += f" to {ordinal_words(until)}" if until else ""
    return f"{words}, {paired_words(year)}" if year else words


def _named_day_first(match: re.Match[str]) -> str:
    """`26 Nov`, `26th of November 2026`."""
    day, suffix, name, year = match.groups()
    if _is_no_month(name, suffix) or not 1 <= int(day) <= 31:
        return match.group()
    words = f"{ordinal_words(day)} of {_month(name)}"
    return f"{words}, {paired_words(year)}" if year else words


def _month_alone(match: re.Match[str]) -> str:
    """`in Nov.`, `Dec 2025`."""
    return _month(match[1] or match[2]) + ("." if match.group().endswith(".") and ends_sentence(match) else "")


def _weekday(match: re.Match[str]) -> str:
    """`Tue.`, `Sat 7pm`."""
    return _DAYS[match[1]] + ("." if match.group().endswith(".") and ends_sentence(match) else "")


def _time(match: re.Match[str]) -> str:
    """`7:30pm`, `7 p.m.`, `19:45`, `1:23:45`."""
    hour, minute, second, half = match.groups()
    if half and int(hour) > 24:
        return match.group()
    count = int(hour) or (12 if half else 0)
    words = cardinal(count) if half and not int(minute or 0) else clock_words(count, int(minute or 0))
    if second:
        words += f" and {cardinal(int(second))} second{'' if int(second) == 1 else 's'}"
    if half:
        words += f" {spelled(half + 'm')}" + ("." if match.group().endswith(".") and ends_sentence(match) else "")
    return words


_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\w.-])([12][0-9]{3})[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?![\w-])"), _year_first),
    (re.compile(r"(?<![\w./-])([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})(?![\w/-])"), _month_first),
    (re.compile(r"(?<![\w./-])([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})(?![\w/-])"), _day_first),
    (re.compile(r"(?<![\w'-])(Tues?|Thu(?:rs?)?|Fri)(?![\w'-])\.?"), _weekday),
    (re.compile(r"(?<![\w'-])Sat(,? (?:and|&|or) )Sun(?![\w'-])"), r"Saturday\1Sunday"),
    (re.compile(rf"(?<![\w'-])(Mon|Wed|Sat|Sun)(?=[.,]? (?:[0-9]|{_MONTH}|morning|night|evening|afternoon))\.?"), _weekday),
    (
        re.compile(rf"(?<![\w'-])(?i:{_MONTH})\.? ([0-9]{{1,2}})({_SUFFIX})?(?:[-–]([0-9]{{1,2}}){_SUFFIX}?)?{_YEAR}"),
        _named_month_first,
    ),
    (re.compile(rf"(?<![\w.,:/-])([0-9]{{1,2}})({_SUFFIX})?(?: of)? (?i:{_MONTH})(?!\w)\.?{_YEAR}"), _named_day_first),
    (re.compile(rf"(?<![\w'-]){_MONTH}\.?(?= [12][0-9]{{3}}(?!\w))"), _month_alone),
    (re.compile(r"(?<![\w'-])(?:(Feb|Apr|Jul|Aug|Sept?|Oct|Nov|Dec)(?![\w'-])\.?|(Jan|Mar)\.)"), _month_alone),
    (re.compile(r"(?<=[0-9]) ?[-–—] ?(?=[0-9]{1,2}(?::[0-9]{2})? ?[AaPp]\.?[Mm])"), " to "),
    (re.compile(r"(?:(?<=[0-9][AaPp][Mm])|(?<=[0-9] [AaPp][Mm])|(?<=:[0-9]{2})) ?[-–—] ?(?=[0-9])"), " to "),
    (re.compile(rf"(?<![\w:.])([0-9]{{1,2}})(?:[:.]([0-5][0-9])(?::([0-5][0-9]))?)?{_HALF}"), _time),
    (re.compile(r"(?<![\w:.])([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?()(?![\w:])"), _time),
)
