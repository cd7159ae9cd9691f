"""The whole way from a photo to a clip."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import toontalker.video
from tests.toontalker.speech.gender.voices import vowel
from toontalker.clip import STAGES, Clip, ClipRequest, Progress
from toontalker.errors import (
    AudioTooLong,
    BadSetting,
    MissingPart,
    NoFace,
    NothingToSay,
    PhotoTooSmall,
    SetupError,
    TextTooLong,
    UnreadableAudio,
    UnreadablePhoto,
)
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.settings import PhotoSettings, PipelineSettings, Settings, SpeechSettings


@pytest.fixture(scope="module")
def made(pipeline: Pipeline, portrait_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Clip, list[Progress]]:
    """One small clip and the news of its making."""
    news: list[Progress] = []
    out = tmp_path_factory.mktemp("made") / "hello.mp4"
    clip = pipeline.make_clip(ClipRequest(portrait_file, "Hello there, my friend.", size=256), out, news.append)
    return clip, news


def _frames(path: Path) -> list[np.ndarray[Any, Any]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_clip_says_what_lies_on_disk(made: tuple[Clip, list[Progress]]) -> None:
    """Frames, size, rate and length in the `Clip` are those of the mp4."""
    clip, _ = made
    frames = _frames(clip.path)
    assert (len(frames), *frames[0].shape) == (clip.frames, clip.height, clip.width, 3)
    assert (clip.width, clip.height, clip.fps) == (256, 256, 25)
    assert clip.seconds == pytest.approx(clip.frames / 25)
    assert clip.phonemes[-1].end == pytest.approx(clip.seconds, abs=1 / 25)


def test_poster_is_a_jpeg_beside_the_clip(made: tuple[Clip, list[Progress]]) -> None:
    """Same size as the clip, and nothing else is left in the folder."""
    clip, _ = made
    with Image.open(clip.poster) as poster:
        assert (poster.format, poster.size) == ("JPEG", (256, 256))
    assert sorted(path.name for path in clip.path.parent.iterdir()) == ["hello.mp4", "hello.poster.jpg"]


def test_report_is_complete(made: tuple[Clip, list[Progress]]) -> None:
    """It holds what `toontalker score` and people look for, and every stage took some time."""
    clip, _ = made
    report = clip.report()
    about_speech = {"said_by", "language", "notes", "phonemes"}
    about_picture = {"style", "mouth", "face", "frames", "fps", "width", "height"}
    assert set(report) == about_speech | about_picture | {"seconds", "stages"}
    assert report["face"]["found"] == 1
    assert set(report["stages"]) == set(STAGES)
    assert all(seconds > 0 for seconds in report["stages"].values())


def test_news_come_in_order(made: tuple[Clip, list[Progress]]) -> None:
    """Stage after stage, each from 0 to 1, never backwards; frames bring news of their own."""
    _, news = made
    assert list(dict.fromkeys(item.stage for item in news)) == list(STAGES)
    for stage in STAGES:
        fractions = [item.fraction for item in news if item.stage == stage]
        assert fractions == sorted(fractions)
        assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert sum(item.stage == "clip" for item in news) > 20


def test_same_request_gives_the_same_frames(
    pipeline: Pipeline, made: tuple[Clip, list[Progress]], portrait_file: Path, tmp_path: Path
) -> None:
    """Bit for bit, also when the photo comes as bytes and another job has been done in between."""
    clip, _ = made
    request = ClipRequest(portrait_file.read_bytes(), "Hello there, my friend.", size=256)
    pipeline.make_clip(replace(request, text="Another one.", seed=7), tmp_path / "between.mp4")
    again = pipeline.make_clip(request, tmp_path / "again.mp4")
    assert all(np.array_equal(a, b) for a, b in zip(_frames(clip.path), _frames(again.path), strict=True))
    assert again.phonemes == clip.phonemes


@pytest.fixture(scope="module")
def voice_note(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voice message as a phone makes it: Opus in OGG, of somebody who says one vowel for a second."""
    file = tmp_path_factory.mktemp("note") / "note.ogg"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(vowel(210, 1.0, 48_000)[None], format="fltp", layout="mono")
        frame.sample_rate = 48_000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file


@pytest.mark.parametrize("text", ["", "Ah."])
def test_a_recording_is_spoken(pipeline: Pipeline, portrait_file: Path, voice_note: Path, tmp_path: Path, text: str) -> None:
    """Without a text too; the report says that nobody but the recording spoke, and the clip is about as long."""
    request = ClipRequest(portrait_file, text, size=256, audio=voice_note, audio_voice="male")
    clip = pipeline.make_clip(request, tmp_path / "clip.mp4")
    assert clip.report()["said_by"] == "recording"
    assert 1.0 < clip.seconds < 1.6
    assert clip.phonemes[-1].end == pytest.approx(clip.seconds, abs=1 / 25)
    with av.open(str(clip.path)) as file:
        assert file.metadata.get("title", "") == text


@pytest.mark.parametrize(("audio", "error"), [(b"no sound", UnreadableAudio), (Path("nowhere.ogg"), UnreadableAudio)])
def test_a_bad_recording_is_told_before_anything_is_drawn(
    pipeline: Pipeline, portrait_file: Path, tmp_path: Path, audio: Any, error: type[Exception]
) -> None:
    """One sentence, and the cartoon was not even begun."""
    news: list[Progress] = []
    with pytest.raises(error, match=r"\.$"):
        pipeline.make_clip(ClipRequest(portrait_file, audio=audio), tmp_path / "clip.mp4", news.append)
    assert "cartoon" not in {item.stage for item in news}
    assert list(tmp_path.iterdir()) == []


