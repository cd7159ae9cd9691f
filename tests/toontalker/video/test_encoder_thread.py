"""The thread between drawing and encoding."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import numpy as np

from toontalker.video.encoder import EncoderThread
from toontalker.video.planes import Planes


def test_drawer_waits_for_a_slow_encoder() -> None:
    """Only a few frames ever lie between the two, so memory does not grow with the length of a clip."""
    go = threading.Event()
    handed_over: list[int] = []
    taken: list[int] = []

    def slow(planes: Iterator[Planes]) -> None:
        go.wait()
        taken.extend(int(frame[0, 0]) for frame in planes)

    def draw() -> None:
        with EncoderThread(slow) as encoder:
            for number in range(40):
                encoder.put(np.full((6, 4), number, np.uint8))
                handed_over.append(number)

    drawer = threading.Thread(target=draw)
    drawer.start()
    drawer.join(timeout=0.3)
    assert drawer.is_alive()
    assert len(handed_over) <= 5
    go.set()
    drawer.join(timeout=10)
    assert taken == list(range(40))


def test_the_interpreter_s_pace_is_put_back_when_the_last_encoder_leaves() -> None:
    """Encoders that overlap, whichever ends first, leave the switch interval of the process as they found it."""
    before = sys.getswitchinterval()
    first_in, second_in, first_may_go = threading.Event(), threading.Event(), threading.Event()

    def first(frames: Iterator[Planes]) -> None:
        first_in.set()
        first_may_go.wait(5)
        list(frames)

    def second(frames: Iterator[Planes]) -> None:
        second_in.set()
        list(frames)

    with EncoderThread(second):
        assert second_in.wait(5)
        with EncoderThread(first):
            assert first_in.wait(5)
            assert sys.getswitchinterval() < before
            first_may_go.set()
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before
