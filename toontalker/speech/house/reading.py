"""Text → phones with all that decides how they are said: espeak-ng's pronunciation rules, asked for phones instead of sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toontalker.speech.espeak_process import EspeakProcess
from toontalker.speech.house.accent import in_the_teachers_accent
from toontalker.speech.house.phones import PAUSE, Sound, phones_of
from toontalker.speech.house.phrases import Ending, Sentence, sentences_of

Words = tuple[tuple[Sound, ...], ...]
"""The sounds of each word of a phrase."""


class Place(NamedTuple):
    """One phone of a sentence, or a pause, and where it stands."""

    phone: str
    stress: int
    """0 none, 1 secondary, 2 primary; vowels only."""
    word: int
    """Which word of the sentence it belongs to; -1 for a pause."""
    ending: int
    """An `Ending`: what its phrase ends with."""


@dataclass(frozen=True)
class ReadSentence:
    """A sentence as it is to be spoken."""

    places: tuple[Place, ...]
    """Begins and ends with a pause, and has one after each phrase."""
    rises: bool
    """True for a question that yes or no can answer."""


class Reader:
    """Knows how English is pronounced (American, as the teacher of the house voice speaks it)."""

    def __init__(self, process: EspeakProcess) -> None:
        self._process = process

    def read(self, text: str) -> list[ReadSentence]:
        """The sentences of a text of words and punctuation; what has no sound is left out.

        Raises what `EspeakProcess.ask` raises.
        """
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[list[ReadSentence]]:
        """The sentences of each of many texts, in one go."""
        sentences = [sentences_of(text) for text in texts]
        clauses = [phrase.words for of_text in sentences for sentence in of_text for phrase in sentence.phrases]
        if not clauses:
            return [[] for _ in texts]
        with self._process.ask({"voice": "en-us", "clauses": clauses}) as records:
            readings = (_words(content.decode("utf-8", "ignore")) for _, content in records)
            read = [[self._read(sentence, readings) for sentence in of_text] for of_text in sentences]
            for _ in readings:  # the last record says that all went well
                pass
        return [[sentence for sentence in of_text if sentence.places] for of_text in read]

    def _read(self, sentence: Sentence, readings: Iterator[Words]) -> ReadSentence:
        """A sentence with the next readings."""
        phrases = [(words, phrase.ending) for phrase in sentence.phrases if (words := next(readings, ()))]
        return ReadSentence(places_of(phrases), sentence.is_open_question)


def places_of(phrases: Sequence[tuple[Words, Ending]]) -> tuple[Place, ...]:
    """All places of a sentence, given its phrases; none if it has no phrase."""
    if not phrases:
        return ()
    places = [Place(PAUSE, 0, -1, Ending.COMMA)]
    number = 0
    for words, ending in phrases:
        for word in words:
            places += [Place(sound.phone, sound.stress, number, ending) for sound in word]
            number += 1
        places.append(Place(PAUSE, 0, -1, ending))
    return tuple(places)


def _words(ipa: str) -> Words:
    """The words of a phrase as the library writes it."""
    return tuple(in_the_teachers_accent(sounds) for word in ipa.split() if (sounds := phones_of(word)))
