from __future__ import annotations

from pathlib import Path

import numpy as np

from toontalker.speech.listener.train.judge.cost import SECONDS, cost_of
from toontalker.speech.listener.train.judge.loudness_mouth import loudness_mouths
from toontalker.speech.listener.train.judge.quiet import judge_quiet, quiet_sounds
from toontalker.speech.recording import Onset, Recording


class Patient:
    """Notes how long the recordings are that it is given, and opens its mouth half the time."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def hear(self, recording: Recording) -> list[Onset]:
        """An open vowel from the middle on."""
        self.heard.append(recording.seconds)
        return [Onset(0.0, ""), Onset(recording.seconds / 2, "a")]

    def align(self, recording: Recording, text: str, language: str) -> list[Onset] | None:
        """Nothing fits."""
        return None


def test_a_minute_is_listened_to_whatever_is_given(tmp_path: Path) -> None:
    """Short speech is repeated; the size is that of the file."""
    (tmp_path / "weights").write_bytes(b"0" * 1234)
    listener = Patient()
    cost = cost_of(listener, tmp_path / "weights", np.zeros(1000))
    assert set(listener.heard) == {SECONDS}
    assert cost.megabytes == 0.001234
    assert cost.real_time > 0
    assert cost.resamplings > 0


def test_every_sound_in_which_nobody_speaks_is_heard() -> None:
    """Half a time of an open mouth is nearly half of an open vowel; no two sounds are alike, and all stay soft."""
    figures = judge_quiet(Patient())
    sounds = quiet_sounds()
    assert [figure.what for figure in figures] == list(sounds)
    assert all(0.44 < figure.mean < 0.48 < figure.p95 for figure in figures)
    levels = [float(np.sqrt(np.mean(sound**2))) for sound in sounds.values()]
    assert levels[0] == 0
    assert levels == sorted(set(levels))
    assert levels[-1] < 0.02


def test_the_louder_the_wider() -> None:
    """The mouth follows the level by the one scale that comes nearest, at whatever level a sound was recorded."""
    level = np.repeat(np.sin(np.linspace(0, np.pi, 100)), 160)
    sound = level * np.random.default_rng(2).normal(0, 0.1, level.size)
    wanted = 0.5 * np.sin(np.linspace(0, np.pi, 100))
    one, other = loudness_mouths([sound, 0.01 * sound], [wanted, wanted])
    assert np.allclose(one, other)
    assert np.abs(one - wanted).mean() < 0.05
    assert loudness_mouths([np.zeros(1600)], [np.zeros(10)])[0].tolist() == [0] * 10
