"""The voice engine `gtts`: the voice of Google Translate, a woman's in nearly all languages."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from toontalker.clip import Voice
from toontalker.errors import MissingPart, NothingToSay, ToonTalkerError
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.online import faults
from toontalker.speech.online.cache import Line, SoundCache, cache_folder
from toontalker.speech.online.chunks import cut_text
from toontalker.speech.online.google_wire import TITLE, GoogleService, fetch, language_codes
from toontalker.speech.online.joining import Said, joined, trimmed
from toontalker.speech.online.lines import Lines
from toontalker.speech.online.mp3 import BadSound, LongSound, decode_mp3
from toontalker.speech.recording import Recording, Sound
from toontalker.voice_settings import VoiceSettings

RATE: Final = 24_000
"""Hz of what the service sends."""
AT_ONCE: Final = 2
"""Requests under way at most, whoever asked: more are soon refused."""
MOST_PIECES: Final = 30
"""Of one text; more would take longer than anybody waits, and make the service refuse those that come after."""
LONGEST_PIECE: Final = 120.0
"""Seconds; a hundred digits take one."""
SHORTEST_LETTER: Final = 0.02
"""Seconds; nobody is so fast, so a sound with less for each letter is not the whole."""
FALLBACK: Final = "en"


class GoogleVoice:
    """Speaks what Google's servers send; may be used by many threads at once.

    It has one voice for a language and one way to speak: `voice` and `delivery` change nothing here, and the recording says so
    (`as_asked`).
    """

    name = "gtts"

    def __init__(self, cache: SoundCache, *, longest: float = 600.0, service: GoogleService | None = None) -> None:
        """`cache`: where sounds are kept; `longest`: seconds of sound a text may make. Raises MissingPart where gTTS is missing."""
        try:
            self._codes = language_codes()
        except ImportError as error:
            raise MissingPart("Google's voice needs the Python package gTTS: pip install 'toontalker[online]'.") from error
        self._cache = cache
        self._longest = longest
        self._service = service or GoogleService()
        self._lines = Lines(AT_ONCE, self.name)
        self.close = self._lines.close
        """Ends its threads at once; else that happens when nobody holds the voice any more."""

    @classmethod
    def open(cls, settings: VoiceSettings, longest: float = 600.0) -> GoogleVoice:
        """The voice as the settings want it; opens no connection. Raises MissingPart where gTTS is missing."""
        cache = SoundCache(cache_folder(settings.cache_folder), round(settings.cache_megabytes * 1e6))
        return cls(cache, longest=longest, service=GoogleService(patience=settings.patience_seconds))

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of all languages it speaks, lower case, in alphabetical order."""
        return tuple(sorted(self._codes))

    def speaks(self, language: str) -> bool:
        """True if the service has a voice for this language code, in any spelling."""
        return self._code(language) is not None

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text, in English if it does not know the language; without times, and with one passage for each request.

        Raises VoiceAway if the service does not answer as it should within its patience, ToonTalkerError for a text that it is not
        asked for, NothingToSay and TextTooLong.
        """
        code = self._code(language) or FALLBACK
        chunks = [chunk for chunk in cut_text(text) if any(sign.isalnum() for sign in chunk.text)]
        if not chunks:
            raise NothingToSay("There is nothing in this text that the voice can say.")
        if len(chunks) > MOST_PIECES:
            raise ToonTalkerError(f"{TITLE} is not asked for texts as long as this one.")
        sounds = self._sounds([Line(self.name, "", code, chunk.text) for chunk in chunks])
        said = (Said(chunk.text, sound, chunk.pause) for chunk, sound in zip(chunks, sounds, strict=True))
        recording = joined(said, RATE, self._longest)
        recording.as_asked = False
        return recording

    def _code(self, language: str) -> str | None:
        """The service's name of a language: with its region, else without; None if it has none."""
        tidy = language.strip().lower().replace("_", "-")[:20]
        return self._codes.get(tidy) or self._codes.get(tidy.split("-")[0])

    def _sounds(self, lines: list[Line]) -> list[Sound]:
        """The sound of each line, from the disk or from the service."""
        deadline = time.monotonic() + self._service.patience
        kept = {line: data for line in lines if (data := self._cache.get(line)) is not None}
        sounds = {line: _decoded(line, data) for line, data in kept.items()}
        missing = [line for line in dict.fromkeys(lines) if line not in sounds]
        try:
            fetched = self._lines.ask([partial(self._fetched, line, deadline) for line in missing], deadline)
        except TimeoutError as error:
            raise faults.away(TITLE, faults.TOO_SLOW) from error
        sounds |= dict(zip(missing, fetched, strict=True))
        return [sounds[line] for line in lines]

    def _fetched(self, line: Line, deadline: float) -> Sound:
        """The sound of a line from the service; kept only when it could be decoded."""
        data = fetch(self._service, line.text, line.language, deadline)
        sound = _decoded(line, data)
        self._cache.put(line, data)
        return sound


def _decoded(line: Line, data: bytes) -> Sound:
    """The samples of an MP3 without the silence at its ends; raises VoiceAway for what cannot be the whole of what was asked for."""
    try:
        sound = decode_mp3(data, RATE, LONGEST_PIECE)
    except BadSound as error:
        raise faults.away(TITLE, faults.DAMAGED) from error
    except LongSound as error:
        raise faults.away(TITLE, faults.TOO_LARGE) from error
    if sound.size < SHORTEST_LETTER * RATE * sum(sign.isalnum() for sign in line.text):
        raise faults.away(TITLE, faults.DAMAGED)
    try:
        return trimmed(sound, RATE)
    except BadSound as error:
        raise faults.away(TITLE, faults.NO_SOUND) from error
