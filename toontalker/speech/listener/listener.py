"""The listener: when each sound is made in a recording, whether it is known what is said or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from toontalker.errors import ToonTalkerError
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.listener import weights
from toontalker.speech.listener.alignment import Alignment, aligned
from toontalker.speech.listener.expected import expected_sounds
from toontalker.speech.listener.features import FINEST, RATE, log_mel, normalised
from toontalker.speech.listener.hearing import heard_sounds
from toontalker.speech.listener.net import Net
from toontalker.speech.listener.shape import SHAPE, Shape
from toontalker.speech.recording import Onset, Passage, Recording

Array = NDArray[np.float32]

WORST_FIT = -1.75
"""Mean of ln posterior, less that of the likeliest class, below which a text is not what is said: see docs/voices.md."""
LONGEST_SPAN = 90.0
"""Seconds that are aligned in one piece; work and memory grow with the square."""
_PEAK = 0.5
"""Of every sound when it is listened to, so that the floor of the features lies as in the training."""
_INAUDIBLE = 1e-3
"""Highest sample of what is not made louder."""
_MARGIN = 0.05
"""Seconds before and after a passage that belong to it as well."""


class Listener:
    """May be used by many threads at once."""

    def __init__(self, process: EspeakProcess, *, file: Path = weights.FILE, shape: Shape = SHAPE) -> None:
        """`process`: knows how words are pronounced; `file`, `shape`: another training. Raises MissingPart."""
        tables = weights.load(file)
        self._follows = tables.pop("follows")
        self._net = Net(tables, shape)
        self._process = process

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Where the sounds of a cleaned text begin in a recording of it; None if it is not what is said there.

        Where the recording knows what is said when (`passages`), each passage is looked at by itself.
        """
        passages = recording.passages or [Passage(0.0, recording.seconds, text)]
        if any(passage.end - passage.start > LONGEST_SPAN for passage in passages):
            return None
        features = self._features(recording, FINEST)
        onsets: list[Onset] = []
        weighted, frames = 0.0, 0
        for passage in passages:
            first = max(round((passage.start - _MARGIN) * RATE / FINEST), 0)
            last = round((passage.end + _MARGIN) * RATE / FINEST)
            part = features[first:last]
            alignment = self._aligned(part, passage.text, language)
            if alignment is None:
                return None
            weighted, frames = weighted + alignment.score * alignment.frames, frames + alignment.frames
            since = first * FINEST / RATE
            onsets += [Onset(onset.start + since, onset.ipa) for onset in alignment.onsets]
        return onsets if frames and weighted / frames >= WORST_FIT else None

    def hear(self, recording: Recording) -> list[Onset]:
        """Where sounds begin in any recording, as far as they can be told without knowing what is said."""
        features = self._features(recording, 2 * FINEST)
        return heard_sounds(self._net.log_posteriors(features), self._follows)

    def fit(self, recording: Recording, text: str, language: str) -> float:
        """How well a text's sounds fit a recording, as `Alignment.score`; -inf where they cannot have room."""
        alignment = self._aligned(self._features(recording, FINEST), text, language)
        return alignment.score if alignment else -np.inf

    def _aligned(self, features: Array, text: str, language: str) -> Alignment | None:
        try:
            sounds = expected_sounds(self._process, text, language)
        except ToonTalkerError:
            return None  # what espeak cannot read can still be heard
        if not sounds or len(features) < 2:
            return None
        return aligned(self._finest(features), sounds)

    def _finest(self, features: Array) -> Array:
        """Posteriors every 5 ms: the net, made for 10 ms, looks twice."""
        posteriors = [self._net.log_posteriors(features[phase::2]) for phase in (0, 1)]
        both = np.empty((len(features), posteriors[0].shape[1]), np.float32)
        both[0::2], both[1::2] = posteriors
        return both

    def _features(self, recording: Recording, hop: int) -> Array:
        """``(frames, bands)`` of the whole recording, one every `hop` samples at `features.RATE`."""
        sound = _sound(recording)
        return normalised(log_mel(sound * np.float32(_PEAK / max(float(np.abs(sound).max(initial=0.0)), _INAUDIBLE)), hop))


def _sound(recording: Recording) -> Array:
    """All samples of a recording at `features.RATE`."""
    stream = soxr.ResampleStream(recording.rate, RATE, 1, dtype="float32", quality="HQ")
    blocks = [stream.resample_chunk(block) for block in recording.sound.blocks()]
    return np.concatenate([*blocks, stream.resample_chunk(np.zeros(0, np.float32), last=True)])


def open_listener(*, file: Path = weights.FILE, shape: Shape = SHAPE) -> Listener:
    """The listener as it is shipped, or of another training; raises MissingPart."""
    return Listener(EspeakProcess(*find_espeak()), file=file, shape=shape)
