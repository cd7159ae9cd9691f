"""What is made of a recording, whoever spoke: the times of its sounds, the voice that was asked for, its loudness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from toontalker.clip import AudioVoice
from toontalker.speech.gender import with_voice
from toontalker.speech.listener import Listener, open_listener
from toontalker.speech.loudness import RATE
from toontalker.speech.mastering import master
from toontalker.speech.phonemes import phonemes_of
from toontalker.speech.recording import Onset, Recording
from toontalker.speech.speech import Speech
from toontalker.voice_settings import GenderMethod

NO_FIT = "What is heard does not fit the text, so the lips follow the sound alone."


@dataclass(frozen=True)
class Said:
    """What is known about a recording."""

    by: str
    """Who speaks."""
    text: str = ""
    """Cleaned; empty where nobody knows it."""
    language: str = ""
    """An ISO 639 code; empty where nobody knows it."""
    notes: tuple[str, ...] = ()
    """Sentences about what was done otherwise than asked."""


class Finishing:
    """Makes recordings into speech; may be used by many threads at once."""

    def __init__(self, method: GenderMethod = "praat", listener: Callable[[], Listener] = open_listener) -> None:
        """`method`: how another gender is made; `listener`: opened when it is needed first, which it never is by the embedded voices."""
        self._method: GenderMethod = method
        self._listener = cache(listener)

    def speech(self, recording: Recording, voice: AudioVoice, said: Said) -> Speech:
        """The finished speech; the recording is closed.

        The sounds are found before the voice is changed: nothing is moved by that, and the listener hears what was really said.
        Raises NothingToSay if nothing can be heard, MissingPart where a package is missing.
        """
        heard = recording
        try:
            onsets, fits = self._onsets(recording, said)
            if voice != "as-is" and not recording.as_asked:
                heard = with_voice(recording, voice, self._method)
            mastered = master(heard)
        finally:
            heard.sound.close()
            recording.sound.close()
        return Speech(
            seconds=mastered.sound.samples / RATE,
            phonemes=phonemes_of(onsets, mastered.shift, mastered.energy, at_burst=recording.timed),
            said_by=said.by,
            text=said.text,
            language=said.language,
            sound=mastered.sound,
            notes=said.notes if fits else (*said.notes, NO_FIT),
        )

    def _onsets(self, recording: Recording, said: Said) -> tuple[list[Onset], bool]:
        """When its sounds begin, and whether the text was of use for that; never times of a text that is not what is said."""
        if recording.timed:
            return recording.onsets, True
        if said.text:
            found = self._listener().align(recording, said.text, said.language)
            return (found, True) if found is not None else (self._listener().hear(recording), False)
        return self._listener().hear(recording), True
