"""A toonifier from converted files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.toontalker.cartoon.toonify.vgg_files import head_names, small_vgg, torchvision_names
from toontalker.cartoon.toonify.bench import rule_made_photo
from toontalker.cartoon.toonify.device import choose_device, device_name, held_mb
from toontalker.cartoon.toonify.networks import convert_networks
from toontalker.cartoon.toonify.opening import ToonifierFiles, open_toonifier
from toontalker.cartoon.toonify.perceptual_files import convert_perceptual
from toontalker.errors import BadSetting, WeightsMissing, WeightsWrong


@pytest.fixture
def files(tmp_path: Path, tiny32_file: Path) -> ToonifierFiles:
    """Small networks, converted."""
    convert_networks(tiny32_file, tmp_path / "tiny.safetensors")
    vgg = small_vgg()
    torch.save({**torchvision_names(vgg), **head_names(vgg)}, tmp_path / "vgg.pth")
    convert_perceptual(tmp_path / "vgg.pth", tmp_path / "vgg.safetensors")
    return ToonifierFiles(tmp_path / "tiny.safetensors", tmp_path / "tiny.safetensors", tmp_path / "vgg.safetensors")


def test_it_draws_from_files(files: ToonifierFiles) -> None:
    """Opened twice it draws the same toon."""
    first, second = (open_toonifier(files, device="cpu", steps=2).draw(rule_made_photo(32, 3)) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_file_that_is_missing_or_wrong_is_told(files: ToonifierFiles, tmp_path: Path) -> None:
    """By name."""
    with pytest.raises(WeightsMissing, match=r"gone\.safetensors"):
        open_toonifier(ToonifierFiles(tmp_path / "gone.safetensors", files.photo_generator, files.perceptual), device="cpu")
    assert files.perceptual is not None
    with pytest.raises(WeightsWrong, match=r"vgg\.safetensors"):
        open_toonifier(ToonifierFiles(files.perceptual, files.photo_generator, files.perceptual), device="cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_told() -> None:
    """Auto takes the CPU instead."""
    assert choose_device("auto") == choose_device("cpu") == torch.device("cpu")
    with pytest.raises(BadSetting, match=r"neural\.device is cuda:1"):
        choose_device("cuda:1")
    assert device_name(torch.device("cpu")) == "cpu"
    assert 10 < held_mb(torch.device("cpu")) < 100_000
