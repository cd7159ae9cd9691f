"""A program of its own: decodes one recording from stdin to stdout, with little memory and little time, and leaves.

It is run by `decoding` with a container, Hz and the most samples as arguments. It writes records: one letter, the length as four
bytes (little-endian), and the content. ``H``: it is about to begin; ``S``: int16 mono samples; ``E``: that was all;
``F``: it refuses, with one word: damaged, soundless, unknown, long.

Nothing of the package is imported here, so that it starts quickly.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import av
import numpy as np
import soxr
from numpy.typing import NDArray

MEMORY = 1 << 30
"""Bytes of address space that the process may use; it needs about half of that."""
SECONDS = 30
"""Of processor time that it may use; a minute of sound takes a fraction of one."""
LOWEST, HIGHEST = 4_000, 384_000
"""Hz that a recording may have."""
MOST_CHANNELS = 8
DECODERS = (
    "opus,libopus,vorbis,libvorbis,mp3,mp3float,mp2,mp2float,aac,aac_fixed,flac,alac,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw"
)
"""All that FFmpeg may use; pictures and films are not even looked at."""

Sound = NDArray[np.float32]


class Refused(Exception):
    """The recording will not do; the message is the word that says why."""


def main(container: str, rate: int, most: int) -> None:
    """Reads a recording from stdin and writes it to stdout at `rate` Hz; refuses one of more than `most` samples."""
    _limit()
    data = BytesIO(sys.stdin.buffer.read())
    _write(b"H")
    try:
        for sound in _sounds(data, container, rate, most):
            _write(b"S", np.rint(np.clip(sound, -1, 1) * np.float32(32767)).astype("<i2").tobytes())
    except Refused as refusal:
        _write(b"F", str(refusal).encode())
    except (av.FFmpegError, OSError, EOFError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError):
        _write(b"F", b"damaged")
    else:
        _write(b"E")


def _limit() -> None:
    """Whatever the file says: not more memory and time than this."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # a system that has a lower one already, or knows no such limit
            continue


def _sounds(data: BytesIO, container: str, rate: int, most: int) -> Iterator[Sound]:
    """The first sound track at `rate` Hz, piece by piece."""
    samples = 0
    for piece in _at_rate(_decoded(data, container), rate):
        samples += piece.size
        if samples > most:
            raise Refused("long")
        yield piece


def _at_rate(pieces: Iterator[tuple[int, Sound]], rate: int) -> Iterator[Sound]:
    """Pieces at (Hz, samples) → pieces at `rate`; the Hz may change on the way, as those of a broadcast do."""
    now, stream = 0, None
    for each, sound in pieces:
        if each != now:
            if stream is not None:
                yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
            now, stream = each, soxr.ResampleStream(each, rate, 1, dtype="float32", quality="HQ")
        assert stream is not None
        yield stream.resample_chunk(sound)
    if stream is not None:
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def _decoded(data: BytesIO, container: str) -> Iterator[tuple[int, Sound]]:
    """(Hz, mono samples) of each frame of the first sound track; a packet that cannot be decoded is left out."""
    options = {"codec_whitelist": DECODERS, "format_whitelist": container, "protocol_whitelist": "none"}
    with av.open(data, "r", format=container, container_options=options, metadata_errors="replace") as file:
        if not file.streams.audio:
            raise Refused("soundless")
        track = file.streams.audio[0]
        decoder = getattr(track, "codec_context", None)  # None for a codec that nobody knows
        if decoder is None or decoder.codec.name not in DECODERS.split(","):
            raise Refused("unknown")
        good = bad = 0
        for packet in file.demux(track):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                bad += 1
                continue
            good += bool(frames)
            for frame in frames:
                yield frame.sample_rate, _mono(frame)
        if bad > good:
            raise Refused("damaged")


def _mono(frame: av.AudioFrame) -> Sound:
    """The mean of a frame's channels, ``(samples,)`` in [-1, 1]; what is no number counts as silence."""
    channels = frame.layout.nb_channels
    if not (LOWEST <= frame.sample_rate <= HIGHEST and 1 <= channels <= MOST_CHANNELS):
        raise Refused("damaged")
    values = frame.to_ndarray()
    values = values if frame.format.is_planar else values.reshape(-1, channels).T
    if values.dtype.kind == "f":
        sound = np.clip(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), -8, 8).astype(np.float32)
    else:
        middle = 128 if values.dtype.kind == "u" else 0
        sound = (values.astype(np.float32) - np.float32(middle)) / np.float32(1 << (8 * values.dtype.itemsize - 1))
    return np.ascontiguousarray(sound.mean(axis=0, dtype=np.float32))


def _write(kind: bytes, content: bytes = b"") -> None:
    sys.stdout.buffer.write(kind + len(content).to_bytes(4, "little") + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
