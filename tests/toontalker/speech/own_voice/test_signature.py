"""What a file is, its first bytes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.speech.own_voice.sounds import KINDS, Kind, encoded
from toontalker.errors import UnreadableAudio
from toontalker.speech.own_voice.signature import container_of

FOUND = {"ogg": "ogg", "mp3": "mp3", "ipod": "mov", "mp4": "mov", "adts": "aac", "wav": "wav", "flac": "flac", "webm": "matroska"}
"""What FFmpeg calls a container when it writes it → when it reads it."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_known(kind: Kind) -> None:
    """By its bytes alone."""
    assert container_of(encoded(kind, 0.1)) == FOUND[kind.container]


@given(st.binary(max_size=40) | st.binary(max_size=40).map(lambda rest: b"ID3" + rest))
def test_any_bytes_are_a_container_or_a_sentence(data: bytes) -> None:
    """Never another error."""
    try:
        assert container_of(data) in set(FOUND.values())
    except UnreadableAudio as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - both answers are right
