"""The clip as a file: takes the frames one by one, feeds the encoder, keeps a few for the poster, publishes the mp4 when complete."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import GeneratorType

from toontalker.errors import SetupError, ToonTalkerError
from toontalker.picture import Picture
from toontalker.video.encoder import ClipFormat, EncoderThread, Soundtrack, encode
from toontalker.video.planes import Planes, to_picture, to_planes
from toontalker.video.poster import telling_frames
from toontalker.video.tag import Tag


@dataclass(frozen=True)
class WrittenClip:
    """What `write_clip` has put on disk."""

    path: Path
    """The mp4."""
    frames: int
    fps: int
    """Frames per second."""
    width: int
    """px."""
    height: int
    """px."""
    seconds: float
    """Length of the picture, frames / fps; the sound ends within one frame of it."""
    stills: tuple[Picture, ...]
    """One to four frames ``(h, w, 3) uint8 RGB`` in which the mouth is well open, the most telling first: for `write_poster`."""


def write_clip(
    path: Path,
    frames: Iterable[Picture],
    speech: Soundtrack,
    *,
    fps: int,
    title: str,
    tag: bool = True,
    on_frame: Callable[[int], None] | None = None,
) -> WrittenClip:
    """Writes the clip to `path` (replaced if it exists) and tells what was written.

    `frames` are ``(h, w, 3) uint8 RGB`` with even h and w, all of one size; a frame may be overwritten once the next is asked for.
    They are drawn in the caller's thread; a generator is closed when anything fails. `title` goes into the metadata, `tag` stamps
    a small "AI-made cartoon" into the corner, `on_frame` is told the number of frames taken so far.

    Raises `SetupError` where the file cannot be written, `ToonTalkerError` for no frames or frames of a wrong size, and whatever
    `frames`, `speech` or `on_frame` raise; then `path` is left as it was, and no thread runs on.
    """
    part = path.with_name(path.name + ".part")
    source = iter(frames)
    try:
        first = next(source, None)
        if first is None:
            raise ToonTalkerError("There are no frames to make a clip of.")
        clip = ClipFormat(first.shape[1], first.shape[0], fps, title)
        stamp = Tag.drawn_for(clip.width, clip.height) if tag else None
        stills = _Stills(telling_frames(speech.phonemes, fps))
        with EncoderThread(lambda planes: encode(part, planes, speech, clip)) as encoder:
            for count, planes in enumerate(_converted(first, source, stamp), 1):
                encoder.put(planes)
                stills.see(count - 1, planes)
                if on_frame is not None:
                    on_frame(count)
        _publish(part, path)
    finally:
        if isinstance(source, GeneratorType):
            source.close()
        part.unlink(missing_ok=True)
    return WrittenClip(path, count, fps, clip.width, clip.height, count / fps, stills.in_order())


def _converted(first: Picture, rest: Iterator[Picture], stamp: Tag | None) -> Iterator[Planes]:
    """All frames as stamped planes of their own, so that the drawer may overwrite its picture."""
    frame: Picture | None = first
    while frame is not None:
        if frame.shape != first.shape:
            raise ToonTalkerError(f"A frame of {frame.shape} came where {first.shape} was due.")
        planes = to_planes(frame)
        if stamp is not None:
            stamp.press(planes)
        yield planes
        frame = next(rest, None)


@dataclass
class _Stills:
    """Keeps the frames that may become the poster, and the first one for want of a better."""

    wanted: tuple[int, ...]
    kept: dict[int, Planes] = field(default_factory=dict)

    def see(self, index: int, planes: Planes) -> None:
        if index == 0 or index in self.wanted:
            self.kept[index] = planes

    def in_order(self) -> tuple[Picture, ...]:
        chosen = [index for index in self.wanted if index in self.kept] or [0]
        return tuple(to_picture(self.kept[index]) for index in chosen)


def _publish(part: Path, path: Path) -> None:
    """The finished file under its name, safe against a crash of the machine (fsync before rename)."""
    try:
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as error:
        raise SetupError(f"The clip cannot be put at {path}: {error.strerror or error}.") from error
