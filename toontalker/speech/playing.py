"""A recording that somebody sent, made into the speech that is delivered."""

from __future__ import annotations

from dataclasses import replace

from toontalker.clip import AudioVoice
from toontalker.errors import NothingToSay, UnreadableAudio
from toontalker.speech.finishing import Finishing, Said
from toontalker.speech.language_finder import find_language
from toontalker.speech.recording import Recording
from toontalker.speech.speech import Speech
from toontalker.speech.text import LONGEST_TEXT, clean_text

SAID_BY = "recording"
"""What a clip's report calls the voice of a recording."""


def what_is_said(text: str, language: str, fallback: str, longest: int = LONGEST_TEXT) -> Said:
    """What a person says is said in a recording, cleaned; a text in which nothing can be spoken counts as none.

    Raises TextTooLong for more than `longest` characters.
    """
    try:
        cleaned = clean_text(text, longest)
    except NothingToSay:
        return Said(SAID_BY)
    found = find_language(cleaned, language, fallback)
    return Said(SAID_BY, cleaned, found.code, (found.note,) if found.note else ())


def played(recording: Recording, voice: AudioVoice, said: Said, finishing: Finishing) -> Speech:
    """The speech of a recording: in the voice that is asked for, trimmed and at the delivered loudness; the recording is closed.

    Raises UnreadableAudio if nothing can be heard in it, MissingPart where a package is missing.
    """
    try:
        return finishing.speech(replace(recording, as_asked=False), voice, said)
    except NothingToSay as error:
        raise UnreadableAudio("Nothing can be heard in this recording; please check the microphone and record it again.") from error
