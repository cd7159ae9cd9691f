"""What the listener learns from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.train.held_out import HELD_OUT
from toontalker.speech.listener.features import RATE
from toontalker.speech.listener.sounds import COUNT, PAUSE, Span, class_of
from toontalker.speech.listener.train.corpus import SPEAKERS, classes_of, make_corpus, read_corpus
from toontalker.speech.listener.train.recipe import MINUTES, SMALL_MINUTES
from toontalker.speech.listener.train.speakers import EspeakSpeaker, FliteSpeaker, HouseSpeaker, Speaker
from toontalker.speech.listener.train.texts import LANGUAGES, foreign_text

TEXTS = ["Papa bought a big blue boat.", "We will see the moon."]


def _speakers() -> dict[str, Speaker]:
    process = EspeakProcess(*find_espeak())
    return {
        "espeak": EspeakSpeaker(process),
        "foreign": EspeakSpeaker(process, foreign=True),
        "rms": FliteSpeaker("rms"),
        "house": HouseSpeaker(process),
    }


@pytest.mark.parametrize("name", ["espeak", "foreign", "rms", "house"])
def test_speakers_say_when_they_make_each_sound(name: str) -> None:
    """Without gap, to the end, with pauses softer than sounds."""
    said = _speakers()[name].say(TEXTS, np.random.default_rng(3))
    assert said.spans[0].start == 0
    assert said.spans[-1].end == pytest.approx(said.sound.size / RATE, abs=0.05)
    for before, after in zip(said.spans, said.spans[1:], strict=False):
        assert after.start == pytest.approx(before.end, abs=1e-6)
    loudness: dict[bool, list[float]] = {True: [], False: []}
    for span in said.spans:
        loudness[span.number == PAUSE].append(float(np.mean(said.sound[round(span.start * RATE) : round(span.end * RATE)] ** 2)))
    assert np.nanmean(loudness[True]) < 0.2 * np.nanmean(loudness[False])


def test_lips_close_before_the_burst() -> None:
    """In espeak's /p/ and /b/ there is a closure, softer than the vowel before: its own times begin at the burst."""
    said = _speakers()["espeak"].say(["Papa, papa, papa, papa."], np.random.default_rng(1))
    stops = [span for span in said.spans if span.number == class_of("p")]
    assert len(stops) >= 6
    softest = [
        min(np.mean(said.sound[at : at + 160] ** 2) for at in range(round(s.start * RATE), round(s.end * RATE) - 160, 80)) for s in stops
    ]
    assert np.median(softest) < 0.03 * np.mean(said.sound**2)


def test_each_frame_has_the_class_of_its_moment() -> None:
    """Frame i stands for i hundredths of a second; outside of all spans is a pause."""
    classes = classes_of([Span(0.02, 0.05, 7), Span(0.05, 0.051, 9)], 10)
    assert classes.tolist() == [0, 0, 7, 7, 7, 9, 0, 0, 0, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gets_words(language: str) -> None:
    """As many as were asked for, in one line, none of them empty."""
    text = foreign_text(language, 7, np.random.default_rng(2))
    assert len(text.split(" ")) == 7
    assert all(word.strip(",.!?") for word in text.split(" "))


def test_who_is_kept_for_judging_teaches_nothing() -> None:
    """Neither flite's slt nor the house's female voice is among the speakers; all recipes name speakers there are."""
    assert "slt" not in SPEAKERS
    assert set(MINUTES) == set(SPEAKERS)
    assert set(SMALL_MINUTES) <= set(SPEAKERS)
    assert not set(TEXTS) & set(HELD_OUT)


def test_a_corpus_is_made_once_and_goes_on(tmp_path: Path) -> None:
    """Shards that are there are not made again; the same seed gives the same speech; every frame has a class."""
    minutes = {"kal": 0.1, "espeak": 0.1}
    assert list(make_corpus(tmp_path, minutes, 5, 1))[-1] == pytest.approx(0.2)
    files = sorted(tmp_path.glob("*.npz"))
    examples = read_corpus(tmp_path)
    assert sum(len(example.classes) for example in examples) >= 1200
    assert all(example.classes.min() >= 0 and example.classes.max() < COUNT for example in examples)
    times = [file.stat().st_mtime_ns for file in files]
    files[0].unlink()
    list(make_corpus(tmp_path, minutes, 5, 1))
    assert [file.stat().st_mtime_ns for file in files[1:]] == times[1:]
    again = read_corpus(tmp_path)
    assert all(np.array_equal(one.levels, two.levels) for one, two in zip(examples, again, strict=True))
