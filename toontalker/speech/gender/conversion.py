"""A man's voice made of a woman's and the other way round, where it is not one already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from toontalker.clip import Voice
from toontalker.speech.gender.passages import changed
from toontalker.speech.gender.pitch import measure
from toontalker.speech.gender.praat import transformed
from toontalker.speech.gender.semitones import shifted
from toontalker.speech.recording import Recording, Sound, SoundFile
from toontalker.voice_settings import GenderMethod

BORDER = 150.0
"""Hz of median pitch: a voice below is a man's, one from here on a woman's. The men at hand (flite, espeak, the house voice) lie at
85 to 122 Hz and at most at 135 in a single sentence, the women at 164 to 232 and at least at 163."""


@dataclass(frozen=True)
class Target:
    """What a voice is made into."""

    pitch: float
    """Hz, its new median."""
    formants: float
    """Factor for its formants; a man's throat is longer by about its inverse (G. Fant, "Non-uniform vowel normalization", 1975)."""
    semitones: int
    """How far the original's way moves everything instead."""


TARGETS: dict[Voice, Target] = {"male": Target(115.0, 0.85, -5), "female": Target(200.0, 1.14, 5)}
"""By how many words a recogniser understands of what they make; `python -m toontalker.speech.gender.judge` measures it again."""


def with_voice(recording: Recording, voice: Voice, method: GenderMethod = "praat") -> Recording:
    """The recording in a man's or a woman's voice: as long as before to the sample, with every sound at its time.

    A voice that is one already comes back bit for bit (with the same sound file), and so does what has no voice: silence, noise,
    whispering, less than a tenth of a second. Else the pitch of the whole is moved by one factor, so that its median meets the
    target, and the formants by another; or everything by some semitones, as the original did it (`method` librosa). What would
    pass full scale is turned down as a whole. The same recording gives the same bytes. Any thread may call this.

    Raises MissingPart where the package of the method is not installed.
    """
    pitch = measure(recording)
    if pitch.median is None or (pitch.median < BORDER) == (voice == "male"):
        return replace(recording, as_asked=True)
    target, ratio = TARGETS[voice], TARGETS[voice].pitch / pitch.median

    def change(number: int, sound: Sound) -> Sound:
        if method == "librosa":
            return shifted(sound, recording.rate, target.semitones)
        return transformed(sound, recording.rate, pitch.passages[number], ratio, target.formants)

    return replace(recording, sound=_written(recording, change), as_asked=True)


def _written(recording: Recording, change: Callable[[int, Sound], Sound]) -> SoundFile:
    """The changed sound on disk; where it passes full scale it is made a second time, turned down, which hardly ever happens."""
    gain = 1.0
    while True:
        sound, peak = SoundFile(), 0.0
        for piece in changed(recording, change):
            peak = max(peak, float(np.abs(piece).max(initial=0.0)) * gain)
            sound.write(piece * np.float32(gain))
        if peak <= 1.0:
            return sound
        sound.close()
        gain *= 0.999 / peak
