"""Formants, of a voice whose own are known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.toontalker.speech.gender.voices import FORMANTS, MAN, RATE, vowel
from toontalker.speech.gender.judge.formants import formants


def test_the_second_formant_of_a_vowel_is_found() -> None:
    """Within a twentieth: it is the one that tells most of a throat's length."""
    found = np.nanmedian(formants(vowel(MAN, 2.0), RATE), axis=0)
    assert found[1] == pytest.approx(FORMANTS[1], rel=0.05)


def test_there_are_none_in_silence() -> None:
    """NaN, and nothing is warned of."""
    assert np.isnan(formants(np.zeros(RATE, np.float32), RATE)).all()
