"""The mp4: what is in it, and what happens when something goes wrong on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.video.conftest import FPS, Noise, pictures
from toontalker.errors import SetupError, ToonTalkerError
from toontalker.picture import Picture
from toontalker.video import write_clip


def _decoded_sound(clip: Path) -> NDArray[np.float32]:
    with av.open(str(clip)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def _decoded_pictures(clip: Path) -> list[NDArray[np.int32]]:
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.int32) for frame in container.decode(video=0)]


def test_is_what_chats_play(speech: Noise, tmp_path: Path) -> None:
    """H.264 yuv420p and AAC 48 kHz mono in an mp4 whose index comes first and which is in one piece; it says what it is."""
    path = tmp_path / "clip.mp4"
    written = write_clip(path, pictures(), speech, fps=FPS, title="Hello\nthere 😀")
    content = path.read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")
    assert b"moof" not in content
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (picture.width, picture.height, picture.frames) == (128, 96, 51)
        assert picture.average_rate == FPS
        assert (sound.codec_context.name, sound.profile, sound.rate, sound.layout.name) == ("aac", "LC", 48_000, "mono")
        assert container.metadata["title"] == "Hello there 😀"
        assert container.metadata["comment"] == "AI-made cartoon"
    assert (written.frames, written.fps, written.width, written.height) == (51, FPS, 128, 96)
    assert written.seconds == pytest.approx(51 / FPS)


def test_sound_and_picture_start_together(speech: Noise, tmp_path: Path) -> None:
    """The decoded sound lies within one sample of what was spoken, the first frame at 0, and both end within one frame."""
    path = tmp_path / "clip.mp4"
    write_clip(path, pictures(), speech, fps=FPS, title="")
    spoken, heard = speech.samples, _decoded_sound(path)[: speech.samples.size]
    size = 2 * spoken.size
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(spoken, size).conj())
    assert int(match.argmax()) in (0, 1, size - 1)
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert picture.start_time == 0
        assert sound.start_time == 0
        lengths = [float(stream.duration * stream.time_base) for stream in (picture, sound)]  # type: ignore[operator]
    assert lengths[1] == pytest.approx(speech.seconds, abs=1e-3)
    assert abs(lengths[0] - lengths[1]) <= 1 / FPS


def test_colours_survive(speech: Noise, tmp_path: Path) -> None:
    """A decoder that reads the file's colour tags shows every flat colour within 4 levels of what was drawn."""
    patches = np.random.default_rng(3).integers(0, 256, (4, 4, 3)).astype(np.uint8)
    patches[0, :2] = (0, 0, 0), (255, 255, 255)
    drawn = np.kron(patches, np.ones((32, 32, 1), np.uint8))
    write_clip(tmp_path / "clip.mp4", [drawn] * 10, speech, fps=FPS, title="", tag=False)
    shown = _decoded_pictures(tmp_path / "clip.mp4")[5]
    centres = np.s_[8:-8]
    for row in range(4):
        for column in range(4):
            patch = shown[32 * row : 32 * row + 32, 32 * column : 32 * column + 32][centres, centres]
            assert np.abs(patch.mean((0, 1)) - patches[row, column]).max() <= 4, (row, column)


def test_frames_are_those_drawn_although_the_drawer_overwrites_them(speech: Noise, tmp_path: Path) -> None:
    """Frame by frame the decoded picture is the drawn one, in order."""
    write_clip(tmp_path / "clip.mp4", pictures(), speech, fps=FPS, title="", tag=False)
    shown = _decoded_pictures(tmp_path / "clip.mp4")
    assert len(shown) == 51
    for number, drawn in enumerate(pictures()):
        assert np.abs(shown[number] - drawn).mean() < 4


def test_same_frames_give_the_same_bytes(speech: Noise, tmp_path: Path) -> None:
    """No clock and no thread timing reaches the file."""
    for name in ("a.mp4", "b.mp4"):
        write_clip(tmp_path / name, pictures(), speech, fps=FPS, title="x")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_hardest_picture_stays_under_the_limit_of_chats(tmp_path: Path) -> None:
    """Even white noise at 512 px, which no cartoon comes near, would make 25 s smaller than 9.5 MiB."""
    noise = np.random.default_rng(0)
    frames = (noise.integers(0, 256, (512, 512, 3), dtype=np.uint8) for _ in range(75))
    path = tmp_path / "clip.mp4"
    write_clip(path, frames, Noise(seconds=3.0), fps=FPS, title="")
    started_with_a_full_buffer = 5.6e6 / 8
    rate = (path.stat().st_size - started_with_a_full_buffer) / 3
    assert rate * 25 + started_with_a_full_buffer < 9.5 * 2**20


