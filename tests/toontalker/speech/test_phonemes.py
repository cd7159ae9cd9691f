"""From reported onsets to phonemes without gap or overlap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.clip import Phoneme
from toontalker.speech import Voices
from toontalker.speech.espeak import Espeak
from toontalker.speech.phonemes import phonemes_of
from toontalker.speech.recording import Onset
from toontalker.speech.visemes import VISEMES

LOUD = np.full(2000, 0.01, np.float32)


def _brief(phonemes: tuple[Phoneme, ...]) -> list[tuple[str, float, float]]:
    return [(p.ipa, round(p.start, 3), round(p.end, 3)) for p in phonemes]


def _check(phonemes: tuple[Phoneme, ...], seconds: float) -> None:
    assert phonemes[0].start == 0
    assert phonemes[-1].end == seconds
    assert all(one.end == next_one.start for one, next_one in pairwise(phonemes))
    assert all(p.end - p.start > 1e-7 for p in phonemes)
    assert all((p.ipa == "") == (p.viseme == "sil") for p in phonemes)
    assert {p.viseme for p in phonemes} <= set(VISEMES)


def test_onsets_become_spans() -> None:
    """Each sound lasts until the next; before the first and after the last there is a pause; times are shifted."""
    onsets = [Onset(0.1, "s"), Onset(0.3, "ˈiː"), Onset(0.6, "")]
    phonemes = phonemes_of(onsets, 0.2, LOUD)
    assert _brief(phonemes) == [("", 0, 0.3), ("s", 0.3, 0.5), ("i", 0.5, 0.8), ("", 0.8, 2)]
    assert [p.viseme for p in phonemes] == ["sil", "SS", "ih", "sil"]


def test_a_diphthong_is_two_sounds_sixty_to_forty() -> None:
    """`aɪ` of half a second is `a` for 0.3 s and `ɪ` for 0.2 s."""
    assert _brief(phonemes_of([Onset(0, "aɪ"), Onset(0.5, "")], 0, LOUD))[:2] == [("a", 0, 0.3), ("ɪ", 0.3, 0.5)]


def test_switches_of_language_marks_and_double_pauses_leave_no_trace() -> None:
    """`(en)` is not a sound, a lone stress mark belongs to what is before it, two pauses are one."""
    onsets = [
        Onset(0, "z"),
        Onset(0.2, "(en)"),
        Onset(0.3, "ˈ"),
        Onset(0.4, "ʃ"),
        Onset(0.6, ""),
        Onset(0.7, ""),
        Onset(0.8, "l"),
        Onset(1, ""),
    ]
    assert _brief(phonemes_of(onsets, 0, LOUD)) == [("z", 0, 0.4), ("ʃ", 0.4, 0.6), ("", 0.6, 0.8), ("l", 0.8, 1), ("", 1, 2)]


def test_a_sound_without_length_gets_a_little() -> None:
    """Two sounds reported at one moment are both there."""
    phonemes = phonemes_of([Onset(0, "u"), Onset(0.5, "l"), Onset(0.5, "")], 0, LOUD)
    assert _brief(phonemes)[:2] == [("u", 0, 0.48), ("l", 0.48, 0.5)]


def test_a_stop_begins_with_its_closure() -> None:
    """The silence before a burst belongs to the stop, in which the lips are shut, not to the vowel before it."""
    energy = LOUD.copy()
    energy[440:500] = 1e-6
    phonemes = phonemes_of([Onset(0.2, "a"), Onset(0.5, "p"), Onset(0.54, "a"), Onset(1, "")], 0, energy)
    stop = next(p for p in phonemes if p.ipa == "p")
    assert stop.start == pytest.approx(0.44, abs=0.006)
    assert stop.end == pytest.approx(0.54)


def test_a_voiced_stop_without_silence_begins_where_it_is_reported() -> None:
    """No closure is invented where the sound goes on."""
    phonemes = phonemes_of([Onset(0.2, "a"), Onset(0.5, "b"), Onset(0.6, "a"), Onset(1, "")], 0, LOUD)
    assert next(p for p in phonemes if p.ipa == "b").start == pytest.approx(0.5)


def test_a_closure_never_swallows_the_sound_before_it() -> None:
    """A third of it and more is left, and no closure is longer than 0.12 s."""
    quiet = np.full(2000, 1e-7, np.float32)
    quiet[300:305] = 0.01
    phonemes = phonemes_of([Onset(0.3, "a"), Onset(0.36, "t"), Onset(0.9, "i"), Onset(1.5, "k"), Onset(1.6, "")], 0, quiet)
    starts = {p.ipa: p.start for p in phonemes if p.ipa}
    assert starts["t"] >= 0.32 - 1e-9
    assert starts["k"] >= 1.38 - 1e-9


def test_the_lips_shut_before_the_first_burst() -> None:
    """A stop after a pause takes 60 ms of it."""
    phonemes = phonemes_of([Onset(0.5, "p"), Onset(0.6, "a"), Onset(1, "")], 0, LOUD)
    assert _brief(phonemes)[:2] == [("", 0, 0.44), ("p", 0.44, 0.6)]


_NAMES = st.sampled_from(["", "p", "ˈaɪ", "tʃ", "ə", "(en)", "ˈ", "pf", "ɔːɹ", "m", "s", "\ufffd", "ʔ"])


@given(st.lists(st.tuples(st.floats(-1, 4), _NAMES), max_size=40), st.floats(-0.5, 0.5))
def test_whatever_is_reported_the_phonemes_fit_together(onsets: list[tuple[float, str]], shift: float) -> None:
    """Out of order, doubled, outside of the sound: the result still covers every moment once."""
    _check(phonemes_of([Onset(*onset) for onset in onsets], shift, LOUD), 2.0)


@pytest.mark.parametrize("voice", ["male", "female"])
def test_real_speech_fits_together_and_its_lips_shut_in_time(espeak: Espeak, voice: str) -> None:
    """Every /p b m/ of a sentence is there, most are longer than a frame, and /p/ is silent while the lips are shut."""
    voices = Voices([espeak])  # whose stops are reported at their bursts, so that the closures must be found
    speech = voices.say("Peter Piper picked a peck. Mama bumped into Bob; stop the map, please.", "male" if voice == "male" else "female")
    _check(speech.phonemes, speech.seconds)
    shut = [p for p in speech.phonemes if p.viseme == "PP"]
    assert [p.ipa for p in shut] == list("pppppmmbmpbbpmpp")
    assert np.mean([p.end - p.start > 0.04 for p in shut]) > 0.9
    sound = np.concatenate(list(speech.blocks()))
    for p in shut:
        if p.ipa == "p" and p.start > 0.2:
            at = round(p.start * 48_000)
            assert np.abs(sound[at + 480 : at + 960]).max() < 0.05
