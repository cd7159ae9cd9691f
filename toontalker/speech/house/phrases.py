"""A text cut into sentences and those into phrases, so that a long text is never spoken at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

MOST_WORDS = 24
"""Of a phrase; a person would have to breathe."""
MOST_LETTERS = 40
"""Of a word; longer ones are cut."""
ENOUGH_WORDS = 40
"""Of a sentence, after which it ends with the phrase, whatever its sign: memory is taken for a sentence at once."""


class Ending(IntEnum):
    """What a phrase ends with, which is heard in its melody."""

    COMMA = 0
    PERIOD = 1
    QUESTION = 2
    EXCLAMATION = 3


@dataclass(frozen=True)
class Phrase:
    """What is said in one breath."""

    words: str
    ending: Ending


@dataclass(frozen=True)
class Sentence:
    """Phrases that belong together."""

    phrases: tuple[Phrase, ...]

    @property
    def is_open_question(self) -> bool:
        """True for a question that yes or no can answer, or a choice: the voice rises. "Where are you?" falls."""
        if self.phrases[-1].ending != Ending.QUESTION:
            return False
        return not any(_ASKING.match(phrase.words) for phrase in self.phrases)


_ENDINGS = {"?": Ending.QUESTION, "!": Ending.EXCLAMATION, ".": Ending.PERIOD, "…": Ending.PERIOD}
_BREAK = re.compile(r"([.!?…,;:()\[\]\"–—]+|(?<!\S)-+)(?=\s|[\"()\[\]]|$)|[()\[\]\"–—]")
_LONG_WORD = re.compile(rf"(\S{{{MOST_LETTERS}}})(?=\S)")
_ASKING = re.compile(
    r"(?:(?:and|but|so|oh|well|hey|okay|then) )*(?:(?:at|by|for|from|in|of|on|since|to|until|with) )?"
    r"(?:what|who|whom|whose|where|when|why|which|how)(?:'[a-z]+)?\b",
    re.IGNORECASE,
)


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text with something in them; a phrase or sentence that is too long is cut into shorter ones."""
    sentences: list[Sentence] = []
    phrases: list[Phrase] = []
    for phrase in _phrases(_LONG_WORD.sub(r"\1 ", text)):
        phrases.append(phrase)
        if phrase.ending != Ending.COMMA or sum(len(each.words.split()) for each in phrases) >= ENOUGH_WORDS:
            sentences.append(Sentence(tuple(phrases)))
            phrases = []
    if phrases:
        phrases[-1] = Phrase(phrases[-1].words, Ending.PERIOD)
        sentences.append(Sentence(tuple(phrases)))
    return sentences


def _phrases(text: str) -> list[Phrase]:
    """The phrases of a text in order."""
    phrases: list[Phrase] = []
    start = 0
    for found in [*_BREAK.finditer(text), None]:
        words = text[start : found.start() if found else len(text)].split()
        start = found.end() if found else len(text)
        signs = found.group() if found else ""
        ending = next((kind for sign, kind in _ENDINGS.items() if sign in signs), Ending.COMMA)
        if any(sign.isalnum() for word in words for sign in word):
            phrases += _in_breaths(words, ending)
        elif phrases and ending != Ending.COMMA:  # "Really" said she?) — the sign belongs to what came before
            phrases[-1] = Phrase(phrases[-1].words, ending)
    return phrases


def _in_breaths(words: list[str], ending: Ending) -> list[Phrase]:
    """One phrase, or several of about the same length."""
    count = -(-len(words) // MOST_WORDS)
    edges = [len(words) * part // count for part in range(count + 1)]
    parts = [" ".join(words[a:b]) for a, b in pairwise(edges)]
    return [Phrase(part, Ending.COMMA) for part in parts[:-1]] + [Phrase(parts[-1], ending)]
