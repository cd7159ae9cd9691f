"""The sentences of one language: read from its file, chosen by name and number, and filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Final

from bot.words.plurals import plural

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "ru", "it", "tr")
"""Those with a file here."""
ENGLISH: Final = "en"
"""What stands in for a language that has no file, and for a sentence that has no translation."""
_BY: Final = "by"


@dataclass(frozen=True)
class Forms:
    """One sentence in several forms, which a number decides between."""

    by: str
    """Name of the value that is the number."""
    forms: Mapping[str, str]
    """``=1`` for exactly that number, else categories of CLDR; ``other`` is always there."""

    def chosen(self, language: str, number: float) -> str:
        """The form for a number."""
        exact = self.forms.get(f"={number:g}")
        return exact if exact is not None else self.forms.get(plural(language, number), self.forms["other"])


Sentence = str | Forms


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str
    """One of `LANGUAGES`."""
    sentences: Mapping[str, Sentence]
    """Name with its section, such as ``desk.nudge`` → sentence with {names}."""

    def __call__(self, name: str, /, **values: object) -> str:
        """The sentence called `name` with its values filled in; values that it does not use are ignored.

        A name or a value that is missing is our bug: KeyError.
        """
        sentence = self.sentences[name]
        if isinstance(sentence, Forms):
            number = values[sentence.by]
            sentence = sentence.chosen(self.language, float(str(number)))
        return sentence.format_map({key: self._written(value) for key, value in values.items()})

    def __contains__(self, name: object) -> bool:
        """Whether there is a sentence of that name."""
        return name in self.sentences

    def _written(self, value: object) -> str:
        """A value as it stands in a sentence: 24.0 is 24, and 1.5 has the decimal sign of the language."""
        if not isinstance(value, float):
            return str(value)
        short = f"{value:g}"
        return short if self.language == ENGLISH else short.replace(".", ",")


def words_for(locale: str) -> Words:
    """The words for a locale in any spelling of any platform (``pt-BR``, ``pt_br``, ``es-419``, ``DE``); English for all others.

    Takes any rubbish. The file of a language is read when it is first asked for.
    """
    language = locale.strip().replace("_", "-").split("-")[0].lower()
    return _read(language if language in LANGUAGES else ENGLISH)


def placeholders(sentence: Sentence) -> frozenset[str]:
    """The names of the values that a sentence takes."""
    forms, extra = (sentence.forms.values(), {sentence.by}) if isinstance(sentence, Forms) else ([sentence], set[str]())
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None) | extra


@cache
def _read(language: str) -> Words:
    """The words of a language with a file, over those of English."""
    own = dict(own_sentences(language))
    return Words(language, own if language == ENGLISH else {**_read(ENGLISH).sentences, **own})


def own_sentences(language: str) -> Iterator[tuple[str, Sentence]]:
    """What stands in the file of a language, name by name."""
    with resources.files("bot.words").joinpath(f"{language}.toml").open("rb") as file:
        sections: dict[str, dict[str, Any]] = tomllib.load(file)
    for section, entries in sections.items():
        for name, entry in entries.items():
            yield f"{section}.{name}", _sentence(entry)


def _sentence(entry: Any) -> Sentence:
    """An entry of the file as a sentence."""
    if isinstance(entry, str):
        return entry.strip("\n")
    forms = dict(entry)
    return Forms(forms.pop(_BY, "count"), forms)
