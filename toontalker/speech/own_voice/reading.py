"""A recording as people send it → `Recording`: mono at 48 kHz, of a length that can be used, with something to hear in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from toontalker.errors import AudioTooLong, UnreadableAudio
from toontalker.speech.own_voice.decoding import RATE, decoded
from toontalker.speech.own_voice.signature import container_of
from toontalker.speech.recording import FULL_SCALE, Recording

SHORTEST = 0.2
"""Seconds: less is no word."""
SILENCE = 0.001
"""Highest sample of what counts as silent: -60 dB of full scale."""


@dataclass(frozen=True)
class AudioLimits:
    """How large and how long a recording may be."""

    max_bytes: int = 20_000_000
    """Size of the file."""
    max_seconds: float = 60.0
    """Length of the sound."""


_LIMITS = AudioLimits()


def read_audio(audio: Path | bytes, limits: AudioLimits = _LIMITS) -> Recording:
    """The first sound track of a file, or of the bytes of one, as a recording at 48 kHz whose sounds nobody has timed yet.

    Opus or Vorbis in OGG or WEBM, MP3, AAC, M4A or MP4, WAV, FLAC; what it is, its content says. All channels are mixed; samples
    that are no numbers are silence. At most `limits.max_seconds` are ever decoded, whatever the header claims.

    Raises:
        UnreadableAudio: it is no recording, or damaged, or nothing can be heard in it, or the file cannot be read.
        AudioTooLong: it has too many bytes or lasts too long.
        ToonTalkerError: the decoder does not run on this machine.

    """
    data = audio if isinstance(audio, bytes) else _read(audio, limits)
    if len(data) > limits.max_bytes:
        raise AudioTooLong(_too_many_bytes(len(data), limits))
    recording = Recording(rate=RATE, timed=False)
    highest = 0
    for pcm in decoded(data, container_of(data), limits.max_seconds):
        recording.sound.write_pcm(pcm)
        highest = max(highest, int(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)).max()))
    if recording.seconds < SHORTEST:
        raise UnreadableAudio("The recording is too short to hold a word; please send a longer one.")
    if highest < SILENCE * FULL_SCALE:
        raise UnreadableAudio("Nothing can be heard in this recording; please check the microphone and record it again.")
    return recording


def _read(path: Path, limits: AudioLimits) -> bytes:
    """The bytes of a file, and one more than the limit at most: enough to see that it is too large."""
    try:
        if not path.is_file():
            raise UnreadableAudio(f"There is no recording called {path.name}; please check the name.")
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise AudioTooLong(_too_many_bytes(size, limits))
        with path.open("rb") as file:
            return file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as fault:
        raise UnreadableAudio(f"The recording {path.name} cannot be read; please check that the file may be opened.") from fault


def _too_many_bytes(size: int, limits: AudioLimits) -> str:
    return f"The recording has {size / 1e6:.1f} MB and the limit is {limits.max_bytes / 1e6:g} MB; please send a shorter one."
