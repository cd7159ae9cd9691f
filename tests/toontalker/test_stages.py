"""Progress and timings of a job."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from toontalker.clip import Progress
from toontalker.picture import Picture
from toontalker.stages import Stages


def test_a_stage_tells_its_start_and_its_end() -> None:
    """0 when it begins, 1 when it is over."""
    news: list[Progress] = []
    with Stages(news.append).stage("photo"):
        assert news == [Progress("photo", 0.0)]
    assert news == [Progress("photo", 0.0), Progress("photo", 1.0)]


def test_a_failed_stage_never_ends() -> None:
    """An error passes through, and nobody is told that the stage was finished."""
    news: list[Progress] = []
    stages = Stages(news.append)
    with pytest.raises(KeyError), stages.stage("face"):
        raise KeyError
    assert news == [Progress("face", 0.0)]
    assert stages.seconds == {}


def test_drawing_counts_to_the_mouth_and_not_to_the_clip() -> None:
    """Frames are drawn while the clip is written; each second is counted once, in the room that spent it."""
    stages = Stages(None)

    def slow_frames() -> Iterator[Picture]:
        for _ in range(4):
            time.sleep(0.02)
            yield np.zeros((2, 2, 3), np.uint8)

    with stages.stage("clip"):
        for _ in stages.drawn(slow_frames(), 4):
            time.sleep(0.005)
    assert 0.08 <= stages.seconds["mouth"] < 0.2
    assert 0.02 <= stages.seconds["clip"] < 0.08


def test_frames_tell_how_far_the_clip_is() -> None:
    """The fraction rises with each frame and stays within 1 even if there are more than expected."""
    news: list[Progress] = []
    frames = [np.full((2, 2, 3), value, np.uint8) for value in range(5)]
    passed = list(Stages(news.append).drawn(frames, 4))
    assert [int(frame[0, 0, 0]) for frame in passed] == [0, 1, 2, 3, 4]
    assert [item.fraction for item in news] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert {item.stage for item in news} == {"clip"}
