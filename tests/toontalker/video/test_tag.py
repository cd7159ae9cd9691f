"""The corner tag."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.toontalker.video.conftest import FPS, Noise
from toontalker.video import write_clip
from toontalker.video.planes import to_picture, to_planes
from toontalker.video.tag import Tag


@pytest.mark.parametrize("size", [256, 258, 512, 1024])
@pytest.mark.parametrize("ground", [(20, 20, 30), (128, 90, 70), (250, 250, 250)])
def test_is_small_and_readable_on_any_ground(size: int, ground: tuple[int, int, int]) -> None:
    """It covers at most 2.5 % of the frame, all in the lower right corner; its letters are light and stand out from its pill."""
    planes = to_planes(np.full((size, size, 3), ground, np.uint8))
    bare = to_picture(planes).astype(int)
    Tag.drawn_for(size, size).press(planes)
    tagged = to_picture(planes).astype(int)
    changed = np.abs(tagged - bare).max(2) > 3
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    box = tagged[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean(2)
    assert box.size <= 0.025 * size * size
    assert rows[0] > 0.9 * size
    assert columns[0] > size / 2
    assert np.percentile(box, 99.5) > 200
    assert np.percentile(box, 99.5) - np.median(box) > 60


@pytest.mark.parametrize("tag", [True, False])
def test_every_frame_carries_it_unless_it_is_switched_off(tag: bool, speech: Noise, tmp_path: Path) -> None:
    """On: light letters in the corner from the first frame to the last. Off: nothing."""
    dark = np.full((256, 256, 3), 40, np.uint8)
    written = write_clip(tmp_path / "clip.mp4", [dark] * 30, speech, fps=FPS, title="", tag=tag)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        corners = [frame.to_ndarray(format="rgb24")[230:, 128:].max() for frame in container.decode(video=0)]
    assert all((corner > 150) == tag for corner in corners)
    assert (written.stills[0][230:, 128:].max() > 150) == tag
