from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.mouth.wav2lip.mel import BANDS, RATE, SILENCE, mel_bands, mel_spectrogram


@pytest.fixture(scope="module")
def measured(reference_folder: Path) -> dict[str, NDArray[np.float32]]:
    """Sounds, their spectrograms and the bands by the original program."""
    with np.load(reference_folder / "wav2lip" / "mel.npz") as arrays:
        return {name: arrays[name] for name in arrays.files}


@pytest.mark.parametrize("sound", ["speech16k", "silence16k"])
def test_spectrograms_are_the_original_s(measured: dict[str, NDArray[np.float32]], sound: str) -> None:
    """Within 1e-5, first and last columns included."""
    mel = mel_spectrogram(measured[f"wav_{sound}"])
    assert mel.shape == measured[f"mel_{sound}"].shape
    assert np.abs(mel - measured[f"mel_{sound}"]).max() <= 1e-5


def test_bands_are_the_original_s(measured: dict[str, NDArray[np.float32]]) -> None:
    """Within 1e-7, where the largest value is 0.027."""
    assert np.abs(mel_bands() - measured["mel_basis"]).max() <= 1e-7


def test_a_tone_lies_in_its_band_and_is_louder_by_its_decibels() -> None:
    """Twice the amplitude is 6.02 dB, which are 0.48 of the scale."""
    time = np.arange(RATE) / RATE
    tone = (0.05 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    quiet, loud = (mel_spectrogram(tone * gain)[:, 40] for gain in (1, 2))
    corners = [int(np.argmax(mel_bands()[band])) * RATE / 800 for band in range(BANDS)]
    assert abs(corners[int(quiet.argmax())] - 1000) <= 40
    assert loud.max() - quiet.max() == pytest.approx(8 * 20 * np.log10(2) / 100, abs=1e-4)


@pytest.mark.parametrize("samples", [0, 1, 200, 400, 401, 16_123])
def test_any_sound_has_a_spectrogram(samples: int) -> None:
    """80 columns a second; silence is -4 everywhere, however short."""
    mel = mel_spectrogram(np.zeros(samples, np.float32))
    assert mel.shape == (BANDS, 1 + max(samples, 401) // 200)
    assert np.all(mel == SILENCE)


def test_a_long_sound_is_cut_without_a_seam() -> None:
    """Columns do not depend on which piece of the sound they were computed with."""
    noise = np.random.default_rng(0).uniform(-1, 1, 30 * RATE).astype(np.float32)
    part = mel_spectrogram(noise[10 * RATE :])
    assert np.allclose(mel_spectrogram(noise)[:, 804:], part[:, 4:], atol=1e-6)
