"""Planes and sound → mp4 by PyAV, in a thread of its own.

All of libav is touched by that one thread; PyAV frees the interpreter while x264 works, so drawing and encoding overlap.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Protocol

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from toontalker.clip import Phoneme
from toontalker.errors import SetupError, ToonTalkerError
from toontalker.video.planes import Planes

COMMENT = "AI-made cartoon"
SOUND_RATE = 48_000
"""Hz."""
_SOUND_BLOCK = 1024
"""Samples in one AAC-LC frame."""
_SOUND_BITS = 96_000
"""Per second."""
_LONGEST_TITLE = 500
_QUEUED_FRAMES = 4
_HAND_OVER = 2e-4
"""Seconds."""
_X264 = {"preset": "veryfast", "crf": "20", "tune": "animation", "maxrate": "2800k", "bufsize": "5600k"}
"""maxrate never binds on a usual clip; it holds 25 s under 9.5 MiB whatever the picture."""
_ENCODER_THREADS = 1
"""x264's output depends on its number of threads, and the other core is busy drawing."""
_RGB_PRIMARIES, _SRGB_CURVE, _BT601_MATRIX, _LIMITED_RANGE = 1, 13, 6, 1
"""ITU-T H.273 code points: the frames are sRGB pictures, turned into Y'CbCr by BT.601's matrix."""


class Soundtrack(Protocol):
    """What this room needs of a `toontalker.speech.Speech`."""

    @property
    def rate(self) -> int:
        """Samples per second: 48 000."""

    @property
    def phonemes(self) -> Sequence[Phoneme]:
        """What is said, and when."""

    def blocks(self, length: int) -> Iterator[NDArray[np.float32]]:
        """Mono samples in [-1, 1], `length` in each block but the last."""


@dataclass(frozen=True)
class ClipFormat:
    """Size, rate and title of a clip."""

    width: int
    """px, even."""
    height: int
    """px, even."""
    fps: int
    """Frames per second."""
    title: str
    """Goes into the metadata; control characters are dropped and at most 500 characters kept."""


def encode(path: Path, planes: Iterator[Planes], speech: Soundtrack, clip: ClipFormat) -> None:
    """Writes the mp4: a frame for each item of `planes` and all of the speech, both from time 0.

    The AAC encoder's priming samples are hidden by an edit list, so that sound and picture start together when decoded.
    Raises `SetupError` where the file cannot be written and `ToonTalkerError` for speech that is not of 48 kHz.
    """
    if speech.rate != SOUND_RATE:
        raise ToonTalkerError(f"The speech must have {SOUND_RATE} samples per second, not {speech.rate}.")
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            container.metadata.update({"title": _clean_title(clip.title), "comment": COMMENT})
            video = _add_video(container, clip)
            sound = _Sound(container, speech)
            for number, frame in enumerate(planes):
                _put_frame(container, video, frame, number)
                sound.write_until(Fraction(number + 1, clip.fps))
            container.mux(video.encode())
            sound.finish()
    except av.error.FFmpegError as error:
        raise SetupError(f"The clip cannot be written to the folder {path.parent}: {error.strerror}.") from error


def _clean_title(title: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in title)[:_LONGEST_TITLE].strip()


def _add_video(container: OutputContainer, clip: ClipFormat) -> VideoStream:
    stream = container.add_stream("libx264", rate=clip.fps, options=_X264)
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = clip.width, clip.height, "yuv420p"
    context.time_base = Fraction(1, clip.fps)
    context.thread_count = _ENCODER_THREADS
    context.color_primaries, context.color_trc = _RGB_PRIMARIES, _SRGB_CURVE
    context.colorspace, context.color_range = _BT601_MATRIX, _LIMITED_RANGE
    return stream


def _put_frame(container: OutputContainer, stream: VideoStream, planes: Planes, number: int) -> None:
    frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
    frame.pts, frame.time_base = number, stream.codec_context.time_base
    container.mux(stream.encode(frame))


class _Sound:
    """The sound track of an open container, written in step with the picture."""

    def __init__(self, container: OutputContainer, speech: Soundtrack) -> None:
        self._stream = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        self._stream.bit_rate = _SOUND_BITS
        self._container = container
        self._blocks = speech.blocks(_SOUND_BLOCK)
        self._written = 0

    def write_until(self, second: Fraction) -> None:
        while Fraction(self._written, SOUND_RATE) < second and self._write_block():
            pass

    def finish(self) -> None:
        while self._write_block():
            pass
        self._container.mux(self._stream.encode(None))

    def _write_block(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block[None]), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, self._written, Fraction(1, SOUND_RATE)
        self._container.mux(self._stream.encode(frame))
        self._written += block.size
        return True


class _QuickHandOver:
    """Lets a waiting thread have the interpreter after .2 ms instead of 5 while at least one clip is being encoded.

    Each frame passes the interpreter on a dozen times, for moments only. The interval belongs to the whole process: the first
    encoder to come sets it, the last one to go puts the old one back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._usual = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(self._usual, _HAND_OVER))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                sys.setswitchinterval(self._usual)


_quick_hand_over = _QuickHandOver()


class _Abandoned(Exception):
    """One side has given up because of a fault of the other."""


class EncoderThread:
    """Runs an encoding job in a thread behind a queue of a few frames; a fault on either side reaches the other.

    Use as a context manager: leaving it waits for the thread, and raises what the job raised.
    """

    def __init__(self, job: Callable[[Iterator[Planes]], None]) -> None:
        self._job = job
        self._queue: Queue[Planes | None] = Queue(_QUEUED_FRAMES)
        self._given_up = threading.Event()
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._outcome: Future[None] = self._pool.submit(self._run)

    def put(self, planes: Planes) -> None:
        """Hands over one frame; waits while the queue is full. If the job has failed, leaves the context (which tells why)."""
        if self._over.is_set():
            raise _Abandoned
        self._queue.put(planes)

    def __enter__(self) -> EncoderThread:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._given_up.set()
        self._queue.put(None)
        self._pool.shutdown()
        if kind is None or kind is _Abandoned:
            self._outcome.result()

    def _run(self) -> None:
        frames = self._queued()
        try:
            with _quick_hand_over:
                self._job(self._until_given_up(frames))
        finally:
            self._over.set()
            for _ in frames:  # a drawer that waits on a full queue must not wait for ever
                pass

    def _queued(self) -> Iterator[Planes]:
        while (planes := self._queue.get()) is not None:
            yield planes

    def _until_given_up(self, frames: Iterator[Planes]) -> Iterator[Planes]:
        for planes in frames:
            if self._given_up.is_set():
                break
            yield planes
        if self._given_up.is_set():
            raise _Abandoned
