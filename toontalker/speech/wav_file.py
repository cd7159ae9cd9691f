"""A speech as a WAV file: for people who want to listen without a picture."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np

from toontalker.errors import BadSetting
from toontalker.speech.recording import FULL_SCALE
from toontalker.speech.speech import Speech


def write_wav(path: Path, speech: Speech) -> None:
    """Writes 16-bit mono at the speech's rate; the file appears only when it is whole. Raises BadSetting if it cannot be written."""
    if path.is_dir():
        raise BadSetting(f"The file {path} cannot be written: it is a folder.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(speech.rate)
            for block in speech.blocks():
                file.writeframes(np.rint(block * np.float32(FULL_SCALE)).astype("<i2").tobytes())
        part.replace(path)
    except OSError as error:
        raise BadSetting(f"The file {path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
