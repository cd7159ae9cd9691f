"""Real speech as the services send it: said by espeak, encoded by LAME."""

from __future__ import annotations

import io
from functools import lru_cache

import av
import numpy as np
from numpy.typing import NDArray

from toontalker.clip import Voice
from toontalker.speech.espeak import Espeak
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.recording import Recording

RATE = 24_000


@lru_cache(maxsize=64)
def spoken_mp3(text: str, voice: Voice = "female", language: str = "en", bitrate: int = 32_000) -> bytes:
    """A text as an MP3: 24 kHz mono, without a header of its own, as Google's (32 kbit/s) and Microsoft's (48) are."""
    return encode_mp3(sound_of(spoken(text, voice, language)), bitrate)


@lru_cache(maxsize=64)
def spoken(text: str, voice: Voice = "female", language: str = "en") -> Recording:
    """What espeak says, with the times of its sounds."""
    return Espeak(EspeakProcess(*find_espeak())).say(text, voice, language)


def sound_of(recording: Recording) -> NDArray[np.float32]:
    """All samples of a recording."""
    return np.concatenate(list(recording.sound.blocks()))


def encode_mp3(sound: NDArray[np.float32], bitrate: int = 32_000, rate: int = 22_050) -> bytes:
    """Samples at `rate` Hz as an MP3 at 24 kHz."""
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = rate
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = bitrate
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE)
        for made in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(made))
        container.mux(stream.encode(None))
    return buffer.getvalue()
