"""The chain of voices: who is asked first, who next, and what is made of what they say."""

from __future__ import annotations

from collections.abc import Sequence

from toontalker.clip import Voice
from toontalker.errors import NoVoice, RequestError, ToonTalkerError
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.engine import VoiceEngine
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.voice import HouseVoice
from toontalker.speech.languages import known_language
from toontalker.speech.loudness import RATE
from toontalker.speech.mastering import master
from toontalker.speech.phonemes import phonemes_of
from toontalker.speech.recording import Recording
from toontalker.speech.speech import Speech
from toontalker.speech.text import LONGEST_TEXT, clean_text


class Voices:
    """All voices of this machine, in the order in which they are asked; may be used by many threads at once."""

    def __init__(self, engines: Sequence[VoiceEngine], *, longest: int = LONGEST_TEXT) -> None:
        """`engines`: the first that can speaks; `longest`: characters that a text may have."""
        self._engines = tuple(engines)
        self._longest = longest

    def say(self, text: str, voice: Voice, language: str = "en", delivery: Delivery = AS_IT_IS) -> Speech:
        """Cleans and speaks a text. A language that no voice knows is spoken as if it were English.

        Raises NothingToSay or TextTooLong for the text's fault, NoVoice if there is no voice at all, and what the last voice
        raised if all of them failed.
        """
        cleaned = clean_text(text, self._longest)
        failure: ToonTalkerError = NoVoice("There is no voice on this machine that can speak.")
        for engine in self._in_order(language):
            try:
                recording = engine.say(cleaned, voice, language, delivery)
            except RequestError:
                raise
            except ToonTalkerError as error:
                failure = error
                continue
            return _finished(recording, engine.name, cleaned, language)
        raise failure

    def _in_order(self, language: str) -> list[VoiceEngine]:
        """Those first that speak the language."""
        return sorted(self._engines, key=lambda engine: not engine.speaks(language))


def _finished(recording: Recording, name: str, text: str, language: str) -> Speech:
    """A recording made into the speech that is delivered."""
    mastered = master(recording)
    recording.sound.close()
    return Speech(
        seconds=mastered.sound.samples / RATE,
        phonemes=phonemes_of(recording.onsets, mastered.shift, mastered.energy),
        said_by=name,
        text=text,
        language=known_language(language),
        sound=mastered.sound,
    )


def open_voices(*, longest_text: int = LONGEST_TEXT, longest_seconds: float = 600.0) -> Voices:
    """The embedded voices: our own for English, espeak for every other language and for what ours cannot say.

    `longest_text`: characters; `longest_seconds`: of sound. Raises MissingPart if one of them is not installed.
    """
    process = EspeakProcess(*find_espeak())
    return Voices([HouseVoice(process, longest=longest_seconds), Espeak(process, longest=longest_seconds)], longest=longest_text)
