"""What the net is told about each phone beside its name: its stress, and where it stands in word, phrase and sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.house.phones import NUMBER_OF, PAUSE, VOWELS
from toontalker.speech.house.reading import Place

Array = NDArray[np.float32]
Numbers = NDArray[np.int64]

FEATURES = 27
"""Of each phone; see `context_of`."""
MOST = 2.0
"""To which counts that grow with the sentence are held: the teacher's sentences were not longer."""


def numbers_of(places: Sequence[Place]) -> Numbers:
    """The number of each phone, ``(places,)``."""
    return np.array([NUMBER_OF[place.phone] for place in places], np.int64)


def context_of(places: Sequence[Place]) -> Array:
    """The context of each phone, ``(places, FEATURES)``; counts are scaled to about 0 to 2, all else is 0 or 1.

    0, 1: secondary, primary stress. 2–7 in the word: first, last, phones before, phones after, has a primary stress, has had it.
    8–11 in the phrase: phones before, phones after, length, share passed. 12, 13: phones before and after in the sentence.
    14–17: how the phrase ends. 18, 19: first, last phrase. 20: length of the sentence. 21, 22: words before and after in the
    phrase. 23, 24: primary stresses before and after in the phrase. 25: syllables of the word. 26: bears or follows the last
    primary stress of its phrase.
    """
    count = len(places)
    features = np.zeros((count, FEATURES), np.float32)
    at = np.arange(count)
    stress = np.array([place.stress for place in places])
    word = np.array([place.word for place in places])
    features[:, 0], features[:, 1] = stress == 1, stress == 2
    _word_features(features, word, stress == 2, np.array([place.phone in VOWELS for place in places]))
    pauses = np.flatnonzero([place.phone == PAUSE for place in places])
    before = pauses[np.searchsorted(pauses, at, side="right") - 1]
    after = pauses[np.searchsorted(pauses, at)]
    length = after - before
    features[:, 8], features[:, 9] = (at - before) / 15, (after - at) / 15
    features[:, 10], features[:, 11] = length / 30, (at - before) / np.maximum(length, 1)
    features[:, 12], features[:, 13] = at / 40, (count - 1 - at) / 40
    features[at, 14 + np.array([place.ending for place in places])] = 1
    features[:, 18], features[:, 19] = before == 0, after == count - 1
    features[:, 20] = count / 60
    _phrase_counts(features, before, after, stress == 2, word)
    np.minimum(features, MOST, out=features)
    return features


def _word_features(features: Array, word: Numbers, primary: NDArray[np.bool_], vowel: NDArray[np.bool_]) -> None:
    """Fills in what is said of the word."""
    for number in range(int(word.max(initial=-1)) + 1):
        (inside,) = np.nonzero(word == number)
        if not inside.size:
            continue
        place = np.arange(inside.size)
        features[inside[0], 2] = features[inside[-1], 3] = 1
        features[inside, 4], features[inside, 5] = place / 6, place[::-1] / 6
        features[inside, 6] = primary[inside].any()
        features[inside, 7] = np.cumsum(primary[inside]) - primary[inside] > 0
        features[inside, 25] = vowel[inside].sum() / 3


def _phrase_counts(features: Array, before: Numbers, after: Numbers, primary: NDArray[np.bool_], word: Numbers) -> None:
    """Fills in how many words and stresses of the phrase came before and are still to come."""
    inside = word >= 0
    starts = np.cumsum(inside & (word != np.concatenate([[-1], word[:-1]])))
    stresses = np.cumsum(primary)
    features[:, 21] = np.where(inside, starts - starts[before] - 1, 0) / 6
    features[:, 22] = np.where(inside, starts[after] - starts, 0) / 6
    features[:, 23] = np.where(inside, stresses - stresses[before] - primary, 0) / 4
    features[:, 24] = np.where(inside, stresses[after] - stresses, 0) / 4
    features[:, 26] = inside & (stresses == stresses[after]) & (stresses > stresses[before])
