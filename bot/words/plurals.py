"""Which form of a sentence goes with a number: the rules of Unicode CLDR 45 for cardinal numbers, for the languages spoken here.

Source: https://www.unicode.org/cldr/charts/45/supplemental/language_plural_rules.html. CLDR's category *many* of French, Italian,
Spanish and Portuguese is left out: it is about whole millions ("1 million de clips"), and what is counted here is small.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

Category = Literal["one", "few", "many", "other"]

Rule = Callable[[int], Category]


def _one_is_single(count: int) -> Category:
    """English, German, Spanish, Italian, Turkish: 1."""
    return "one" if count == 1 else "other"


def _one_is_below_two(count: int) -> Category:
    """French, Portuguese: 0 and 1."""
    return "one" if count in (0, 1) else "other"


def _slavic(count: int) -> Category:
    """Russian: by the last digit, but 11 to 14 by themselves."""
    last, teen = count % 10, count % 100 in range(11, 15)
    if last == 1 and not teen:
        return "one"
    return "few" if last in (2, 3, 4) and not teen else "many"


_RULES: Final[dict[str, tuple[Rule, tuple[Category, ...]]]] = {
    "en": (_one_is_single, ("one", "other")),
    "de": (_one_is_single, ("one", "other")),
    "es": (_one_is_single, ("one", "other")),
    "it": (_one_is_single, ("one", "other")),
    "tr": (_one_is_single, ("one", "other")),
    "fr": (_one_is_below_two, ("one", "other")),
    "pt": (_one_is_below_two, ("one", "other")),
    "ru": (_slavic, ("one", "few", "many", "other")),
}


def plural(language: str, count: float) -> Category:
    """The category of a number; of a fraction it is ``one`` where the language counts by the whole part, else ``other``."""
    if count != int(count):
        return "one" if language in ("fr", "pt") and 0 <= count < 2 else "other"
    return _RULES[language][0](abs(int(count)))


def categories(language: str) -> tuple[Category, ...]:
    """All categories that `plural` may give for a language."""
    return _RULES[language][1]
