"""The chain of voices and the finished speech, end to end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import NothingToSay, NoVoice, TextTooLong, ToonTalkerError, VoiceAway
from toontalker.speech import Speech, Voices, open_voices
from toontalker.speech.breaker import Breaker
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.espeak import Espeak
from toontalker.speech.recording import Onset, Recording
from toontalker.voice_settings import VoiceName, VoiceSettings

Judge = Callable[[NDArray[np.float32]], tuple[float, float]]
Whole = Callable[[Speech], NDArray[np.float32]]
SENTENCE = "Hello there, this is a fine day to talk like a cartoon, and I hope that you like it as much as I do."


class Pretender:
    """A voice that says a tone, or fails as it was told."""

    def __init__(self, name: str, failure: Exception | None = None, languages: str = "en") -> None:
        self.name, self.failure, self.languages = name, failure, languages.split()
        self.heard: list[str] = []

    def speaks(self, language: str) -> bool:
        """True for the languages it was given."""
        return language in self.languages

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Half a second of a tone called `a`."""
        self.heard.append(text)
        if self.failure:
            raise self.failure
        recording = Recording(rate=16_000)
        recording.sound.write(0.1 * np.sin(np.arange(8000, dtype=np.float32) * 0.2))
        recording.onsets.append(Onset(0, "a"))
        return recording


@pytest.mark.parametrize("voice", ["male", "female"])
@pytest.mark.parametrize("text", ["Hi", "No!", "5", "Pop! Bang! Ka-boom!", SENTENCE])
def test_a_speech_is_as_loud_as_promised(voices: Voices, judge: Judge, whole: Whole, voice: Voice, text: str) -> None:
    """-16 LUFS within 1 and under -1.5 dBTP with room for the encoder, for short and long texts, by an independent meter."""
    sound = whole(voices.say(text, voice))
    lufs, peak = judge(sound)
    assert lufs == pytest.approx(-16, abs=0.9)
    assert peak <= -3


def test_a_speech_is_consistent_in_itself(voices: Voices, whole: Whole) -> None:
    """Length, rate, phonemes and samples agree; reading it twice gives the same; it says who spoke what."""
    speech = voices.say(f"{SENTENCE} 😀 https://example.com", "female", "en-AU")
    sound = whole(speech)
    assert speech.rate == 48_000
    assert speech.samples == sound.size
    assert speech.seconds == sound.size / 48_000 == speech.phonemes[-1].end
    assert np.array_equal(whole(speech), sound)
    assert (speech.said_by, speech.text, speech.language) == ("house", SENTENCE, "en-au")
    speech.close()


def test_a_speech_is_trimmed(espeak: Espeak, whole: Whole) -> None:
    """A set silence before the first sound and after the last; with espeak, whose sounds begin and end at once."""
    speech = Voices([espeak]).say(SENTENCE, "female", "en-AU")
    heard = np.flatnonzero(np.abs(whole(speech)) > 0.01)
    assert heard[0] / 48_000 == pytest.approx(0.15, abs=0.01)
    assert speech.seconds - heard[-1] / 48_000 == pytest.approx(0.30, abs=0.02)


def test_the_same_request_gives_the_same_speech(voices: Voices, whole: Whole) -> None:
    """Samples and phonemes, to the last bit."""
    one, other = (voices.say(SENTENCE, "male") for _ in range(2))
    assert np.array_equal(whole(one), whole(other))
    assert one.phonemes == other.phonemes


def test_vowels_sound_where_the_phonemes_say(voices: Voices, whole: Whole) -> None:
    """Pauses are silent, open vowels are loud: trimming has moved sound and times alike."""
    speech = voices.say("Mama. Papa! Banana?", "male")
    sound = whole(speech)

    def level(viseme: str) -> list[float]:
        spans = [p for p in speech.phonemes if p.viseme == viseme]
        middles = [(round((0.7 * p.start + 0.3 * p.end) * 48_000), round((0.3 * p.start + 0.7 * p.end) * 48_000)) for p in spans]
        return [float(np.sqrt(np.mean(sound[start:end] ** 2))) for start, end in middles]

    assert max(level("sil")) < 0.02
    assert min(level("aa")) > 0.05


def test_the_first_voice_that_can_speaks() -> None:
    """The others are not asked."""
    first, second = Pretender("first"), Pretender("second")
    assert Voices([first, second]).say("Hi", "male").said_by == "first"
    assert second.heard == []


@pytest.mark.parametrize("failure", [NoVoice("Gone."), ToonTalkerError("Broken.")])
def test_a_voice_that_fails_is_replaced_by_the_next(failure: ToonTalkerError) -> None:
    """And if all fail, the last failure is told."""
    assert Voices([Pretender("first", failure), Pretender("second")]).say("Hi", "male").said_by == "second"
    with pytest.raises(type(failure), match=r"Gone|Broken"):
        Voices([Pretender("first", NoVoice("Other.")), Pretender("second", failure)]).say("Hi", "male")


