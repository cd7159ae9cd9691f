"""The voice of every language: espeak-ng, which needs no network and knows the exact time of every sound it makes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from toontalker.clip import Voice
from toontalker.errors import NothingToSay, ToonTalkerError
from toontalker.languages import ESPEAK_VOICES, known_language
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.espeak_process import EspeakProcess, Records
from toontalker.speech.recording import Onset, Recording


@dataclass(frozen=True)
class Manner:
    """How a voice speaks."""

    variant: str
    """The espeak-ng voice variant, part of the name after ``+``."""
    rate: int
    """Words per minute, nominally."""
    pitch: int
    """0 to 99; 50 is the variant's own."""
    range: int
    """How lively the melody is: 0 (flat) to 99."""


MANNERS: dict[Voice, Manner] = {
    "male": Manner(variant="klatt4", rate=150, pitch=50, range=60),
    "female": Manner(variant="f2", rate=150, pitch=65, range=55),
}
"""Chosen by how many words a speech recogniser understands among the library's 100 variants: male 16 % of them wrong (median
104 Hz), female 20 % (230 Hz), both about 160 words a minute with pauses; other female variants have 50 % and more wrong."""
PITCH_STEPS = 50 / 12
"""Of espeak-ng's pitch parameter in a semitone: 50 of them double the pitch."""


class Espeak:
    """The voice engine `espeak`; may be used by many threads at once."""

    name = "espeak"

    def __init__(self, process: EspeakProcess, *, longest: float = 600.0) -> None:
        """`longest`: seconds of sound a text may make."""
        self._process = process
        self._longest = longest

    def speaks(self, language: str) -> bool:
        """True if it has a voice for this language code itself, not only the fall-back."""
        return known_language(language).split("-")[0] == language.strip().lower().replace("_", "-").split("-")[0]

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text, in English if it does not know the language.

        Raises NoVoice, NothingToSay, TextTooLong, or ToonTalkerError if the engine breaks.
        """
        manner = MANNERS[voice]
        request = {
            "text": text,
            "voice": f"{ESPEAK_VOICES[known_language(language)]}+{manner.variant}",
            "rate": round(manner.rate * delivery.rate),
            "pitch": round(min(max(manner.pitch + delivery.pitch * PITCH_STEPS, 0), 99)),
            "range": manner.range,
            "longest": self._longest,
        }
        with self._process.ask(request) as records:
            recording = take_down(records)
        if recording.sound.samples == 0:
            raise NothingToSay("There is nothing in this text that the voice can say.")
        return recording


def take_down(records: Records) -> Recording:
    """Writes down what the engine sends; raises ToonTalkerError if it sends nothing."""
    recording: Recording | None = None
    for kind, content in records:
        if kind == b"H":
            recording = Recording(rate=struct.unpack("<I", content)[0])
        elif recording is None:
            break
        elif kind == b"S":
            recording.sound.write_pcm(content)
        elif kind == b"P":
            (sample,) = struct.unpack_from("<I", content)
            recording.onsets.append(Onset(sample / recording.rate, content[4:].decode("utf-8", "ignore")))
    if recording is None:
        raise ToonTalkerError("The built-in voice stopped in the middle of the text.")
    return recording
