"""The voice engine `house`: our own male and female voice for English, in numpy, sentence by sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.errors import NothingToSay, TextTooLong, ToonTalkerError
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.espeak_process import EspeakProcess
from toontalker.speech.house.context import context_of, numbers_of
from toontalker.speech.house.frames import STEP
from toontalker.speech.house.melody import SEMITONE, with_melody
from toontalker.speech.house.net import Frames, Net
from toontalker.speech.house.phones import IPA_OF, PAUSE
from toontalker.speech.house.reading import Reader, ReadSentence
from toontalker.speech.house.shape import SHAPE, Shape
from toontalker.speech.house.spelling import spoken_text
from toontalker.speech.house.vocoder import RATE, Vocoder
from toontalker.speech.house.weights import FILE, load
from toontalker.speech.recording import Onset, Recording

BEFORE, AFTER = 0.06, 0.38
"""Seconds of pause before and after a sentence: long enough to see the lips rest."""
SHORTEST_PAUSE = 0.2
"""Seconds between two phrases at least; the teacher hardly stops at some commas."""
FADE = 0.05
"""Seconds after the last sound until the fade begins, and as many that it lasts."""
LOUDNESS = 0.7
"""Factor that leaves room for the highest peaks; the delivered loudness is set when all voices are mastered."""
FOREIGN_SHARE = 0.3
"""Of its letters, above which a text is none for this voice."""


class HouseVoice:
    """Speaks English without network, GPU or download; may be used by many threads at once."""

    name = "house"

    def __init__(
        self, process: EspeakProcess, *, longest: float = 600.0, weights_file: Path = FILE, shape: Shape = SHAPE
    ) -> None:
        """`process`: knows how words are pronounced; `longest`: seconds of sound a text may make. Raises MissingPart.

        `weights_file` and `shape`: of another training than the one that is shipped.
        """
        tables = load(weights_file)
        self._net = Net(tables, shape)
        self._vocoder = Vocoder(tables["decoding"], tables["decoding_offset"])
        self._reader = Reader(process)
        self._longest = longest

    def speaks(self, language: str) -> bool:
        """True for English of any region."""
        return language.strip().lower().replace("_", "-").split("-")[0] == "en"

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text as if it were English.

        Raises TextTooLong, NothingToSay, or ToonTalkerError for a text in another script, which espeak can say.
        """
        if _is_foreign(text):
            raise ToonTalkerError("The house voice speaks English only, and most of this text is written in another script.")
        recording = Recording(rate=RATE)
        for sentence in self._reader.read(spoken_text(text)):
            self._speak(sentence, voice, delivery, recording)
            if recording.seconds > self._longest:
                raise TextTooLong("That text takes too long to say; please send a shorter one.")
        if recording.sound.samples == 0:
            raise NothingToSay("There is nothing in this text that the voice can say.")
        return recording

    def _speak(self, sentence: ReadSentence, voice: Voice, delivery: Delivery, recording: Recording) -> None:
        """Adds one sentence to what has been said."""
        read, lengths = self._net.read(numbers_of(sentence.places), context_of(sentence.places), voice)
        pauses = np.array([place.phone == PAUSE for place in sentence.places])
        lengths[pauses] = np.maximum(lengths[pauses], SHORTEST_PAUSE / STEP)
        lengths[0], lengths[-1] = BEFORE / STEP, AFTER / STEP
        ends = np.cumsum(lengths / delivery.rate, dtype=np.float64)
        drawn = self._net.paint(read, ends, voice)
        pitch = with_melody(drawn.pitch, sentence, ends) + np.float32(delivery.pitch * SEMITONE)
        sound = self._vocoder.sound(Frames(drawn.envelope, pitch, drawn.breath, drawn.voiced))
        _hush(sound, float(ends[-2]) * STEP)
        recording.onsets += _onsets(sentence, ends, recording.seconds)
        recording.sound.write(sound * np.float32(LOUDNESS))


def _hush(sound: NDArray[np.float32], end: float) -> None:
    """Fades the breath that the net draws after the last sound, which ends at `end` seconds, into silence."""
    start = round((end + FADE) * RATE)
    after = sound[start:]
    after *= np.clip(1 - np.arange(after.size, dtype=np.float32) / np.float32(FADE * RATE), 0, 1)


def _onsets(sentence: ReadSentence, ends: NDArray[np.float64], since: float) -> list[Onset]:
    """When each sound begins, as the net decided; `since`: seconds of sound before the sentence."""
    starts = np.concatenate([[0.0], ends[:-1]]) * STEP + since
    return [Onset(float(start), IPA_OF[place.phone]) for start, place in zip(starts, sentence.places, strict=True)]


def _is_foreign(text: str) -> bool:
    """True if too many letters are none of the Latin alphabet."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(ord(letter) > 0x24F for letter in letters) > FOREIGN_SHARE * len(letters)
