"""What no pipeline would accept is refused before the work begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toontalker.clip import AUDIO_VOICES, STYLES, VOICES, ClipRequest
from toontalker.errors import BadSetting
from toontalker.request_check import check_place, check_request, poster_beside

REQUEST = ClipRequest(b"", "Hello")


@given(
    style=st.sampled_from(STYLES),
    voice=st.sampled_from(VOICES),
    strength=st.floats(0, 2),
    size=st.integers(128, 512).map(lambda half: 2 * half),
    fps=st.integers(10, 60),
    face=st.integers(0, 99),
    seed=st.integers(),
)
def test_whatever_lies_within_the_limits_is_accepted(**values: Any) -> None:
    """Every documented value passes, in any combination."""
    check_request(replace(REQUEST, **values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("style", "oil"), ("voice", "robot"), ("audio_voice", "robot"), ("glasses", "maybe"),
        ("strength", -0.1), ("strength", 2.1), ("strength", float("nan")),
        ("strength", float("inf")), ("size", 254), ("size", 1026), ("size", 301), ("fps", 0), ("fps", 61), ("face", -1),
    ],
)  # fmt: skip
def test_a_value_out_of_range_is_named(field: str, value: Any) -> None:
    """One sentence, with the value in it."""
    change: dict[str, Any] = {field: value}
    with pytest.raises(BadSetting) as caught:
        check_request(replace(REQUEST, **change))
    assert f"{value:g}" in str(caught.value) if isinstance(value, float) else str(value) in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", ["clip.avi", "clip", "nowhere/clip.mp4"])
def test_a_place_where_no_clip_can_lie_is_refused(tmp_path: Path, name: str) -> None:
    """Another ending, or a folder that does not exist."""
    with pytest.raises(BadSetting):
        check_place(REQUEST, tmp_path / name)


def test_a_folder_cannot_be_the_clip(tmp_path: Path) -> None:
    """Even one that is called like a clip."""
    (tmp_path / "clip.mp4").mkdir()
    with pytest.raises(BadSetting, match="is a folder"):
        check_place(REQUEST, tmp_path / "clip.mp4")


def test_the_usual_names_are_accepted(tmp_path: Path) -> None:
    """me.jpg → me.mp4 is what people type; the poster does not touch the photo."""
    check_place(replace(REQUEST, photo=tmp_path / "me.jpg"), tmp_path / "me.mp4")


def test_a_voice_for_no_recording_is_refused() -> None:
    """With one, each is accepted."""
    with pytest.raises(BadSetting, match="there is no recording"):
        check_request(replace(REQUEST, audio_voice="male"))
    for voice in AUDIO_VOICES:
        check_request(replace(REQUEST, text="", audio=b"", audio_voice=voice))


@pytest.mark.parametrize("audio", ["me.mp4", "sub/../me.poster.jpg"])
def test_the_recording_is_never_overwritten(tmp_path: Path, audio: str) -> None:
    """An MP4 may well be one."""
    (tmp_path / "sub").mkdir()
    with pytest.raises(BadSetting, match="overwrite the recording"):
        check_place(replace(REQUEST, audio=tmp_path / audio), tmp_path / "me.mp4")


@pytest.mark.parametrize("photo", ["me.mp4", "me.poster.jpg", "sub/../me.poster.jpg"])
def test_the_photo_is_never_overwritten(tmp_path: Path, photo: str) -> None:
    """Neither by the clip nor by its poster, however the path is written."""
    (tmp_path / "sub").mkdir()
    with pytest.raises(BadSetting, match="overwrite"):
        check_place(replace(REQUEST, photo=tmp_path / photo), tmp_path / "me.mp4")


def test_the_poster_lies_beside_the_clip() -> None:
    """Same folder, same stem."""
    assert poster_beside(Path("a/b.mp4")) == Path("a/b.poster.jpg")
