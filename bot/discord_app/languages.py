"""Languages to choose from while somebody types the name of one."""

from __future__ import annotations

from typing import Final

from toontalker.languages import LANGUAGES, Language, language_code

MOST: Final = 25
"""Choices that Discord shows."""
_SPOKEN: Final = (
    "en", "es", "fr", "de", "pt", "it", "ru", "tr", "ar", "hi", "zh", "ja", "ko", "id", "vi",
    "pl", "uk", "nl", "ro", "el", "cs", "hu", "sv", "fa", "bn",
)  # fmt: skip
"""What is shown before anything was typed: widely spoken ones, after the person's own."""


def language_choices(typed: str, locale: str) -> list[tuple[str, str]]:
    """At most 25 pairs (name, code) that fit what was `typed` so far: by its name in English, in itself, or its code.

    Names that begin with it come before those that only hold it. `locale`: of the person, whose language comes first at the beginning.
    """
    wanted = " ".join(typed.casefold().split())
    if wanted:
        ranked = sorted((rank, language.name, language) for language in LANGUAGES if (rank := _rank(language, wanted)) is not None)
        found = [language for _, _, language in ranked]
    else:
        by_code = {language.code: language for language in LANGUAGES}
        own = language_code(locale) or ""
        order = dict.fromkeys((own, own.split("-")[0], *_SPOKEN))
        found = [by_code[code] for code in order if code in by_code]
    return [(_shown(language), language.code) for language in found[:MOST]]


def _rank(language: Language, wanted: str) -> int | None:
    """0 for its code, 1 for a name that begins so, 2 for one that holds it; None for another language."""
    names = (language.native.casefold(), language.name.casefold())
    if wanted in (language.code, *language.longer.split()):
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else None


def _shown(language: Language) -> str:
    return language.name if language.name == language.native else f"{language.native} ({language.name})"
