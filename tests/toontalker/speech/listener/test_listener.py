"""The listener as it is shipped, on voices that tell their own times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.errors import MissingPart
from toontalker.speech.espeak import Espeak
from toontalker.speech.listener import Listener, open_listener, weights
from toontalker.speech.listener.shape import SHAPE
from toontalker.speech.listener.sounds import class_of
from toontalker.speech.recording import Passage, Recording
from toontalker.speech.visemes import viseme_of

SENTENCE = "Papa bought my mother a big blue boat, but Bob wants to be a baker."


@pytest.fixture(scope="module")
def listener() -> Listener:
    """As it is shipped."""
    return open_listener()


@pytest.fixture(scope="module")
def spoken(espeak: Espeak) -> Recording:
    """A sentence full of closed lips, by a voice that knows its times."""
    return espeak.say(SENTENCE, "female", "en")


def _recording(sound: NDArray[np.float32], rate: int = 16_000) -> Recording:
    recording = Recording(rate, timed=False)
    recording.sound.write(sound)
    return recording


def _samples(recording: Recording) -> NDArray[np.float32]:
    return np.concatenate(list(recording.sound.blocks()))


def _vowels(recording: Recording) -> list[float]:
    """Where the open vowels of a recording begin by its own account: what a stop's closure does not blur."""
    return [onset.start for onset in recording.onsets if onset.ipa and viseme_of(onset.ipa) == "aa"]


def test_a_known_text_is_found_where_it_is_spoken(listener: Listener, spoken: Recording) -> None:
    """The open vowels of a sentence lie within a frame of a video of where the voice itself says."""
    onsets = listener.align(spoken, SENTENCE, "en")
    assert onsets is not None
    found = [onset.start for onset in onsets if onset.ipa and viseme_of(onset.ipa) == "aa"]
    wanted = _vowels(spoken)
    assert len(found) == len(wanted)
    assert np.abs(np.array(found) - wanted).max() < 0.04
    assert [onset.start for onset in onsets] == sorted(onset.start for onset in onsets)


def test_lips_close_for_what_is_heard(listener: Listener, spoken: Recording) -> None:
    """Without the text, most of its /p b m/ are heard as such, at their place."""
    own = [onset.start for onset in spoken.onsets if onset.ipa and viseme_of(onset.ipa) == "PP"]
    heard = [onset.start for onset in listener.hear(spoken) if onset.ipa and viseme_of(onset.ipa) == "PP"]
    near = [min(abs(start - other) for other in heard) < 0.1 for start in own]
    assert np.mean(near) >= 0.8


def test_another_text_is_not_what_is_said(listener: Listener, spoken: Recording) -> None:
    """A text that does not fit is told apart, so that nobody's lips say what nobody says."""
    assert listener.align(spoken, "Completely different things are written on this piece of paper here.", "en") is None
    assert listener.fit(spoken, SENTENCE, "en") > listener.fit(spoken, "Nothing of this sort was ever said to you, sir.", "en") + 0.5


def test_passages_are_looked_at_by_themselves(listener: Listener, espeak: Espeak) -> None:
    """Where it is known what is said when, a sound lies in its passage, and a long text needs no long chain."""
    parts = [_samples(espeak.say(text, "male", "en")) for text in ("Happy birthday, mama!", "See you at the pub.")]
    edge = parts[0].size / 22_050
    recording = _recording(np.concatenate(parts), 22_050)
    recording.passages.extend(
        [Passage(0.0, edge, "Happy birthday, mama!"), Passage(edge, recording.seconds, "See you at the pub.")]
    )
    onsets = listener.align(recording, "Happy birthday, mama! See you at the pub.", "en")
    assert onsets is not None
    assert [onset.ipa for onset in onsets if onset.ipa and onset.start > edge - 0.06][:2] == ["s", "i"]


@pytest.mark.parametrize("level", [0.02, 1.0])
def test_how_loud_it_is_does_not_matter(listener: Listener, spoken: Recording, level: float) -> None:
    """A soft recording is heard as the loud one is."""
    whole = _samples(spoken)
    heard = listener.hear(_recording(whole * np.float32(level / np.abs(whole).max()), spoken.rate))
    assert len(heard) == pytest.approx(len(listener.hear(spoken)), abs=3)


@pytest.mark.parametrize("noise", [0.0, 1e-4, 3e-3])
def test_where_nobody_speaks_nothing_is_heard(listener: Listener, noise: float) -> None:
    """Silence and the noise of a room leave the lips at rest, nearly all of the time."""
    sound = np.random.default_rng(2).normal(0, max(noise, 1e-9), 48_000).astype(np.float32)
    onsets = listener.hear(_recording(sound))
    ends = [onset.start for onset in onsets[1:]] + [3.0]
    spoken = sum(end - onset.start for onset, end in zip(onsets, ends, strict=True) if onset.ipa)
    assert spoken < 0.15


@pytest.mark.parametrize("samples", [0, 10, 200, 2000])
def test_the_shortest_recordings_do_no_harm(listener: Listener, samples: int) -> None:
    """No text fits into them, and nothing goes wrong."""
    recording = _recording(np.full(samples, 0.1, np.float32))
    assert listener.align(recording, SENTENCE, "en") is None
    assert all(0 <= onset.start <= max(recording.seconds, 0.01) for onset in listener.hear(recording))


def test_a_text_of_which_espeak_makes_nothing_is_no_fit(listener: Listener, spoken: Recording) -> None:
    """Signs alone cannot be what is said."""
    assert listener.align(spoken, "…", "en") is None


def test_many_threads_hear_the_same(listener: Listener, spoken: Recording) -> None:
    """One listener serves all."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: listener.align(spoken, SENTENCE, "en"), range(8)))
    assert all(answer == answers[0] for answer in answers)


def test_the_weights_are_small_and_whole(tmp_path: Path) -> None:
    """Less than a megabyte ships; a damaged or missing file is a sentence, not a traceback."""
    assert weights.FILE.stat().st_size < 1_000_000
    broken = tmp_path / "listener.npz"
    broken.write_bytes(weights.FILE.read_bytes()[:1000])
    for file in (broken, tmp_path / "nothing.npz"):
        with pytest.raises(MissingPart):
            open_listener(file=file)


def test_the_net_sees_a_third_of_a_second_to_each_side() -> None:
    """So a sound changes nothing that is heard half a second away."""
    assert SHAPE.reach * 0.01 == pytest.approx(0.32)
    assert class_of("m") == 3
