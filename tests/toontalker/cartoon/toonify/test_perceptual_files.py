from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks, write_tf_pickle
from tests.toontalker.cartoon.toonify.vgg_files import head_names, lpips_names, small_vgg, torchvision_names, write_torchscript
from toontalker.cartoon.toonify.perceptual_files import HEADS_FILE, convert_perceptual, read_perceptual
from toontalker.cartoon.toonify.perceptual_weights import perceptual_from
from toontalker.cartoon.toonify.tf_pickle import TFNetwork
from toontalker.errors import WeightsMissing, WeightsWrong

WEIGHTS = small_vgg()


def tensorflow(path: Path) -> None:
    """A pickle with one network."""
    write_tf_pickle(path, TFNetwork("vgg16_zhang_perceptual", "f", {}, WEIGHTS))


def tensorflow_in_parts(path: Path) -> None:
    """A pickle whose variables lie in a component, the last first."""
    inner = TFNetwork("vgg16", "f", {}, dict(reversed(WEIGHTS.items())))
    write_tf_pickle(path, TFNetwork("lpips", "f", {}, {}, {"vgg16": inner}))


def torchscript(path: Path) -> None:
    """TorchScript."""
    write_torchscript(path, WEIGHTS)


def lpips_module(path: Path) -> None:
    """A whole LPIPS module, in the legacy container."""
    torch.save(lpips_names(WEIGHTS), path, _use_new_zipfile_serialization=False)


def torchvision_with_heads(path: Path) -> None:
    """VGG16 and heads in one file, under state_dict."""
    torch.save({"state_dict": torchvision_names(WEIGHTS) | head_names(WEIGHTS)}, path)


def torchvision_and_heads(path: Path) -> None:
    """VGG16 and heads in two files."""
    torch.save(torchvision_names(WEIGHTS), path)
    torch.save(head_names(WEIGHTS), path.with_name(HEADS_FILE))


WRITERS = (tensorflow, tensorflow_in_parts, torchscript, lpips_module, torchvision_with_heads, torchvision_and_heads)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_every_published_form_gives_the_same_network(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """Whatever the container and the names, the network is the same, and stays so when it is converted."""
    path = tmp_path / "vgg16.bin"
    write(path)
    wanted = perceptual_from(WEIGHTS, "hwio", "x").state_dict()
    convert_perceptual(path, tmp_path / "out.safetensors")
    for found in (read_perceptual(path), read_perceptual(tmp_path / "out.safetensors")):
        assert not found.training
        assert found.state_dict().keys() == wanted.keys()
        assert all(torch.equal(value, wanted[name]) for name, value in found.state_dict().items())


def test_heads_from_a_named_file(tmp_path: Path) -> None:
    """Heads may lie anywhere when their file is named; without any, the sentence says which file to put where."""
    torch.save(torchvision_names(WEIGHTS), tmp_path / "vgg16.pth")
    torch.save(head_names(WEIGHTS), tmp_path / "vgg.pth")
    assert read_perceptual(tmp_path / "vgg16.pth", heads=tmp_path / "vgg.pth").heads[0].tolist() == WEIGHTS["lin0"].tolist()
    with pytest.raises(WeightsMissing, match=f"as {HEADS_FILE}"):
        read_perceptual(tmp_path / "vgg16.pth")


@pytest.mark.parametrize(("mean", "std", "white"), [("mean", "std", 1.0), ("mean", "std", 255.0), ("shift", "scale", None)])
def test_a_file_may_say_how_pictures_are_normalised(mean: str, std: str, white: float | None) -> None:
    """Mean and deviation of pictures in [0, 1], in [0, 255] or in [-1, 1] come to the same."""
    shift, scale = torch.tensor([0.1, -0.2, 0.3]), torch.tensor([0.5, 0.4, 0.6])
    said = (shift, scale) if white is None else ((shift + 1) / 2 * white, scale / 2 * white)
    network = perceptual_from({**WEIGHTS, mean: said[0], std: said[1]}, "hwio", "x")
    assert torch.allclose(network.shift, shift, atol=1e-6)
    assert torch.allclose(network.scale, scale, atol=1e-6)


def changed(name: str, value: object) -> dict[str, object]:
    """The weights with one of them replaced, or left out."""
    return {key: found if key != name else value for key, found in WEIGHTS.items() if key != name or value is not None}


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        (changed("conv3_2/weight", None), "12 convolutions"),
        (WEIGHTS | {"conv6_1/weight": WEIGHTS["conv5_1/weight"]}, "14 convolutions"),
        (changed("conv4_1/bias", None), "no biases"),
        (changed("conv4_1/bias", torch.ones(9)), "shape"),
        (changed("conv2_1/weight", torch.ones(3, 3, 5, 6)), "do not fit"),
        (changed("lin3", None), "five heads"),
        (changed("lin0", torch.ones(5)), "five heads"),
        (changed("lin4", -torch.ones(8)), "negative"),
        (changed("conv1_1/weight", torch.full((3, 3, 3, 4), float("nan"))), "no numbers"),
    ],
)
def test_what_is_no_vgg16_with_heads_is_refused(weights: dict[str, torch.Tensor], reason: str) -> None:
    """Missing, surplus and misshapen weights are told one by one."""
    with pytest.raises(WeightsWrong, match=reason):
        perceptual_from(weights, "hwio", "x.pkl")


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Absent files, a StyleGAN2, safetensors of others, a converted file with a part missing or cut off."""
    with pytest.raises(WeightsMissing, match="no weights file"):
        read_perceptual(tmp_path / "absent.pkl")
    write_tf_pickle(tmp_path / "g.pkl", random_tf_networks(Plan()))
    with pytest.raises(WeightsWrong, match="3 networks"):
        read_perceptual(tmp_path / "g.pkl")
    save_file({"a": torch.ones(1)}, tmp_path / "other.safetensors")
    with pytest.raises(WeightsWrong, match="weights convert"):
        read_perceptual(tmp_path / "other.safetensors")
    tensorflow(tmp_path / "vgg.pkl")
    convert_perceptual(tmp_path / "vgg.pkl", tmp_path / "out.safetensors")
    whole = load_file(tmp_path / "out.safetensors")
    for name in whole:
        save_file({key: value for key, value in whole.items() if key != name}, tmp_path / "x.st", {"format": "toontalker-perceptual-1"})
        with pytest.raises(WeightsWrong, match=r"lacks its|no whole"):
            read_perceptual(tmp_path / "x.st")
    (tmp_path / "half.safetensors").write_bytes((tmp_path / "out.safetensors").read_bytes()[:-100])
    with pytest.raises(WeightsWrong, match="damaged"):
        read_perceptual(tmp_path / "half.safetensors")
