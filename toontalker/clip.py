"""What goes into the pipeline and what comes out: the request, the finished clip, and the news on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

Voice = Literal["male", "female"]
AudioVoice = Literal["male", "female", "as-is"]
DrawnStyle = Literal["sticker", "toon3d", "ink", "paint"]
Style = Literal["sticker", "toon3d", "ink", "paint", "toonify"]
Mouth = Literal["puppet", "wav2lip", "wav2lip-sharp"]
Glasses = Literal["auto", "yes", "no"]
Stage = Literal["photo", "face", "speech", "cartoon", "mouth", "clip"]

VOICES: tuple[Voice, ...] = ("male", "female")
AUDIO_VOICES: tuple[AudioVoice, ...] = (*VOICES, "as-is")
DRAWN_STYLES: tuple[DrawnStyle, ...] = ("sticker", "toon3d", "ink", "paint")
"""What needs no weights."""
STYLES: tuple[Style, ...] = (*DRAWN_STYLES, "toonify")
MOUTHS: tuple[Mouth, ...] = ("puppet", "wav2lip", "wav2lip-sharp")
STAGES: tuple[Stage, ...] = ("photo", "face", "speech", "cartoon", "mouth", "clip")


@dataclass(frozen=True)
class ClipRequest:
    """One photo and one line of text, and how they shall look and sound."""

    photo: Path | bytes
    """A file, or the bytes of one: JPEG, PNG or WEBP."""
    text: str = ""
    """What is said. With `audio` it may be empty; else it is taken for what is said there."""
    voice: Voice = "female"
    """Who says the text."""
    style: Style = "sticker"
    mouth: Mouth = "puppet"
    """What moves the lips: the sounds themselves, or the network Wav2Lip, pasted or driving the puppet's sharp lips."""
    glasses: Glasses = "auto"
    """Draw glasses: `auto` looks for them in the photo."""
    strength: float = 1.0
    """How far the caricature goes: 0 (none) to 2."""
    size: int = 512
    """Width and height of the clip in px: 256 to 1024, even."""
    fps: int = 25
    """Frames per second."""
    face: int = 1
    """Which face, counted from 1; the largest and most central comes first. 0: the only one, and `SeveralFaces` where there are more."""
    language: str = "auto"
    """Language of the text, an ISO 639 code; `auto` finds it in the text."""
    audio: Path | bytes | None = None
    """A voice recording that the cartoon speaks instead of the text: a file, or the bytes of one."""
    audio_voice: AudioVoice = "as-is"
    """Whose voice the recording is given: a man's, a woman's, or the one it has."""
    seed: int = 0
    """Decides blinks and head motion; the same request with the same seed gives the same frames."""


@dataclass(frozen=True)
class Phoneme:
    """One sound of the speech and where it lies."""

    start: float
    """Seconds from the start of the clip."""
    end: float
    """Seconds from the start of the clip."""
    ipa: str
    """The sound in IPA; empty for a pause."""
    viseme: str
    """What the lips show for it: one of `toontalker.speech.visemes.VISEMES`."""

    def as_json(self) -> dict[str, Any]:
        """As it stands in a report."""
        return {"start": self.start, "end": self.end, "ipa": self.ipa, "viseme": self.viseme}


@dataclass(frozen=True)
class FaceFound:
    """The face that was drawn."""

    box: tuple[int, int, int, int]
    """(left, top, right, bottom) in px of the upright photo."""
    found: int
    """How many faces the photo holds."""


@dataclass(frozen=True)
class Clip:
    """A finished clip on disk with everything that can be said about it."""

    path: Path
    """The mp4."""
    poster: Path
    """A JPEG of its most telling frame."""
    said_by: str
    """Which voice spoke; `recording` for a recording."""
    style: Style
    mouth: Mouth
    face: FaceFound
    phonemes: tuple[Phoneme, ...]
    frames: int
    fps: int
    width: int
    """px."""
    height: int
    """px."""
    seconds: float
    """Length of the clip."""
    stages: dict[Stage, float] = field(default_factory=dict)
    """Seconds spent in each stage."""
    language: str = ""
    """The language that was spoken, an ISO 639 code; empty for a recording."""
    notes: tuple[str, ...] = ()
    """Sentences about what was done otherwise than asked, such as why another voice spoke; without a word of the text."""

    def report(self) -> dict[str, Any]:
        """The clip as JSON-ready values, without the paths: what `toontalker make --report` writes."""
        return {
            "said_by": self.said_by,
            "language": self.language,
            "notes": list(self.notes),
            "style": self.style,
            "mouth": self.mouth,
            "face": {"box": list(self.face.box), "found": self.face.found},
            "phonemes": [phoneme.as_json() for phoneme in self.phonemes],
            "frames": self.frames,
            "fps": self.fps,
            "width": self.width,
            "height": self.height,
            "seconds": self.seconds,
            "stages": dict(self.stages),
        }


@dataclass(frozen=True)
class Progress:
    """News of a clip in the making."""

    stage: Stage
    fraction: float
    """Of the stage, 0 to 1."""


OnProgress: TypeAlias = Callable[[Progress], None]