def test_limits_of_recordings_are_the_operators(portrait_file: Path, voice_note: Path, tmp_path: Path) -> None:
    """Bytes and seconds."""
    for speech in (SpeechSettings(max_audio_megabytes=0.001), SpeechSettings(max_audio_seconds=1.0)):
        with open_pipeline(Settings(speech=speech)) as strict, pytest.raises(AudioTooLong):
            strict.make_clip(ClipRequest(portrait_file, audio=_twice(voice_note)), tmp_path / "clip.mp4")


def _twice(voice_note: Path) -> bytes:
    """Two links of a chain, as OGG allows them."""
    return 2 * voice_note.read_bytes()


def test_two_faces_and_no_third(pipeline: Pipeline, portrait_file: Path, tmp_path: Path) -> None:
    """The report counts the faces; a number beyond them is told how many there are."""
    with Image.open(portrait_file) as portrait:
        pair = Image.new("RGB", (portrait.width * 2, portrait.height))
        pair.paste(portrait, (0, 0))
        pair.paste(portrait, (portrait.width, 0))
    photo = io.BytesIO()
    pair.save(photo, "PNG")
    request = ClipRequest(photo.getvalue(), "Hi.", size=256, face=2)
    clip = pipeline.make_clip(request, tmp_path / "second.mp4")
    assert clip.face.found == 2
    with pytest.raises(NoFace, match=r"^There are only 2 faces in this photo, so there is no face 3\.$"):
        pipeline.make_clip(replace(request, face=3), tmp_path / "third.mp4")


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"photo": b"no picture"}, UnreadablePhoto, "."),
        ({"photo": Path("nowhere.jpg")}, UnreadablePhoto, "nowhere.jpg"),
        ({"face": 2}, NoFace, r"^There is only 1 face in this photo, so there is no face 2\.$"),
        ({"text": " \n\t"}, NothingToSay, "."),
        ({"text": "word " * 1100}, TextTooLong, "5000"),
        ({"style": "oil"}, BadSetting, "oil"),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_nothing(
    pipeline: Pipeline, portrait_file: Path, tmp_path: Path, change: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    """The folder is as empty as before."""
    request = replace(ClipRequest(portrait_file, "Hello.", size=256), **change)
    with pytest.raises(error, match=sentence) as caught:
        pipeline.make_clip(request, tmp_path / "clip.mp4")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_no_face_is_told_with_a_hint(pipeline: Pipeline, tmp_path: Path) -> None:
    """A picture of nobody."""
    photo = io.BytesIO()
    Image.linear_gradient("L").resize((300, 300)).save(photo, "PNG")
    with pytest.raises(NoFace, match="No face was found in this photo; try one"):
        pipeline.make_clip(ClipRequest(photo.getvalue(), "Hello."), tmp_path / "clip.mp4")


def test_a_poster_that_cannot_be_written_takes_the_clip_along(
    pipeline: Pipeline, portrait_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clip and poster are there together or not at all."""

    def refuse(*_: Any) -> None:
        raise SetupError("The disk is full.")

    monkeypatch.setattr(toontalker.video, "write_poster", refuse)
    with pytest.raises(SetupError, match="disk"):
        pipeline.make_clip(ClipRequest(portrait_file, "Hi.", size=256), tmp_path / "clip.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_listener_that_stops_the_job_leaves_nothing(pipeline: Pipeline, portrait_file: Path, tmp_path: Path) -> None:
    """An exception out of `on_progress` in the middle of the clip passes through, and no half a clip stays."""

    def stop(news: Progress) -> None:
        if news.stage == "clip" and news.fraction > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.make_clip(ClipRequest(portrait_file, "Hello there.", size=256), tmp_path / "clip.mp4", stop)
    assert list(tmp_path.iterdir()) == []


def test_settings_reach_their_rooms(portrait_file: Path, tmp_path: Path) -> None:
    """Limits of photo and text are the operator's, and a clip without the tag differs in its corner only."""
    settings = Settings(
        pipeline=PipelineSettings(tag=False), photo=PhotoSettings(min_side=600), speech=SpeechSettings(max_text=8, max_seconds=60)
    )
    with open_pipeline(settings) as strict:
        with pytest.raises(TextTooLong, match="8"):
            strict.make_clip(ClipRequest(_enlarged(portrait_file), "Nine chars."), tmp_path / "a.mp4")
        with pytest.raises(PhotoTooSmall, match="600"):
            strict.make_clip(ClipRequest(portrait_file, "Hi."), tmp_path / "b.mp4")
        plain = strict.make_clip(ClipRequest(_enlarged(portrait_file), "Hi.", size=256), tmp_path / "plain.mp4")
    with open_pipeline() as usual:
        tagged = usual.make_clip(ClipRequest(_enlarged(portrait_file), "Hi.", size=256), tmp_path / "tagged.mp4")
    difference = np.abs(_frames(plain.path)[0].astype(int) - _frames(tagged.path)[0].astype(int)).max(2)
    rows, columns = np.nonzero(difference > 40)
    assert len(rows) > 50
    assert rows.min() > 128
    assert columns.min() > 100 or columns.max() < 156


def _enlarged(photo: Path) -> bytes:
    out = io.BytesIO()
    with Image.open(photo) as picture:
        picture.resize((700, 700)).save(out, "PNG")
    return out.getvalue()


def test_a_missing_package_is_a_missing_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback: the operator is told its name."""

    def refuse(_: Settings) -> None:
        raise ModuleNotFoundError("No module named 'mediapipe'", name="mediapipe")

    monkeypatch.setattr(toontalker.pipeline, "Pipeline", refuse)
    with pytest.raises(MissingPart, match="mediapipe"):
        open_pipeline()