def test_tells_the_number_of_frames_taken(speech: Noise, tmp_path: Path) -> None:
    """`on_frame` hears 1, 2, 3 …"""
    heard: list[int] = []
    write_clip(tmp_path / "clip.mp4", pictures(7), speech, fps=FPS, title="", on_frame=heard.append)
    assert heard == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("when", [0, 1, 30])
def test_fault_of_the_drawer_leaves_nothing(speech: Noise, tmp_path: Path, when: int) -> None:
    """Its error comes out as it is; the older clip is untouched, no half file and no thread is left."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"older")

    def faulty() -> Iterator[Picture]:
        for number, picture in enumerate(pictures()):
            if number == when:
                raise KeyError("drawer")
            yield picture

    with pytest.raises(KeyError, match="drawer"):
        write_clip(path, faulty(), speech, fps=FPS, title="")
    assert [file.name for file in tmp_path.iterdir()] == ["clip.mp4"]
    assert path.read_bytes() == b"older"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("encoder")]


def test_fault_of_the_encoder_stops_the_drawer(tmp_path: Path) -> None:
    """When the encoder's side fails, its error comes out, the drawer is stopped soon and its generator closed."""
    drawn: list[int] = []
    closed: list[bool] = []

    class Faulty(Noise):
        def blocks(self, length: int) -> Iterator[NDArray[np.float32]]:
            raise ConnectionError("voice")

    def long_film() -> Iterator[Picture]:
        try:
            for number, picture in enumerate(pictures(20_000, 64, 64)):
                drawn.append(number)
                yield picture
        finally:
            closed.append(True)

    with pytest.raises(ConnectionError, match="voice"):
        write_clip(tmp_path / "clip.mp4", long_film(), Faulty(), fps=FPS, title="")
    assert closed == [True]
    assert len(drawn) < 10_000
    assert not list(tmp_path.iterdir())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("encoder")]


def test_says_where_it_cannot_write(speech: Noise, tmp_path: Path) -> None:
    """A missing folder and a folder in the clip's place are the operator's fault and named in a sentence."""
    with pytest.raises(SetupError, match="No such file"):
        write_clip(tmp_path / "missing" / "clip.mp4", pictures(), speech, fps=FPS, title="")
    (tmp_path / "folder.mp4" / "inside").mkdir(parents=True)
    with pytest.raises(SetupError, match="directory"):
        write_clip(tmp_path / "folder.mp4", pictures(), speech, fps=FPS, title="")
    assert [file.name for file in tmp_path.iterdir()] == ["folder.mp4"]


@pytest.mark.parametrize(
    ("frames", "says"),
    [
        ([], "no frames"),
        ([np.zeros((64, 63, 3), np.uint8)], "even"),
        ([np.zeros((64, 64, 3), np.float32)], "uint8"),
        ([np.zeros((64, 64, 3), np.uint8), np.zeros((32, 32, 3), np.uint8)], "was due"),
    ],
)
def test_refuses_frames_that_make_no_clip(frames: list[Picture], says: str, speech: Noise, tmp_path: Path) -> None:
    """None at all, odd sides, floats, or a size that changes: our own fault, in a sentence."""
    with pytest.raises(ToonTalkerError, match=says):
        write_clip(tmp_path / "clip.mp4", frames, speech, fps=FPS, title="")
    assert not list(tmp_path.iterdir())


def test_refuses_speech_of_another_rate(speech: Noise, tmp_path: Path) -> None:
    """Speech comes at 48 kHz; anything else would play at the wrong pitch."""
    with pytest.raises(ToonTalkerError, match="48000"):
        write_clip(tmp_path / "clip.mp4", pictures(), replace(speech, rate=44_100), fps=FPS, title="")
