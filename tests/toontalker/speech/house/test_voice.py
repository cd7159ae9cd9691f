"""The house voice as an engine: whatever people type, and how it sounds in figures."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.toontalker.speech.house.chat_lines import CHAT_LINES
from tests.toontalker.speech.pitches import pitches
from toontalker.clip import VOICES, Voice
from toontalker.errors import NothingToSay, RequestError, TextTooLong, ToonTalkerError
from toontalker.speech import Voices
from toontalker.speech.delivery import Delivery
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.voice import HouseVoice
from toontalker.speech.recording import Recording
from toontalker.speech.text import clean_text

SENTENCE = "My papa and my mama told me to open my mouth when I talk."
Sound = NDArray[np.float32]


def _samples(recording: Recording) -> Sound:
    return np.concatenate(list(recording.sound.blocks()))


def _pitches(recording: Recording) -> list[float]:
    return pitches(_samples(recording), recording.rate)


@pytest.fixture(scope="module")
def house() -> HouseVoice:
    """The engine."""
    return HouseVoice(EspeakProcess(*find_espeak()), longest=60)


@pytest.mark.parametrize(("voice", "low", "high"), [("male", 80, 135), ("female", 145, 210)])
def test_there_is_a_man_and_a_woman(house: HouseVoice, voice: Voice, low: float, high: float) -> None:
    """By the median of the pitch."""
    assert low < np.median(_pitches(house.say(SENTENCE, voice, "en"))) < high


def test_the_same_text_gives_the_same_samples(house: HouseVoice) -> None:
    """Bit for bit, also when many threads ask at once, and times alike."""
    expected = house.say(SENTENCE, "female", "en")
    with ThreadPoolExecutor(4) as pool:
        for recording in pool.map(lambda _: house.say(SENTENCE, "female", "en"), range(8)):
            assert np.array_equal(_samples(recording), _samples(expected))
            assert recording.onsets == expected.onsets


def test_times_of_the_sounds_are_those_of_the_sound(house: HouseVoice) -> None:
    """In order, inside the recording; where a pause is told there is silence, where an open vowel is told there is none."""
    recording = house.say("Papa, mama! Banana?", "male", "en")
    sound = _samples(recording)
    starts = [onset.start for onset in recording.onsets]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert starts[-1] < recording.seconds
    levels: dict[str, list[float]] = {"": [], "ɑ": []}
    for onset, end in zip(recording.onsets, [*starts[1:], recording.seconds], strict=True):
        if onset.ipa in levels:
            first, last = onset.start + 0.35 * (end - onset.start), onset.start + 0.65 * (end - onset.start)
            levels[onset.ipa].append(float(np.sqrt(np.mean(sound[int(first * 16_000) : int(last * 16_000)] ** 2))))
    assert max(levels[""]) < 0.1 * min(levels["ɑ"])


@pytest.mark.parametrize("voice", VOICES)
def test_a_yes_no_question_rises_and_a_statement_falls(house: HouseVoice, voice: Voice) -> None:
    """The last voiced moments against the middle of the line, in semitones."""

    def final_move(text: str) -> float:
        pitches = _pitches(house.say(text, voice, "en"))
        return float(12 * np.log2(np.median(pitches[-4:]) / np.median(pitches)))

    asked = [final_move(f"{text}?") for text in ("You want to see the old house", "She is coming home today", "They bought a new car")]
    told = [final_move(f"{text}.") for text in ("You want to see the old house", "She is coming home today", "They bought a new car")]
    assert np.mean(asked) > 1
    assert np.mean(told) < 0
    assert np.mean(asked) - np.mean(told) > 3


def test_lists_pause(house: HouseVoice) -> None:
    """A comma is a silence of a tenth of a second and more."""
    recording = house.say("Apples, pears, plums, and grapes.", "female", "en")
    ends = [onset.start for onset in recording.onsets[1:]]
    pauses = [end - onset.start for onset, end in zip(recording.onsets, ends, strict=False) if not onset.ipa][1:]
    assert len(pauses) == 3
    assert min(pauses) > 0.08


def test_rate_and_pitch_are_followed(house: HouseVoice) -> None:
    """Length by the rate within 2 %, pitch by semitones within a third of one, and neither changes the other."""
    plain = house.say(SENTENCE, "male", "en")
    fast = house.say(SENTENCE, "male", "en", Delivery(rate=1.3))
    high = house.say(SENTENCE, "male", "en", Delivery(pitch=3))
    assert plain.seconds / fast.seconds == pytest.approx(1.3, rel=0.02)
    assert high.seconds == plain.seconds
    moved = 12 * np.log2(np.median(_pitches(high)) / np.median(_pitches(plain)))
    assert moved == pytest.approx(3, abs=0.35)


@pytest.mark.parametrize("line", CHAT_LINES)
def test_chat_lines_are_spoken(house: HouseVoice, line: str) -> None:
    """Nothing a group chat writes ends in an exception, NaN, clipping or silence."""
    cleaned = clean_text(line)
    recording = house.say(cleaned, "female" if len(line) % 2 else "male", "en")
    sound = _samples(recording)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 0.999
    assert np.sqrt(np.mean(sound**2)) > 0.005
    assert len([onset for onset in recording.onsets if onset.ipa]) >= 1


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=80))
def test_any_text_is_spoken_or_refused(typed: str) -> None:
    """Random Unicode: with espeak behind it, a speech or a sentence, never anything else."""
    process = EspeakProcess(*find_espeak())
    try:
        speech = Voices([_SHARED, Espeak(process)]).say(typed, "male")
    except RequestError:
        return
    assert speech.seconds > 0.3
    assert all(np.isfinite(block).all() for block in speech.blocks())


_SHARED = HouseVoice(EspeakProcess(*find_espeak()))


@pytest.mark.parametrize("text", ["Привет, как дела?", "日本語のテキスト", "مرحبا بالعالم", "γειά σου Κόσμε"])
def test_other_scripts_are_left_to_espeak(house: HouseVoice, text: str) -> None:
    """Even if English was asked for; in a chain espeak takes over."""
    with pytest.raises(ToonTalkerError, match="another script"):
        house.say(text, "male", "en")
    assert Voices([house, Espeak(EspeakProcess(*find_espeak()))]).say(text, "male", "en").said_by == "espeak"


def test_it_speaks_english_and_nothing_else(house: HouseVoice) -> None:
    """Of any region, spelt as people spell it."""
    assert all(house.speaks(code) for code in ("en", "en-US", "EN_gb", " en-au "))
    assert not any(house.speaks(code) for code in ("de", "", "e", "eng-", "es-en"))
    chain = Voices([house, Espeak(EspeakProcess(*find_espeak()))])
    assert chain.say("Guten Morgen", "male", "de").said_by == "espeak"
    assert chain.say("Good morning", "male", "en-GB").said_by == "house"


def test_texts_with_nothing_in_them_are_refused(house: HouseVoice) -> None:
    """And those that take too long."""
    with pytest.raises(NothingToSay):
        house.say("...", "male", "en")
    with pytest.raises(TextTooLong):
        house.say("word " * 400, "male", "en")


def test_nothing_is_left_behind(house: HouseVoice) -> None:
    """No thread."""
    threads = threading.active_count()
    for _ in range(10):
        house.say("One.", "male", "en").sound.close()
    assert threading.active_count() <= threads


_ALONE = """
import sys
from toontalker.speech import open_voices
speech = open_voices().say("Hello there.", "male")
assert speech.said_by == "house"
print(sorted(name for name in ("torch", "pyworld", "parselmouth", "scipy", "cv2", "mediapipe", "pocketsphinx") if name in sys.modules))
"""


def test_numpy_is_enough() -> None:
    """Speaking loads no torch, no pyworld, nothing else that is large."""
    repo = Path(__file__).parents[4]
    run = subprocess.run([sys.executable, "-c", _ALONE], cwd=repo, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
