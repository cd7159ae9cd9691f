"""What is to be heard if a text is spoken."""

from __future__ import annotations

from itertools import pairwise

import pytest

from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.listener.expected import expected_sounds
from toontalker.speech.listener.sounds import PAUSE


@pytest.fixture(scope="module")
def process() -> EspeakProcess:
    """espeak-ng, asked in processes of its own."""
    return EspeakProcess(*find_espeak())


def test_sounds_come_in_order_with_a_pause_where_a_word_begins(process: EspeakProcess) -> None:
    """Between two words one may pause, inside of one not; nothing is said before or after."""
    sounds = expected_sounds(process, "my mama", "en")
    assert "".join(sound.ipa or "_" for sound in sounds).replace("ɑ", "a") == "maɪ_mamɐ"
    assert all(sound.seconds > 0 for sound in sounds if sound.number != PAUSE)


@pytest.mark.parametrize(("text", "language"), [("Guten Morgen", "de"), ("Доброе утро", "ru"), ("おはよう", "ja"), ("早上好", "zh")])
def test_every_language_has_sounds(process: EspeakProcess, text: str, language: str) -> None:
    """None of them ends with a pause, and no pause follows another."""
    sounds = expected_sounds(process, text, language)
    assert len([sound for sound in sounds if sound.number != PAUSE]) >= 5
    assert sounds[-1].number != PAUSE
    assert all(one.number or two.number for one, two in pairwise(sounds))


def test_signs_alone_have_no_sounds(process: EspeakProcess) -> None:
    """Nothing is expected of them."""
    assert expected_sounds(process, "...", "en") == []
