"""The chain of voices: who is asked first, who next, and what is made of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from toontalker.clip import AudioVoice, Voice
from toontalker.errors import NoVoice, RequestError, ToonTalkerError
from toontalker.speech.breaker import Breaker
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.engine import VoiceEngine
from toontalker.speech.finishing import Finishing, Said
from toontalker.speech.language_finder import find_language
from toontalker.speech.opening import engines_of, open_voice
from toontalker.speech.playing import played, what_is_said
from toontalker.speech.recording import Recording
from toontalker.speech.speech import Speech
from toontalker.speech.text import LONGEST_TEXT, clean_text
from toontalker.voice_settings import VoiceSettings

LAST: Final = "espeak"
"""Who always speaks if nobody else did, whether the settings name it or not."""
_TITLES: Final = {"gtts": "Google's voice", "edge": "Microsoft's voice"}
"""What a note calls a voice; the others by their names."""


class Voices:
    """All voices of this machine, in the order in which they are asked; may be used by many threads at once."""

    def __init__(
        self,
        engines: Sequence[VoiceEngine],
        settings: VoiceSettings | None = None,
        *,
        longest: int = LONGEST_TEXT,
        breaker: Breaker | None = None,
    ) -> None:
        """`engines`: the first that can speaks; `longest`: characters that a text may have; `breaker`: leaves those alone that failed."""
        settings = settings or VoiceSettings()
        self._engines = tuple(engines)
        self._fallback = settings.fallback_language
        self._longest = longest
        self._breaker = breaker or Breaker(settings.rest_seconds)
        self._finishing = Finishing(settings.gender)

    def say(self, text: str, voice: Voice, language: str = "en", delivery: Delivery = AS_IT_IS) -> Speech:
        """Cleans and speaks a text, in the language that is named, or in its own for ``auto`` and for one that nobody speaks.

        Its `notes` say why those did not speak who would have come first. Raises NothingToSay or TextTooLong for the text's fault,
        NoVoice if there is no voice at all, and what the last voice raised if all of them failed.
        """
        cleaned = clean_text(text, self._longest)
        found = find_language(cleaned, language, self._fallback)
        failure: ToonTalkerError = NoVoice("There is no voice on this machine that can speak.")
        notes = [found.note] if found.note else []
        for engine in self._in_order(found.code):
            try:
                with self._breaker.guard(engine.name, _TITLES.get(engine.name, f"The voice {engine.name}")):
                    recording = engine.say(cleaned, voice, found.code, delivery)
            except RequestError:
                raise
            except ToonTalkerError as error:
                failure = error
                notes.append(str(error))
                continue
            return self._finishing.speech(recording, voice, Said(engine.name, cleaned, found.code, tuple(notes)))
        raise failure

    def play(self, recording: Recording, voice: AudioVoice, text: str = "", language: str = "auto") -> Speech:
        """The speech of a recording that somebody sent, in a man's voice, a woman's, or as it is; the recording is closed.

        `text`: what is said in it, where that is known. Raises UnreadableAudio if nothing can be heard, TextTooLong, MissingPart.
        """
        return played(recording, voice, what_is_said(text, language, self._fallback, self._longest), self._finishing)

    def _in_order(self, language: str) -> list[VoiceEngine]:
        """Those first that speak the language."""
        return sorted(self._engines, key=lambda engine: not engine.speaks(language))


def open_voices(
    settings: VoiceSettings | None = None, *, longest_text: int = LONGEST_TEXT, longest_seconds: float = 600.0
) -> Voices:
    """The voices that the settings name and that can speak on this machine, in that order, and espeak last where they do not name it.

    `longest_text`: characters; `longest_seconds`: of sound. Opens no connection. Raises MissingPart if an embedded voice is damaged.
    """
    settings = settings or VoiceSettings()
    engines = engines_of(settings, longest_seconds)
    if LAST not in settings.order:
        engines.append(open_voice(LAST, settings, longest_seconds))
    return Voices(engines, settings, longest=longest_text)
