"""What is made of a recording, whoever spoke."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.toontalker.speech.online.google_stand_in import google_stand_in
from tests.toontalker.speech.pitches import pitches
from toontalker.clip import Phoneme, Voice
from toontalker.errors import NothingToSay
from toontalker.speech import Speech, Voices
from toontalker.speech.espeak import Espeak
from toontalker.speech.finishing import NO_FIT, Finishing, Said
from toontalker.speech.listener import Listener
from toontalker.speech.online.cache import SoundCache
from toontalker.speech.online.google_wire import GoogleService
from toontalker.speech.online.gtts_voice import GoogleVoice
from toontalker.speech.recording import Recording

SENTENCE = "Papa bought my mother a big blue boat, but Bob wants to be a baker."
CLOSURES = 13


def _never() -> Listener:
    raise AssertionError("nobody needs the listener here")


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voices]:
    """A chain of Google's voice alone, spoken by a stand-in on this machine."""
    with pytest.MonkeyPatch.context() as patch, google_stand_in() as running:
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("no_proxy", "127.0.0.1")
        voice = GoogleVoice(SoundCache(tmp_path_factory.mktemp("cache"), 10_000_000), service=GoogleService(running.address))
        yield Voices([voice])
        voice.close()


def _closures(phonemes: tuple[Phoneme, ...]) -> int:
    return sum(phoneme.viseme == "PP" for phoneme in phonemes)


def _whole(speech: Speech) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate(list(speech.blocks()))


def test_voices_that_know_their_times_need_no_listener(espeak: Espeak) -> None:
    """It is not even opened."""
    recording = espeak.say("Hello", "male", "en")
    assert Finishing(listener=_never).speech(recording, "male", Said("espeak", "Hello", "en")).phonemes


def test_what_does_not_know_its_times_is_listened_to(google: Voices) -> None:
    """Google's voice tells nothing; all lips close where the text has them closed, and nothing overlaps."""
    speech = google.say(SENTENCE, "female", "en")
    assert speech.said_by == "gtts"
    assert speech.notes == ()
    assert _closures(speech.phonemes) == CLOSURES
    assert speech.phonemes[0].start == 0
    assert speech.phonemes[-1].end == speech.seconds
    assert all(before.end == after.start for before, after in pairwise(speech.phonemes))


@pytest.mark.parametrize("voice", ["male", "female"])
def test_every_voice_speaks_as_a_man_and_as_a_woman(google: Voices, voice: Voice) -> None:
    """A service with one voice for a language is heard with the pitch that was asked for, and its sounds stay where they were."""
    speech = google.say(SENTENCE, voice, "en")
    median = float(np.median(pitches(_whole(speech), speech.rate)))
    assert 95 < median < 135 if voice == "male" else median > 165
    assert _closures(speech.phonemes) == CLOSURES


def test_a_text_that_is_not_what_is_said_moves_no_lips(espeak: Espeak) -> None:
    """The sounds are heard instead, and a note says so without a word of the text."""
    spoken = espeak.say(SENTENCE, "female", "en")
    recording = replace(spoken, onsets=[], timed=False)
    speech = Finishing().speech(recording, "as-is", Said("recording", "Something wholly different, told at length and in vain.", "en"))
    assert speech.notes == (NO_FIT,)
    assert _closures(speech.phonemes) >= 6


def test_silence_is_nothing_and_leaves_nothing_behind() -> None:
    """The recording is closed whatever happens."""
    recording = Recording(16_000, timed=False)
    recording.sound.write(np.zeros(16_000, np.float32))
    with pytest.raises(NothingToSay):
        Finishing().speech(recording, "female", Said("recording"))
    assert not recording.sound.close.alive


def test_the_language_is_found_in_the_text(voices: Voices) -> None:
    """Named, found, or with a note where nobody speaks it."""
    assert voices.say("Guten Morgen, wie geht es euch heute?", "female", "auto").language == "de"
    assert voices.say("Good morning, how are you today?", "female", "auto").said_by == "house"
    unknown = voices.say("Good morning, how are you today?", "female", "tlh")
    assert unknown.language == "en"
    assert "tlh" in unknown.notes[0]
