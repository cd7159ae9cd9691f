"""The operator's settings: one model for each section of `config.example.toml`, and how a file becomes one.

A key that does not exist is an error, never silently ignored. Nothing else in the package reads a settings file;
each room is handed what it needs.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

from toontalker.chat_settings import BotSettings, DiscordSettings, TelegramSettings, WebSettings
from toontalker.clip import ClipRequest, Glasses, Mouth, Style, Voice
from toontalker.errors import BadSetting
from toontalker.neural_settings import FaceSettings, NeuralSettings, ToonifySettings, Wav2LipSettings
from toontalker.section import Section
from toontalker.voice_settings import VoiceSettings

SIZE_RANGE = (256, 1024)
"""px: smallest and largest side of a clip."""
FPS_RANGE = (10, 60)
"""Frames per second: below, the lips miss sounds; above, no screen shows them."""
STRENGTH_RANGE = (0.0, 2.0)
"""How far the caricature may go."""

Model = TypeVar("Model", bound=BaseModel)


class PipelineSettings(Section):
    """[pipeline]: what a clip looks and sounds like when the request does not say."""

    style: Style = "sticker"
    """sticker, toon3d, ink, paint, or toonify (neural)."""
    mouth: Mouth = "puppet"
    """puppet, or wav2lip or wav2lip-sharp (neural)."""
    voice: Voice = "female"
    """male or female."""
    glasses: Glasses = "auto"
    """Draw glasses: auto looks for them in the photo; or yes, or no."""
    language: str = "auto"
    """Language of the text, an ISO 639 code; auto finds it in the text."""
    size: Annotated[int, Field(ge=SIZE_RANGE[0], le=SIZE_RANGE[1], multiple_of=2)] = 512
    """Width and height of a clip in px, even: 256 to 1024."""
    fps: Annotated[int, Field(ge=FPS_RANGE[0], le=FPS_RANGE[1])] = 25
    """Frames per second: 10 to 60."""
    strength: Annotated[float, Field(ge=STRENGTH_RANGE[0], le=STRENGTH_RANGE[1], allow_inf_nan=False)] = 1.0
    """How far the caricature goes: 0 (none) to 2."""
    tag: bool = True
    """Show a small "AI-made cartoon" in a corner of the clip; its metadata says so in any case."""
    threads: Annotated[int, Field(ge=1, le=64)] = 2
    """CPU threads that the picture code of one job may use."""

    def request(self, photo: Path | bytes, text: str) -> ClipRequest:
        """A request for `photo` and `text` with everything else as these settings say."""
        return ClipRequest(
            photo,
            text,
            voice=self.voice,
            style=self.style,
            mouth=self.mouth,
            glasses=self.glasses,
            strength=self.strength,
            size=self.size,
            fps=self.fps,
            language=self.language,
        )


class PhotoSettings(Section):
    """[photo]: how large a photo may be; the largest values keep the decoder under 256 MB and 2 s."""

    max_megabytes: Annotated[float, Field(gt=0, le=20)] = 20.0
    """Largest file, in millions of bytes."""
    max_megapixels: Annotated[float, Field(gt=0, le=25)] = 25.0
    """Largest picture, in millions of pixels."""
    min_side: Annotated[int, Field(ge=32, le=4096)] = 32
    """Shortest side, px."""


class SpeechSettings(Section):
    """[speech]: how much may be said; memory does not grow with it, time does. A chat will want far less."""

    max_text: Annotated[int, Field(ge=1, le=10_000)] = 5_000
    """Longest text, in characters after cleaning."""
    max_seconds: Annotated[float, Field(ge=1, le=900)] = 600.0
    """Longest speech, seconds."""
    max_audio_megabytes: Annotated[float, Field(gt=0, le=20)] = 20.0
    """Largest voice recording, in millions of bytes."""
    max_audio_seconds: Annotated[float, Field(ge=1, le=60)] = 60.0
    """Longest voice recording, seconds."""


class JournalSettings(Section):
    """[journal]: where jobs are written down, how many are taken in, and how long they are kept."""

    url: str = "sqlite:///data/journal.db"
    """The database: sqlite:///FILE, or postgresql://USER@HOST/NAME for several processes."""
    folder: str = "data/jobs"
    """Where photos and clips lie."""
    per_owner: Annotated[int, Field(ge=1, le=10_000)] = 3
    """Unfinished clips that one person may have."""
    per_chat: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Unfinished clips that one chat may have."""
    total: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Unfinished clips in all; beyond that, people are asked to come back later."""
    keep_hours: Annotated[float, Field(ge=0, le=8760, allow_inf_nan=False)] = 24.0
    """Hours that a clip and its row are kept after the person got it; the photo goes as soon as the clip is there."""
    keep_untold_hours: Annotated[float, Field(ge=1, le=8760, allow_inf_nan=False)] = 168.0
    """Hours that they are kept when the person could not be told."""


