from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toontalker.mouth.wav2lip.mel import BANDS, SILENCE
from toontalker.mouth.wav2lip.windows import WINDOW, window_starts, windows


def test_windows_begin_where_the_original_s_begin(original: Path) -> None:
    """For every rate and length that was recorded."""
    with np.load(original / "chunk_starts.npz") as starts:
        assert starts.files
        for name in starts.files:
            fps, columns = re.fullmatch(r"fps([\d.]+)_mel(\d+)", name).groups()  # type: ignore[union-attr] # else it fails
            assert np.array_equal(window_starts(int(columns), len(starts[name]), float(fps)), starts[name]), name


@given(columns=st.integers(1, 2000), frames=st.integers(0, 300), fps=st.floats(1, 120))
def test_every_window_lies_in_the_sound(columns: int, frames: int, fps: float) -> None:
    """They go forward only, and the last one ends at the end at the latest."""
    starts = window_starts(columns, frames, fps)
    assert len(starts) == frames
    assert np.all(np.diff(starts) >= 0)
    assert np.all((starts >= 0) & (starts <= max(0, columns - WINDOW)))


def test_a_window_is_a_piece_of_the_spectrogram() -> None:
    """In the layout that the network wants."""
    mel = np.random.default_rng(0).standard_normal((BANDS, 40)).astype(np.float32)
    cut = windows(mel, np.array([0, 7, 24]))
    assert cut.shape == (3, 1, BANDS, WINDOW)
    assert np.array_equal(cut[1, 0], mel[:, 7:23])


def test_a_short_spectrogram_is_followed_by_silence() -> None:
    """Its own columns come first."""
    mel = np.ones((BANDS, 3), np.float32)
    cut = windows(mel, window_starts(3, 2, 25))
    assert np.all(cut[..., :3] == 1)
    assert np.all(cut[..., 3:] == SILENCE)
