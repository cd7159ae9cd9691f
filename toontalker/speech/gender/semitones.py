"""The original's way to another voice: the whole sound, formants and all, some semitones higher or lower."""

from __future__ import annotations

from toontalker.errors import MissingPart
from toontalker.speech.recording import Sound


def shifted(sound: Sound, rate: int, semitones: int) -> Sound:
    """The sound some semitones higher, as long as before, by librosa's phase vocoder. Raises MissingPart without librosa."""
    try:
        from librosa.effects import pitch_shift
    except ModuleNotFoundError as error:
        raise MissingPart(
            'The setting gender = "librosa" needs the Python package librosa: install the extra librosa, or choose praat.'
        ) from error
    moved: Sound = pitch_shift(sound, sr=rate, n_steps=semitones)
    return moved