def test_a_speech_says_why_others_did_not_speak() -> None:
    """In their own sentences, in the order in which they were asked; who was not asked is not mentioned."""
    chain = [Pretender("first", VoiceAway("First is away.")), Pretender("second", NoVoice("Second is gone.")), Pretender("third")]
    assert Voices([*chain, Pretender("fourth")]).say("Hi", "male").notes == ("First is away.", "Second is gone.")
    assert Voices([Pretender("first"), *chain]).say("Hi", "male").notes == ()


def test_a_voice_that_was_away_rests() -> None:
    """It is not asked again at once, the speech says so, and it speaks again when its rest is over; one that is broken does not rest."""
    now = 0.0
    away, broken = Pretender("gtts", VoiceAway("Google is away.")), Pretender("house", ToonTalkerError("Broken."))
    voices = Voices([away, broken, Pretender("last")], breaker=Breaker(40, lambda: now))
    assert voices.say("Hi", "male").notes == ("Google is away.", "Broken.")
    away.failure = None
    rests = "Google's voice rests after a failure; it is asked again in 40 s."
    assert voices.say("Hi", "male").notes == (rests, "Broken.")
    assert (len(away.heard), len(broken.heard)) == (1, 2)
    now = 41.0
    assert voices.say("Hi", "male").said_by == "gtts"


def test_the_faults_of_a_text_do_not_make_a_voice_rest() -> None:
    """The next text is spoken by the same voice."""
    first = Pretender("first", TextTooLong("Too long."))
    voices = Voices([first, Pretender("second")])
    with pytest.raises(TextTooLong):
        voices.say("Hi", "male")
    first.failure = None
    assert voices.say("Hi", "male").said_by == "first"


@pytest.mark.parametrize(
    ("order", "english", "german"),
    [(("house", "espeak"), "house", "espeak"), (("espeak", "house"), "espeak", "espeak"), (("house",), "house", "espeak"),
     (("gtts", "edge"), "espeak", "espeak")],
)  # fmt: skip
def test_the_order_is_that_of_the_settings(order: tuple[VoiceName, ...], english: str, german: str) -> None:
    """espeak is there in any case; voices of the network are not where the environment says that this machine is offline."""
    voices = open_voices(VoiceSettings(order=order))
    assert voices.say("Hello", "male", "en").said_by == english
    speech = voices.say("Hallo", "male", "de")
    assert (speech.said_by, speech.notes) == (german, ())


def test_a_voice_of_the_language_is_asked_first() -> None:
    """One that would have to fall back to English comes after those that would not."""
    english, german = Pretender("english"), Pretender("german", languages="de en")
    assert Voices([english, german]).say("Hallo", "male", "de").said_by == "german"
    assert Voices([english, german]).say("Hello", "male", "en").said_by == "english"
    assert Voices([english, german]).say("nuqneH", "male", "tlh").said_by == "english"


def test_the_faults_of_a_text_are_not_tried_on_other_voices() -> None:
    """Nothing to say and too long to say stay that with every voice."""
    second = Pretender("second")
    with pytest.raises(TextTooLong):
        Voices([Pretender("first", TextTooLong("Too long.")), second]).say("Hi", "male")
    with pytest.raises(NothingToSay):
        Voices([second]).say("!!!", "male")
    with pytest.raises(TextTooLong, match="under 5 characters"):
        Voices([second], longest=5).say("Hello there", "male")
    assert second.heard == []


def test_without_any_voice_that_is_said() -> None:
    """Not an empty speech."""
    with pytest.raises(NoVoice, match=r"^There is no voice"):
        Voices([]).say("Hi", "male")


def test_limits_reach_the_voice() -> None:
    """Characters and seconds."""
    voices = open_voices(longest_text=200, longest_seconds=1)
    with pytest.raises(TextTooLong, match="too long to say"):
        voices.say(SENTENCE, "male")
    with pytest.raises(TextTooLong, match="under 200"):
        voices.say("a b " * 100, "male")


def test_signs_that_no_voice_speaks_are_nothing_to_say(espeak: Espeak) -> None:
    """Letters of a script that nobody reads: a refusal or a speech, never silence."""
    try:
        speech = Voices([espeak]).say("\U00010000\U00010001", "male")
    except NothingToSay:
        return
    assert speech.seconds > 0.5


_MEMORY = """
import resource, sys
from toontalker.speech import envelope, open_voices
voices = open_voices(longest_text=10000)
sentence = "The weather is nice today. My friend wants to know what time the party starts. "
for count in (6, 60):
    speech = voices.say(sentence * count, "male")
    heard = sum(block.size for block in speech.blocks())
    envelope(speech, 25)
    print(speech.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_five_minutes_need_no_more_memory_than_thirty_seconds() -> None:
    """Ten times the text, 12 MB at most: the samples alone would be 60 MB."""
    pytest.importorskip("resource")
    repo = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", _MEMORY], cwd=repo, capture_output=True, text=True, check=True, env={**os.environ})
    (short, little), (long, much) = (map(float, line.split()) for line in run.stdout.splitlines())
    assert short > 25
    assert long > 270
    assert much - little <= 12
