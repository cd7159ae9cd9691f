from __future__ import annotations

import numpy as np
import pytest

from toontalker.speech.espeak import Espeak
from toontalker.speech.house.train.recogniser import PhoneStart
from toontalker.speech.house.train.reported_starts import matched_starts
from toontalker.speech.listener.train.judge.listening import RATE, recorded, samples_of
from toontalker.speech.listener.train.judge.rivals import RecogniserAligner, Stretched, audible

SENTENCE = "This morning my brother sold his car."


def test_espeaks_own_times_are_met_where_espeak_itself_is_judged(espeak: Espeak) -> None:
    """The stretch of the same voice is none; after silence, or in a sound twice as slow, all onsets move along."""
    recording = espeak.say(SENTENCE, "female", "en")
    sound = samples_of(recording)
    aligner = Stretched()
    plain = aligner.align(recording, SENTENCE, "en")
    assert plain is not None
    assert [onset.start for onset in plain] == pytest.approx([onset.start for onset in recording.onsets], abs=0.011)
    with recorded(np.concatenate([np.zeros(recording.rate), sound]), recording.rate) as later:
        moved = aligner.align(later, SENTENCE, "en")
    with recorded(sound, recording.rate // 2) as slower:
        stretched = aligner.align(slower, SENTENCE, "en")
    assert moved is not None
    assert stretched is not None
    assert [onset.start for onset in moved] == pytest.approx([onset.start + 1 for onset in plain], abs=0.02)
    assert [onset.start for onset in stretched] == pytest.approx([2 * onset.start for onset in plain], abs=0.03)


def test_what_can_be_heard_is_found_in_noise_too() -> None:
    """A second of tone from .5 s on, alone and with noise 20 dB below it; of nothing all is taken."""
    sound = np.zeros(2 * RATE)
    sound[RATE // 2 : 3 * RATE // 2] = 0.3 * np.sin(np.arange(RATE))
    noisy = sound + np.random.default_rng(1).normal(0, 0.02, sound.size)
    assert audible(sound) == pytest.approx((0.5, 1.5), abs=0.011)
    assert audible(noisy) == pytest.approx((0.5, 1.5), abs=0.011)
    assert audible(np.zeros(RATE)) == (0, 1)
    assert audible(np.zeros(0))[1] > 0


def test_the_recogniser_names_sounds_and_pauses(espeak: Espeak) -> None:
    """Its alignment has a pause before and after, and lies within a tenth of a second of the voice's own times; it knows its limits."""
    recording = espeak.say(SENTENCE, "male", "en")
    aligner = RecogniserAligner()
    found = aligner.align(recording, SENTENCE, "en")
    assert found is not None
    assert found[0].ipa == found[-1].ipa == ""
    assert [onset.ipa for onset in found if onset.ipa][:4] == ["ð", "ɪ", "s", "m"]
    reference = [PhoneStart(name, onset.start) for name, onset in zip(["DH", "IH", "S", "M"], found[1:5], strict=True)]
    starts = matched_starts(recording.onsets[:6], reference)
    assert np.median(np.abs(starts[:, 0] - starts[:, 1])) < 0.1
    assert aligner.align(recording, "xyzzyq", "en") is None
