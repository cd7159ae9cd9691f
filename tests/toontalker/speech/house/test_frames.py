"""From the times of phones to frames."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.house.frames import POSITIONS, frames_of

LENGTHS = st.lists(st.floats(2, 80), min_size=1, max_size=30)


@given(LENGTHS)
def test_frames_cover_the_sentence_in_order(lengths: list[float]) -> None:
    """One for every 10 ms up to the end, phones never going back, all figures finite and bounded."""
    ends = np.cumsum(lengths)
    phone_of, position = frames_of(ends)
    assert phone_of.size == int(np.ceil(ends[-1] / 2))
    assert position.shape == (phone_of.size, POSITIONS)
    assert (np.diff(phone_of) >= 0).all()
    assert phone_of[-1] <= len(lengths) - 1
    assert np.isfinite(position).all()
    assert np.abs(position).max() <= 2


def test_a_frame_belongs_to_the_phone_of_its_middle() -> None:
    """Two phones of 20 and 30 ms: two frames, three frames."""
    phone_of, position = frames_of(np.array([4.0, 10.0]))
    assert phone_of.tolist() == [0, 0, 1, 1, 1]
    assert np.allclose(position[:, 0], [0.25, 0.75, 1 / 6, 0.5, 5 / 6])
