"""Amounts of money and of everything else that is measured → words."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.number_words import cardinal, number_words, paired_words, plural
from toontalker.speech.house.wording.rewriting import NUMBER, START, Rule, rewritten, word_set

_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "€": ("euro", "euros", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₽": ("ruble", "rubles", "kopeck", "kopecks"), "₺": ("lira", "lira", "kurush", "kurush"),
    "¥": ("yen", "yen", "", ""), "₩": ("won", "won", "", ""), "¢": ("cent", "cents", "", ""),
}  # fmt: skip
"""One and many of the coin, and of its hundredth part where it has one."""
_CODES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_SCALES = {
    "k": "thousand", "m": "million", "mm": "million", "mn": "million", "mil": "million", "b": "billion", "bn": "billion", "t": "trillion",
}  # fmt: skip
_UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "mi": "mile", "yd": "yard", "yds": "yard", "kg": "kilogram",
    "kgs": "kilogram", "kms": "kilometer", "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "ml": "milliliter",
    "cl": "centiliter",
    "gb": "gigabyte", "mb": "megabyte", "tb": "terabyte", "kb": "kilobyte", "ghz": "gigahertz", "mhz": "megahertz", "khz": "kilohertz",
    "hz": "hertz", "px": "pixel", "kwh": "kilowatt hour", "kw": "kilowatt", "ms": "millisecond", "min": "minute", "mins": "minute",
    "sec": "second", "secs": "second", "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week", "yr": "year", "yrs": "year",
    "kcal": "kilocalorie", "cal": "calorie", "cals": "calorie", "pts": "point", "db": "decibel", "mos": "month",
    "ft": "foot",
    "tbsp": "tablespoon", "tsp": "teaspoon", "sqft": "square foot", "sq ft": "square foot", "ppl": "person",
}  # fmt: skip
"""Directly after a number or one space later, in any case; `_RATES` likewise."""
_RATES = {
    "mph": "mile per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour",
    "km h": "kilometer per hour", "m s": "meter per second", "fps": "frame per second", "mpg": "mile per gallon",
    "mbps": "megabit per second", "gbps": "gigabit per second", "rpm": "revolution per minute", "bpm": "beat per minute",
}  # fmt: skip
_CLOSE_UNITS = {
    "m": "meter", "g": "gram", "s": "second", "h": "hour", "l": "liter", "L": "liter", "y": "year", "in": "inch", "V": "volt", "W": "watt",
    "mo": "month", "nm": "nanometer",
}  # fmt: skip
"""Only directly after a number, for alone they may be something else."""
_CLOSE_WORDS = {"k": "K", "K": "K", "M": "million", "B": "billion", "bn": "billion", "Bn": "billion"}
"""Likewise, and the same for one and for many."""
_IRREGULAR = {"foot": "feet", "inch": "inches", "hertz": "hertz", "square foot": "square feet", "person": "people"}
_DOTTED_UNITS = word_set("in min mins sec secs hr hrs lb lbs oz ft yr yrs wk wks mi yd tbsp tsp mos")
_AMOUNT = rf"({NUMBER}(?:,[0-9]{{2}}(?![0-9]))?|\.[0-9]++)"
_SCALE = r"(?:(?: (?=[a-z]{2}))?(thousand|million|billion|trillion|grand|mil|bn|mn|mm|[kmbtKMBT])(?![\w-]))?"
_SIGN = r"(?:(?<!\w)(?:US|CA|AU|NZ|[CA]))?([$€£¥₹₩₽₺])"
_COIN = r"(?: (?:dollars|bucks|euros|pounds)(?!\w))?"


def spoken_money(text: str) -> str:
    """The text with prices in words: `$5.50` → `five dollars and fifty cents`, `£2k` → `two thousand pounds`."""
    return rewritten(text, _MONEY)


def spoken_units(text: str) -> str:
    """The text with measures in words: `5'11"`, `20°C`, `50%`, `10 kg`, `1080p`."""
    return rewritten(text, _MEASURES)


def _many(unit: str, rate: str = "") -> str:
    """More than one of a unit."""
    return _IRREGULAR.get(unit, plural(unit)) + rate


def _is_article_before(match: re.Match[str]) -> bool:
    """True if `a` or `an` stands before: then the unit keeps its singular, as in a ten mile walk."""
    return re.search(r"(?:^|\W)an? $", match.string[max(match.start() - 4, 0) : match.start()], re.I) is not None


def _sum(amount: str, sign: str, scale: str | None) -> str:
    """An amount in a currency."""
    one, many, small_one, small_many = _CURRENCIES[sign]
    if re.search(r",[0-9]{2}$", amount):  # a comma for the point, as in most of Europe
        amount = f"{amount[:-3]}.{amount[-2:]}"
    whole, _, part = amount.partition(".")
    if scale:
        return f"{number_words(amount)} {_SCALES.get(scale.lower(), scale)} {many}"
    if not part or len(part) > 2 or not small_one:
        return f"{number_words(amount)} {one if amount == '1' else many}"
    cents = int(part.ljust(2, "0"))
    small = f"{cardinal(cents)} {small_one if cents == 1 else small_many}" if cents else ""
    big = f"{number_words(whole)} {one if whole == '1' else many}" if whole.strip("0") or not cents else ""
    return " and ".join(words for words in (big, small) if words)


def _price(match: re.Match[str]) -> str:
    """`$5`, `$5-10`, `$1.5 million`; `a $5 coffee` is a five dollar coffee."""
    sign, amount, until, scale = match.groups()
    if not until:
        words, many = _sum(amount, sign, scale), _CURRENCIES[sign][1]
        return words.removesuffix(many) + _CURRENCIES[sign][0] if words.endswith(many) and _is_article_before(match) else words
    if scale or "." not in amount + until:
        return f"{number_words(amount.rstrip(','))} to {_sum(until, sign, scale)}"
    return f"{_sum(amount, sign, None)} to {_sum(until, sign, None)}"


def _price_sign_last(match: re.Match[str]) -> str:
    """`5€`, `50¢`, `3 EUR`."""
    amount, scale, sign = match.groups()
    return _sum(amount, _CODES.get(sign, sign), scale)


def _feet_and_inches(match: re.Match[str]) -> str:
    """`5'11"`."""
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))}"


def _degrees(match: re.Match[str]) -> str:
    """`20°C`, `70 °F`, `90°`, `72F`."""
    scale = {"C": " Celsius", "F": " Fahrenheit"}.get(match[2] or "", "")
    return f"{number_words(match[1])} degree{'' if match[1] == '1' else 's'}{scale}"


def _measure(match: re.Match[str]) -> str:
    """A number with a unit; `a 5km run` is a five kilometer run."""
    amount, space, written, dot = match.groups()
    small = written.lower()
    if not space and written in _CLOSE_WORDS:
        return f"{number_words(amount)} {_CLOSE_WORDS[written]}{dot}"
    has_more = re.match(r" [a-z0-9]", match.string[match.end() : match.end() + 2]) is not None
    if small == "yo":
        return f"{number_words(amount)} {'year' if has_more else 'years'} old{dot}"
    unit = _CLOSE_UNITS.get(written, "") if not space or (small == "in" and dot and has_more) else ""
    unit = unit or _UNITS.get(small, "") or _RATES.get(small, "")
    if not unit:
        return match.group()
    name, per, rate = unit.partition(" per ")
    is_one = amount == "1" or _is_article_before(match)
    ending = "" if small in _DOTTED_UNITS and has_more else dot
    return f"{number_words(amount)} {name if is_one else _many(name)}{per}{rate}{ending}"


def _lines(match: re.Match[str]) -> str:
    """1080p."""
    return f"{paired_words(match[1])} P"


def _hours_and_minutes(match: re.Match[str]) -> str:
    """2h30m."""
    return f"{match[1]} hour{'' if match[1] == '1' else 's'} {match[2]} minute{'' if match[2] == '1' else 's'}"


_MONEY: tuple[Rule, ...] = (
    (re.compile(rf"{_SIGN} ?{_AMOUNT}(?:[-–—−]\1?{_AMOUNT})?{_SCALE}{_COIN}"), _price),
    (re.compile(rf"{START}{_AMOUNT}{_SCALE} ?([€£¥₹₩₽₺¢]|\$(?! ?[0-9])|(?:USD|EUR|GBP|JPY|INR)(?!\w))"), _price_sign_last),
    (re.compile(r"(?<=[a-z] )(dollars?|euros?|pounds?) (month|year|week|day|night)(?!\w)"), r"\1 a \2"),
    (re.compile(r"(?<=[a-z] )(dollars?|euros?|pounds?) (?:hr|hour)(?!\w)"), r"\1 an hour"),
    (re.compile(r"(?<=[a-z] )(dollars?|euros?|pounds?) mo(?!\w)"), r"\1 a month"),
)
_MEASURES: tuple[Rule, ...] = (
    (re.compile(r"""(?<![\w.])([1-9])(?:'|′| ?ft ?)([0-9]|1[01])(?:"|″|''|in(?!\w)|(?![\w']))"""), _feet_and_inches),
    (re.compile(r"(?<!\w)([0-9]{1,2})h ?([0-9]{1,2})(?:m|min|mins)?(?!\w)"), _hours_and_minutes),
    (re.compile(rf"{START}({NUMBER}) ?°(?: ?([CF])(?!\w))?"), _degrees),
    (re.compile(r"(?<![\w.,])([0-9]{2,3})([CF])(?!\w)"), _degrees),
    (re.compile(rf"{START}({NUMBER}) ?%"), lambda match: f"{number_words(match[1])} percent"),
    (re.compile(r"(?<!\w)(240|360|480|720|1080|1440|2160)p(?!\w)"), _lines),
    (re.compile(rf"{START}({NUMBER})( ?)(sq ft|km h|m s|[A-Za-z]{{1,4}})(?!\w)(\.?)"), _measure),
)
