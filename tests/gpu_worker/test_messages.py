"""What crosses the border: everything that was sent arrives as it was, and nothing else is taken for an event."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu_worker.errors import GarbageFrame
from gpu_worker.guard import BEAT
from gpu_worker.messages import (
    LARGEST_FRAME,
    Beat,
    Done,
    Event,
    Failed,
    Prepared,
    Progress,
    Ready,
    Retire,
    Run,
    Warm,
    command,
    encode,
    event,
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=10,
)
_EVENTS = (
    st.just(Ready())
    | st.just(Prepared())
    | st.just(Beat())
    | st.builds(Progress, job=_TEXT, stage=st.text("abc", max_size=40), fraction=st.floats(0, 1))
    | st.builds(Done, job=_TEXT, clip=_TEXT, report=st.dictionaries(_TEXT, _JSON, max_size=3))
    | st.builds(
        Failed,
        job=_TEXT,
        blame=st.sampled_from(["user", "operator", "us"]),
        message=_TEXT,
        trace=_TEXT,
        retry=st.sampled_from(["no", "fresh", "disk"]),
    )
)


@given(_EVENTS)
def test_events_arrive_as_they_were(sent: Event) -> None:
    """One event is one line, and that line is the event again."""
    line = encode(sent)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert event(line) == sent


@given(_TEXT, st.dictionaries(_TEXT, _JSON, max_size=3))
def test_orders_arrive_as_they_were(text: str, request: dict[str, object]) -> None:
    """The same for what goes down."""
    for sent in (Run(job="a", photo=text, audio=text, request=request, clip="c"), Warm(), Retire()):  # type: ignore[arg-type]  # JSON by construction
        assert command(encode(sent).decode()) == sent


@given(st.binary(max_size=300))
def test_noise_is_garbage(line: bytes) -> None:
    """No bytes make anything but an event or a `GarbageFrame`."""
    try:
        event(line)
    except GarbageFrame:
        return
    assert b"kind" in line


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]" * 100,
        b"[" * 100_000,
        b'{"kind":"run","job":"a","photo":"p","request":{},"clip":"c"}',
        b'{"kind":"progress","job":"a","stage":"clip","fraction":2}',
        b'{"kind":"progress","job":"a","stage":"clip","fraction":NaN}',
        b'{"kind":"progress","job":1,"stage":"clip","fraction":0.5}',
        b'{"kind":"beat","more":1}',
        b'{"kind":"failed","job":"a","blame":"nobody","message":"","trace":""}',
        pickle.dumps(Beat),
    ],
)
def test_what_is_almost_an_event_is_garbage(line: bytes) -> None:
    """Orders, values out of range, of a wrong type or with something on top, and pickles are refused, and nothing is executed."""
    with pytest.raises(GarbageFrame):
        event(line)


def test_frames_are_small() -> None:
    """What would not fit into a pipe is refused where it is made; so are numbers that JSON does not know."""
    with pytest.raises(ValueError, match="does not fit"):
        encode(Done(job="a", clip="c", report={"x": "y" * LARGEST_FRAME}))
    with pytest.raises(ValueError, match="JSON"):
        encode(Done(job="a", clip="c", report={"x": float("inf")}))


def test_guard_sends_beats() -> None:
    """What the guard writes without the codec is what the codec would write."""
    assert encode(Beat()) == BEAT
