"""Text → phones with their places, by the real espeak-ng."""

from __future__ import annotations

from pathlib import Path

import pytest

from toontalker.errors import NoVoice, ToonTalkerError
from toontalker.speech import espeak_process
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.phrases import Ending
from toontalker.speech.house.reading import Reader, places_of


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The reader of this machine."""
    return Reader(EspeakProcess(*find_espeak()))


def test_a_sentence_becomes_phones_between_pauses(reader: Reader) -> None:
    """A pause at both ends and after each phrase; words counted through; each phone knows how its phrase ends."""
    (sentence,) = reader.read("Hello, my friend!")
    assert " ".join(place.phone for place in sentence.places) == "pau hh ax l ow pau m ay f r eh n d pau"
    assert [place.word for place in sentence.places] == [-1, 0, 0, 0, 0, -1, 1, 1, 2, 2, 2, 2, 2, -1]
    assert {place.ending for place in sentence.places[1:6]} == {Ending.COMMA}
    assert {place.ending for place in sentence.places[6:]} == {Ending.EXCLAMATION}
    assert [place.stress for place in sentence.places if place.phone in ("ow", "eh")] == [2, 2]


def test_many_texts_at_once_are_read_as_one_by_one(reader: Reader) -> None:
    """Also where one of them holds nothing to read."""
    texts = ["Good morning. How are you?", "", "One, two, three.", "..."]
    assert reader.read_all(texts) == [reader.read(text) for text in texts]
    assert reader.read_all([]) == []
    assert [len(sentences) for sentences in reader.read_all(texts)] == [2, 0, 1, 0]


def test_what_is_no_word_leaves_no_sound(reader: Reader) -> None:
    """Rather than a sentence of pauses."""
    assert all(place.phone for sentence in reader.read("\U00010000\U00010001") for place in sentence.places)
    assert places_of([]) == ()


def test_a_question_is_known_to_rise(reader: Reader) -> None:
    """The reading keeps what the signs said."""
    assert [sentence.rises for sentence in reader.read("Is it you? Where are you? It is me.")] == [True, False, False]


def test_a_process_that_breaks_is_an_error(reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No reading is made up."""
    monkeypatch.setattr(espeak_process, "ENGINE", tmp_path / "none.py")
    with pytest.raises(ToonTalkerError):
        reader.read("Hello.")


def test_a_refused_voice_is_no_voice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A data folder that is none says what to install."""
    library, _ = find_espeak()
    with pytest.raises(NoVoice):
        Reader(EspeakProcess(library, tmp_path)).read("Hello.")
