"""Pieces of speech → one recording: the silence round each taken away, a pause of set length between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from toontalker.errors import TextTooLong
from toontalker.speech.online.mp3 import BadSound
from toontalker.speech.recording import Passage, Recording, Sound

INAUDIBLE: Final = 45.0
"""dB below the loudest moment at which the ends of a piece count as silence."""
MARGIN: Final = 0.02
"""Seconds that are kept before the first sound and after the last: soft beginnings and ends."""
_FRAME: Final = 0.01
_FADE: Final = 0.005
_SILENCE: Final = 1e-7
"""Mean square of a moment below which nothing is heard: -70 dBFS."""


class Said(NamedTuple):
    """One piece of a text, spoken."""

    text: str
    """Its words."""
    sound: Sound
    """``(n,) float32`` mono, as `trimmed` gives it."""
    pause: float
    """Seconds of silence after it; of the last one it is left out."""


def joined(pieces: Iterable[Said], rate: int, longest: float) -> Recording:
    """A recording at `rate` Hz whose sounds have no times yet, with a passage for each piece.

    `longest`: seconds it may last; raises TextTooLong if it lasts longer.
    """
    recording = Recording(rate=rate, timed=False)
    pause = 0.0
    for piece in pieces:
        recording.sound.write(np.zeros(round(pause * rate), np.float32))
        start = recording.seconds
        recording.sound.write(piece.sound)
        recording.passages.append(Passage(start, recording.seconds, piece.text))
        pause = piece.pause
        if recording.seconds > longest:
            raise TextTooLong("That text takes too long to say; please send a shorter one.")
    return recording


def trimmed(sound: Sound, rate: int) -> Sound:
    """The sound from just before its first audible moment to just after its last, with soft ends; raises BadSound if there is none."""
    frame = round(_FRAME * rate)
    frames = np.pad(sound, (0, -sound.size % frame)).reshape(-1, frame)
    energy = np.mean(frames.astype(np.float64) ** 2, axis=1)
    loudest = float(energy.max(initial=0.0))
    if loudest < _SILENCE:
        raise BadSound("silent")
    heard = np.flatnonzero(energy > loudest * 10 ** (-INAUDIBLE / 10))
    margin = round(MARGIN * rate)
    kept = sound[max(int(heard[0]) * frame - margin, 0) : (int(heard[-1]) + 1) * frame + margin].copy()
    fade = np.linspace(0, 1, min(round(_FADE * rate), kept.size // 2), dtype=np.float32)
    kept[: fade.size] *= fade
    kept[kept.size - fade.size :] *= fade[::-1]
    return kept
