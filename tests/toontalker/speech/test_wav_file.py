"""A speech as a WAV file."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.errors import BadSetting
from toontalker.speech import Speech, Voices, write_wav


def test_the_file_holds_the_speech(voices: Voices, whole: Callable[[Speech], NDArray[np.float32]], tmp_path: Path) -> None:
    """Every sample, within the rounding to 16 bits; nothing else is left in the folder."""
    speech = voices.say("Hello.", "female")
    write_wav(tmp_path / "a.wav", speech)
    with wave.open(str(tmp_path / "a.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767
    assert np.abs(samples - whole(speech)).max() < 1e-4
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_place_that_cannot_be_written_is_told(voices: Voices, tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(BadSetting, match=r"nowhere.*cannot be written"):
        write_wav(tmp_path / "nowhere" / "a.wav", voices.say("Hello.", "female"))
