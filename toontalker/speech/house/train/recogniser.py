"""An independent judge of speech: CMU PocketSphinx, which knows nothing of our voices. For training and judging only.

It is a small recogniser without neural nets (D. Huggins-Daines et al., "PocketSphinx: a free, real-time continuous speech
recognition system for hand-held devices", ICASSP 2006), trained on people at a microphone. Its errors rank voices; they do not
say how many words a listener would miss. Other noise beneath the same sounds changes one word in fifty or so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from toontalker.speech.house.train.teacher import RATE

Array = NDArray[np.float64]

LEVEL = 0.08
"""Root mean square that every sound is brought to."""
LEAD = 0.2
"""Seconds of near-silence put before and after: the recogniser learns from them what silence is."""
DITHER = 1e-4
"""Standard deviation of the noise laid under everything, 58 dB below the level: the logarithm of nothing is no feature."""
FRAMES = 100
"""In a second; each looks at 25.6 ms."""
SILENCES = re.compile(r"SIL|\+.*\+")
"""Its names for what is no phone."""

_SEED = 1


class WordErrors(NamedTuple):
    """How much of a sentence was understood."""

    errors: int
    """Words replaced, left out or put in."""
    words: int
    """Of the sentence."""


class PhoneStart(NamedTuple):
    """Where the recogniser says that a phone begins."""

    phone: str
    """One of its 39 phones, those of the CMU dictionary: ``AH``, without stress."""
    start: float
    """Seconds from the start of the sound."""


class Recogniser:
    """The recogniser with the English model and language model of its wheel. Takes about a second to make; for one thread."""

    def __init__(self) -> None:
        self._listener = Decoder(loglevel="FATAL")
        # PocketSphinx 5.1.1 fails on one sentence in six where it may take the best path through its lattice of words: that
        # gives phones fewer frames than they have states (https://github.com/cmusphinx/pocketsphinx/pull/500).
        self._aligner = Decoder(lm=None, bestpath=False, loglevel="FATAL")

    def words(self, sound: Array) -> tuple[str, ...]:
        """The words it takes a sound for, ``(samples,)`` in [-1, 1] at 16 kHz; the same for the same sound, whatever came before."""
        _decode(self._listener, _pcm(sound))
        hypothesis = self._listener.hyp()
        return words_of(hypothesis.hypstr) if hypothesis else ()

    def word_errors(self, sentence: str, sound: Array) -> WordErrors:
        """How many words of a sentence it gets wrong in a sound, ``(samples,)`` in [-1, 1] at 16 kHz."""
        said = words_of(sentence)
        return WordErrors(edit_distance(said, self.words(sound)), len(said))

    def phone_starts(self, sentence: str, sound: Array) -> list[PhoneStart] | None:
        """Where each phone of a sentence begins in a sound, ``(samples,)`` in [-1, 1] at 16 kHz: forced alignment.

        Silence is left out. The time is that of the first frame given to the phone, counted from the first sample that the frame
        looks at (number x 10 ms), as PocketSphinx itself prints it; a sound that begins at once may so have a start just below 0.
        None where its dictionary lacks a word or nothing fits.
        """
        found = self.segments(sentence, sound)
        return None if found is None else [start for start in found if start.phone]

    def segments(self, sentence: str, sound: Array) -> list[PhoneStart] | None:
        """The same with the silences, which have an empty name."""
        said = words_of(sentence)
        if not said or any(self._aligner.lookup_word(word) is None for word in said):
            return None
        pcm = _pcm(sound)
        try:
            self._aligner.set_align_text(" ".join(said))
            _decode(self._aligner, pcm)
            self._aligner.set_alignment()  # the first pass finds the words, this one the phones in them
            _decode(self._aligner, pcm)
            found = [(phone.name, phone.start) for word in self._aligner.get_alignment() for phone in word]
        except RuntimeError:
            return None
        lead = round(LEAD * FRAMES)
        return [PhoneStart("" if SILENCES.fullmatch(name) else name, (frame - lead) / FRAMES) for name, frame in found]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; an apostrophe belongs to its word, a hyphen parts two."""
    return tuple(re.findall(r"[a-z0-9]+(?:'[a-z0-9]+)*", text.lower().replace("’", "'")))


def edit_distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words have to be replaced, left out or put in to make one sequence the other (V. Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(heard, 1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other))
    return row[-1]


def _pcm(sound: Array) -> bytes:
    """int16 samples at the level, with silence around and noise beneath."""
    level = float(np.sqrt(np.mean(np.square(sound)))) if sound.size else 0.0
    around = np.zeros(round(LEAD * RATE))
    whole = np.concatenate([around, sound * (LEVEL / max(level, 1e-9)), around])
    whole += np.random.default_rng(_SEED).normal(0, DITHER, whole.size)
    return np.rint(np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes()


def _decode(decoder: Decoder, pcm: bytes) -> None:
    """Lets a decoder listen to a whole sound with the search that is active in it."""
    decoder.reinit_feat()  # it would else remember the noise and the level of the sound before, and hear other words
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
