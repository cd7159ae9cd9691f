"""Recordings as phones and chats make them, written by the encoders of FFmpeg."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

TONE = 440.0
"""Hz."""


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    container: str
    codec: str
    rate: int = 48_000
    layout: str = "mono"


KINDS = {
    "voice note of Telegram": Kind("ogg", "libopus"),
    "stereo Opus": Kind("ogg", "libopus", layout="stereo"),
    "MP3": Kind("mp3", "libmp3lame", 44_100),
    "narrow MP3": Kind("mp3", "libmp3lame", 16_000),
    "voice memo of an iPhone": Kind("ipod", "aac", 44_100, "stereo"),
    "MP4": Kind("mp4", "aac"),
    "bare AAC": Kind("adts", "aac"),
    "lossless M4A": Kind("mp4", "alac", 44_100),
    "WAV": Kind("wav", "pcm_s16le", 22_050),
    "telephone WAV": Kind("wav", "pcm_mulaw", 8_000),
    "WAV of 8 bits": Kind("wav", "pcm_u8", 11_025),
    "WAV of 24 bits": Kind("wav", "pcm_s24le", 96_000, "stereo"),
    "WAV of floats": Kind("wav", "pcm_f32le", 44_100, "stereo"),
    "FLAC": Kind("flac", "flac", 44_100),
    "WEBM": Kind("webm", "libopus"),
    "5.1 channels": Kind("wav", "pcm_s16le", 48_000, "5.1"),
}


def tone(seconds: float, rate: int, level: float = 0.3) -> NDArray[np.float32]:
    """A sine of `TONE` at a level."""
    return (level * np.sin(2 * np.pi * TONE * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


LOCKED = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "00112233445566778899aabbccddeeff",
    "encryption_kid": "ffeeddccbbaa99887766554433221100",
    "fflags": "+bitexact",
}
"""What makes FFmpeg encrypt an MP4, each time with the same nonce: with some others a packet or two would look like sound by chance."""


def encoded(kind: Kind, seconds: float = 1.0, level: float = 0.3, options: dict[str, str] | None = None) -> bytes:
    """The tone as a file of a kind, in all channels; `options`: for who writes the container."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind.container, options=options or {}) as container:
        stream = container.add_stream(kind.codec, rate=kind.rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = kind.layout
        channels = av.AudioLayout(kind.layout).nb_channels
        frame = av.AudioFrame.from_ndarray(np.tile(tone(seconds, kind.rate, level), (channels, 1)), format="fltp", layout=kind.layout)
        frame.sample_rate = kind.rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def film(*, with_sound: bool) -> bytes:
    """An MP4 of ten pictures, with or without the tone."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        pictures = container.add_stream("libx264", rate=10)
        assert isinstance(pictures, av.VideoStream)
        pictures.width = pictures.height = 64
        pictures.pix_fmt = "yuv420p"
        sound = container.add_stream("aac", rate=48_000, layout="mono") if with_sound else None
        for number in range(10):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 20 * number, np.uint8), format="rgb24")
            container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
        if isinstance(sound, av.AudioStream):
            frame = av.AudioFrame.from_ndarray(tone(1.0, 48_000)[None], format="fltp", layout="mono")
            frame.sample_rate = 48_000
            container.mux([*sound.encode(frame), *sound.encode(None)])
    return file.getvalue()


def wav(samples: NDArray[np.float32], rate: int = 48_000, claimed: int | None = None) -> bytes:
    """A mono WAV of floats as they are; `claimed`: bytes of sound that its header speaks of."""
    sound = samples.astype("<f4").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, rate, 4 * rate, 4, 32)
    size = len(sound) if claimed is None else claimed
    return struct.pack("<4sI4s", b"RIFF", min(36 + size, 0xFFFFFFFF), b"WAVE") + form + struct.pack("<4sI", b"data", size) + sound