Prewarm = Literal["auto", "full", "cpu", "off"]


class WorkerSettings(Section):
    """[worker]: the processes that make the clips, when they are replaced, and when they are given up."""

    count: Annotated[int, Field(ge=1, le=64)] = 1
    """Worker processes, where `devices` names no GPUs."""
    devices: tuple[str, ...] = Field(default=(), strict=False)
    """GPUs as CUDA counts or names them, such as "0" or "GPU-5a0c…": one worker each."""
    recycle_jobs: Annotated[int, Field(ge=1, le=1_000_000)] = 200
    """Jobs after which a worker is replaced by a fresh one."""
    recycle_jitter: Annotated[int, Field(ge=0, le=100_000)] = 20
    """Up to so many more, by chance, so that several workers are not replaced at once."""
    recycle_hours: Annotated[float, Field(gt=0, le=8760, allow_inf_nan=False)] = 6.0
    """Hours after which it is replaced."""
    max_rss_mb: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 4000.0
    """Memory in MB of 10^6 bytes beyond which it is replaced; 0 for no limit."""
    max_vram_mb: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """The same for memory of the GPU."""
    prewarm: Prewarm = "auto"
    """How far the next worker is loaded before the old one goes: full, cpu (all but the GPU), off; auto goes by free memory."""
    silence_seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 10.0
    """A worker without a sign of life for so long is killed."""
    stage_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] = 60.0
    """So is one whose job makes no progress for so long."""
    start_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] = 120.0
    """And one that is not ready so long after its start."""
    retire_seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 10.0
    """And one that does not leave so long after it was told to."""
    lease_seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 30.0
    """How long a job stays with a supervisor that is not heard of any more."""
    drain_seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 30.0
    """How long jobs may go on when the program is told to stop; after that they wait for its next start."""
    poll_seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 1.0
    """How often the journal is asked for jobs that another process took in."""


class Settings(Section):
    """Everything an operator can set; the sections of `config.example.toml`."""

    pipeline: PipelineSettings = PipelineSettings()
    photo: PhotoSettings = PhotoSettings()
    speech: SpeechSettings = SpeechSettings()
    voices: VoiceSettings = VoiceSettings()
    face: FaceSettings = FaceSettings()
    neural: NeuralSettings = NeuralSettings()
    toonify: ToonifySettings = ToonifySettings()
    wav2lip: Wav2LipSettings = Wav2LipSettings()
    journal: JournalSettings = JournalSettings()
    worker: WorkerSettings = WorkerSettings()
    bot: BotSettings = BotSettings()
    discord: DiscordSettings = DiscordSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()


def read_settings(path: Path | None = None) -> Settings:
    """Reads a settings file; without one, everything has its default.

    Raises `BadSetting` with one sentence that names the file and the first thing wrong in it.
    """
    if path is None:
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"The settings file {path} is not valid TOML: {error}.") from error
    return checked(Settings, content, path)


def checked(model: type[Model], content: dict[str, Any], origin: Path) -> Model:
    """`content` as a `model`; raises `BadSetting` with a sentence about the first thing that does not fit."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        names = [str(part) for part in first["loc"]]
        if first["type"] == "extra_forbidden":
            sentence = _unknown(names, _keys(model, names[:-1]))
        elif first["type"] == "model_type":
            sentence = f"{'.'.join(names)} is a section: write [{'.'.join(names)}] above its settings"
        else:
            sentence = f"setting {'.'.join(names)} cannot be {first['input']!r}: {_lower(first['msg'])}"
        raise BadSetting(f"In {origin}: {sentence}.".replace("?.", "?")) from error


def _unknown(names: list[str], known: Iterable[str]) -> str:
    close = difflib.get_close_matches(names[-1], list(known), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"unknown setting {'.'.join(names)}{hint}"


def _keys(model: type[BaseModel], section: Iterable[str]) -> list[str]:
    """The keys of a section of the model, found by the names that lead to it."""
    for name in section:
        inner = model.model_fields[name].annotation
        assert isinstance(inner, type)
        assert issubclass(inner, BaseModel)
        model = inner
    return list(model.model_fields)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
