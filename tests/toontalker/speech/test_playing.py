"""A recording played: in whose voice, when, and what is known of what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.toontalker.speech.gender.voices import WOMAN, recorded, vowel
from toontalker.clip import AudioVoice
from toontalker.errors import TextTooLong, UnreadableAudio
from toontalker.speech.finishing import Finishing, Said
from toontalker.speech.gender.pitch import measure
from toontalker.speech.playing import SAID_BY, played, what_is_said
from toontalker.speech.recording import Onset

NOTHING_KNOWN = Said(SAID_BY)


@pytest.mark.parametrize(("voice", "pitch"), [("as-is", WOMAN), ("male", 115.0), ("female", WOMAN)])
def test_the_voice_is_the_one_that_is_asked_for(voice: AudioVoice, pitch: float) -> None:
    """A woman's is made a man's, and else stays hers, although nobody says whose it is."""
    recording = replace(recorded(vowel(WOMAN, 2.0)), as_asked=True)
    speech = played(recording, voice, NOTHING_KNOWN, Finishing())
    sound = np.concatenate(list(speech.blocks()))
    assert measure(recorded(sound, speech.rate)).median == pytest.approx(pitch, rel=0.03)


def test_sounds_keep_their_times_and_the_report_says_who_spoke() -> None:
    """The lips open when the sound is made, whatever became of the voice."""
    onsets = [Onset(0.0, ""), Onset(0.4, "b"), Onset(0.5, "a"), Onset(1.5, "")]
    sound = np.concatenate([np.zeros(6400, np.float32), vowel(WOMAN, 1.1)])
    said = Said(SAID_BY, "Bah!", "en")
    speeches = [played(replace(recorded(sound), onsets=onsets), voice, said, Finishing()) for voice in ("as-is", "male")]
    for speech in speeches:
        assert (speech.said_by, speech.text, speech.language, speech.notes) == ("recording", "Bah!", "en", ())
        assert speech.phonemes[0].start == 0
        assert speech.phonemes[-1].end == pytest.approx(speech.seconds, abs=0.002)
        assert [phoneme.viseme for phoneme in speech.phonemes] == ["sil", "PP", "aa", "sil"]
    starts = np.array([[phoneme.start for phoneme in speech.phonemes] for speech in speeches])
    assert np.abs(starts[0] - starts[1]).max() < 0.02


def test_an_unknown_text_is_heard() -> None:
    """Somebody says a vowel: the lips open, and nothing is claimed of text or language."""
    recording = replace(recorded(vowel(WOMAN, 2.0)), onsets=[], timed=False)
    speech = played(recording, "as-is", NOTHING_KNOWN, Finishing())
    assert {phoneme.viseme for phoneme in speech.phonemes} != {"sil"}
    assert (speech.text, speech.language) == ("", "")


@pytest.mark.parametrize("voice", ["as-is", "male", "female"])
def test_silence_is_the_recordings_fault(voice: AudioVoice) -> None:
    """And is not called a text in which there is nothing to say."""
    with pytest.raises(UnreadableAudio, match="Nothing can be heard in this recording"):
        played(recorded(np.zeros(16_000, np.float32)), voice, NOTHING_KNOWN, Finishing())


def test_the_recording_is_freed() -> None:
    """As every voice's is: its disk is given back when it has been played."""
    recording = recorded(vowel(WOMAN, 1.0))
    played(recording, "male", NOTHING_KNOWN, Finishing())
    assert not recording.sound.close.alive


def test_a_text_in_which_nothing_is_said_counts_as_none() -> None:
    """Blanks; else it is cleaned, held to its limit, and its language is found."""
    assert what_is_said(" \n", "auto", "en") == NOTHING_KNOWN
    assert what_is_said("Hello \u202e there", "en", "en") == Said(SAID_BY, "Hello there", "en")
    with pytest.raises(TextTooLong):
        what_is_said("Hello there", "en", "en", longest=4)
