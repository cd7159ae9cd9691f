"""The supervisor's end of the pipe never waits and is never fooled."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu_worker.errors import GarbageFrame
from gpu_worker.inbox import Inbox
from gpu_worker.messages import LARGEST_FRAME, Beat, Event, Progress, encode
from gpu_worker.outbox import Outbox


@dataclass
class Ends:
    """Both ends of a pipe."""

    inbox: Inbox
    writer: Connection

    def write(self, data: bytes) -> None:
        """As it is."""
        os.write(self.writer.fileno(), data)


def _ends() -> Ends:
    reader, writer = Pipe(duplex=False)
    return Ends(Inbox(reader), writer)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A fresh pipe."""
    made = _ends()
    yield made
    made.inbox.close()
    made.writer.close()


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_lines_may_come_in_pieces(sizes: list[int]) -> None:
    """However a pipe cuts what is sent, the same events come out in the same order."""
    ends = _ends()
    sent: list[Event] = [Progress(job=str(number), stage="clip", fraction=0.5) for number in range(5)]
    stream = b"".join(map(encode, sent))
    received: list[Event] = []
    while stream:
        size = sizes[len(stream) % len(sizes)]
        ends.write(stream[:size])
        stream = stream[size:]
        received += ends.inbox.read()
    ends.inbox.close()
    ends.writer.close()
    assert received == sent


def test_half_a_line_holds_nobody_up(ends: Ends) -> None:
    """A worker that stops in the middle of a line is read up to there, at once; the rest may follow."""
    line = encode(Beat())
    ends.write(line + line[:5])
    assert ends.inbox.read() == [Beat()]
    assert ends.inbox.read() == []
    ends.write(line[5:])
    assert ends.inbox.read() == [Beat()]


def test_end_of_the_pipe_is_seen_after_the_last_event(ends: Ends) -> None:
    """What a worker said before it died still counts."""
    Outbox(ends.writer).write(encode(Beat()))
    ends.writer.close()
    assert ends.inbox.read() == [Beat()]
    assert ends.inbox.ended


def test_endless_lines_are_garbage(ends: Ends) -> None:
    """A line that never ends is given up before it fills the memory."""
    ends.write(b"x" * (LARGEST_FRAME + 1))
    with pytest.raises(GarbageFrame):
        ends.inbox.read()
