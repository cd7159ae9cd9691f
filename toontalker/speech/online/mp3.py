"""Untrusted MP3 → samples, decoded by FFmpeg through PyAV.

Each answer of a voice is decoded by itself: where several with headers of their own are put together first, the decoder stops at
the length that the first one states.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import av
import numpy as np

from toontalker.speech.recording import Sound

_BITRATES: Final = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
"""kbit/s by the index in the header of a layer III frame, for MPEG-2 and 2.5, and for MPEG-1 (ISO 13818-3, 11172-3)."""
_RATES: Final = (44_100, 48_000, 32_000)
"""Hz by the index in the header, for MPEG-1."""
_DIVISORS: Final = (4, 1, 2, 1)
"""Of the rate by the version in the header: 2.5, none, 2, 1."""


class BadSound(Exception):
    """The bytes are no MP3, or only a part of one."""


class LongSound(Exception):
    """The sound lasts longer than it may."""


def decode_mp3(data: bytes, rate: int, longest: float) -> Sound:
    """The samples of one MP3, ``(n,) float32`` mono at `rate` Hz, without the encoder's delay where the file states it.

    `longest`: seconds. Raises BadSound for what is no whole MP3 and LongSound as soon as more than `longest` seconds have come.
    """
    pieces = [np.zeros(0, np.float32)]
    left = round(longest * rate)
    try:
        for piece in _decoded(data, rate):
            left -= piece.size
            if left < 0:
                raise LongSound("too long")
            pieces.append(piece)
    except av.FFmpegError as error:
        raise BadSound("damaged") from error
    return np.concatenate(pieces)


def _decoded(data: bytes, rate: int) -> Iterator[Sound]:
    """Frame by frame; raises BadSound or an FFmpegError."""
    with av.open(io.BytesIO(data), "r", format="mp3", metadata_errors="ignore") as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
        for packet in container.demux(audio=0):
            if frame_length(bytes(packet)[:4]) > packet.size:  # FFmpeg makes up the rest of a frame that was cut off
                raise BadSound("cut off")
            for frame in packet.decode():
                assert isinstance(frame, av.AudioFrame)
                yield from (made.to_ndarray()[0] for made in resampler.resample(frame))
        yield from (made.to_ndarray()[0] for made in resampler.resample(None))


def frame_length(header: bytes) -> int:
    """Bytes of the layer III frame with this header of four bytes; 0 for what is none, or does not say."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if bitrate in (0, 15) or rate == 3 or version == 1:
        return 0
    first = version == 3
    hertz = _RATES[rate] // _DIVISORS[version]
    return (144 if first else 72) * 1000 * _BITRATES[first][bitrate] // hertz + (header[2] >> 1 & 1)
