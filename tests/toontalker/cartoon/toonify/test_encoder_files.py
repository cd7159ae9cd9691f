from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.toontalker.cartoon.toonify.encoder_weights import SMALL, plain_encoder, random_encoder
from tests.toontalker.cartoon.toonify.port_files import rosinality_numbers
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks
from toontalker.cartoon.toonify.encoder_files import FORMAT, convert_encoder, read_decoder, read_encoder
from toontalker.cartoon.toonify.tf_variables import generator_from
from toontalker.errors import WeightsMissing, WeightsWrong

E4E = {"encoder_type": "Encoder4Editing", "start_from_latent_avg": True, "stylegan_size": 1024}
PSP = {"encoder_type": "GradualStyleEncoder", "start_from_latent_avg": True, "learn_in_w": False, "input_nc": 3}
MEAN = torch.linspace(-1, 1, SMALL.styles * SMALL.dim).view(SMALL.styles, SMALL.dim)
PHOTO = torch.rand(1, 3, 256, 256, generator=torch.Generator().manual_seed(3)) * 2 - 1


def checkpoint(**changes: Any) -> dict[str, Any]:
    """What a published file holds; changes to None leave an entry out."""
    decoder = generator_from(random_tf_networks(Plan((8, 8, 6, 6, 4), SMALL.dim, (SMALL.dim, SMALL.dim)))[2])
    weights = {f"encoder.{name}": value for name, value in random_encoder().items()}
    weights |= {f"decoder.{name}": value for name, value in rosinality_numbers(decoder).items()}
    made: dict[str, Any] = {"state_dict": weights, "latent_avg": MEAN, "opts": E4E, "step": 7}
    return {name: value for name, value in (made | changes).items() if value is not None}


def written(folder: Path, **changes: Any) -> Path:
    """A published file."""
    torch.save(checkpoint(**changes), folder / "encoder.pt")
    return folder / "encoder.pt"


@pytest.mark.parametrize("options", [E4E, PSP, argparse.Namespace(**E4E), argparse.Namespace(**PSP)])
def test_reads_what_was_published(tmp_path: Path, options: Any) -> None:
    """pSp and e4e, their options as a dict or as the namespace of a command line: the w+ of the papers plus the mean w."""
    progressive = "Encoder4Editing" in str(options)
    found = read_encoder(written(tmp_path, opts=options))(PHOTO)
    wanted = plain_encoder(random_encoder(), SMALL, PHOTO, progressive=progressive) + MEAN
    assert torch.allclose(found, wanted, atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "mean"),
    [
        ({"opts": PSP | {"start_from_latent_avg": False}}, 0 * MEAN),
        ({"opts": {"encoder_type": "GradualStyleEncoder"}, "latent_avg": None}, 0 * MEAN),
        ({"opts": PSP | {"learn_in_w": True}, "latent_avg": MEAN[2]}, MEAN[2:3].expand_as(MEAN)),
        ({"opts": PSP, "latent_avg": MEAN[2:3]}, MEAN[2:3].expand_as(MEAN)),
        ({"opts": {"encoder_type": "GradualStyleEncoder"}}, MEAN),
    ],
)
def test_the_options_decide_about_the_mean(tmp_path: Path, changes: dict[str, Any], mean: torch.Tensor) -> None:
    """Without `start_from_latent_avg` nothing is added; one mean w serves all layers; a file that does not say adds what it has."""
    found = read_encoder(written(tmp_path, **changes))(PHOTO)
    progressive = "opts" not in changes
    assert torch.allclose(found, plain_encoder(random_encoder(), SMALL, PHOTO, progressive=progressive) + mean, atol=1e-4)


def test_a_converted_file_gives_the_same(tmp_path: Path) -> None:
    """Encoder, generator and mean are all in it, in float32, and nothing else; both kinds stay what they were."""
    for options in (E4E, PSP | {"start_from_latent_avg": False}):
        path = written(tmp_path, opts=options)
        convert_encoder(path, tmp_path / "out.safetensors")
        names = load_file(tmp_path / "out.safetensors")
        assert {name.split(".")[0] for name in names} == {"encoder", "decoder", "latent_avg"}
        assert all(value.dtype == torch.float32 for value in names.values())
        assert torch.equal(read_encoder(tmp_path / "out.safetensors")(PHOTO), read_encoder(path)(PHOTO))
        mapped = torch.randn(2, SMALL.styles, SMALL.dim)
        assert torch.equal(read_decoder(tmp_path / "out.safetensors").synthesis(mapped), read_decoder(path).synthesis(mapped))


def test_an_encoder_without_its_generator(tmp_path: Path) -> None:
    """It can be read and converted, and says that there is no generator."""
    weights = {name: value for name, value in checkpoint()["state_dict"].items() if name.startswith("encoder.")}
    path = written(tmp_path, state_dict=weights)
    convert_encoder(path, tmp_path / "out.safetensors")
    assert torch.equal(read_encoder(tmp_path / "out.safetensors")(PHOTO), read_encoder(path)(PHOTO))
    with pytest.raises(WeightsWrong, match="without its generator"):
        read_decoder(path)


def test_half_precision_and_module_prefixes_are_read(tmp_path: Path) -> None:
    """Weights in float16, and names with ``module.`` in front, as trained on several GPUs."""
    weights = {f"module.{name}": value.half() if value.is_floating_point() else value for name, value in checkpoint()["state_dict"].items()}
    found = read_encoder(written(tmp_path, state_dict=weights))
    assert found(PHOTO).dtype == torch.float32
    assert torch.allclose(found(PHOTO), read_encoder(written(tmp_path))(PHOTO), atol=0.05)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state_dict": None}, "no state_dict"),
        ({"opts": None}, "no opts"),
        ({"opts": {}}, "type None"),
        ({"opts": {"encoder_type": "BackboneEncoderUsingLastLayerIntoW"}}, "BackboneEncoderUsingLastLayerIntoW.*known are"),
        ({"latent_avg": None}, "starts from a mean w"),
        ({"latent_avg": torch.zeros(3, SMALL.dim)}, "starts from a mean w"),
        ({"latent_avg": torch.zeros(())}, "starts from a mean w"),
        ({"latent_avg": torch.full((1, SMALL.dim), float("nan"))}, "no numbers"),
        ({"state_dict": {"decoder.a": torch.ones(1)}}, "lacks some of body"),
    ],
)
def test_files_that_are_none_are_refused(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    """What is missing or of another kind is told."""
    with pytest.raises(WeightsWrong, match=reason):
        read_encoder(written(tmp_path, **changes))


def test_every_missing_weight_is_noticed(tmp_path: Path) -> None:
    """Of a converted file no entry of the encoder can be left out."""
    convert_encoder(written(tmp_path), tmp_path / "out.safetensors")
    whole = load_file(tmp_path / "out.safetensors")
    header = {"format": FORMAT, "kind": "e4e", "from_mean": "1"}
    for name in [name for name in whole if name.startswith("encoder.")][::7]:
        save_file({key: value for key, value in whole.items() if key != name}, tmp_path / "less.safetensors", header)
        with pytest.raises(WeightsWrong):
            read_encoder(tmp_path / "less.safetensors")


def test_safetensors_of_others_and_absent_files_are_refused(tmp_path: Path) -> None:
    """A header that is not ours, an unknown kind, half a file, and none at all."""
    save_file({"encoder.a": torch.ones(1)}, tmp_path / "x.safetensors")
    with pytest.raises(WeightsWrong, match="weights convert"):
        read_encoder(tmp_path / "x.safetensors")
    save_file({"encoder.a": torch.ones(1)}, tmp_path / "x.safetensors", {"format": FORMAT, "kind": "other"})
    with pytest.raises(WeightsWrong, match="weights convert"):
        read_encoder(tmp_path / "x.safetensors")
    convert_encoder(written(tmp_path), tmp_path / "out.safetensors")
    (tmp_path / "x.safetensors").write_bytes((tmp_path / "out.safetensors").read_bytes()[:5000])
    with pytest.raises(WeightsWrong, match="damaged"):
        read_encoder(tmp_path / "x.safetensors")
    with pytest.raises(WeightsMissing, match="no weights file"):
        read_encoder(tmp_path / "absent.pt")


class Command:
    """Would touch a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.marker}",)


def test_options_that_are_a_program_are_refused(tmp_path: Path) -> None:
    """A checkpoint whose options would run something is refused by name, and nothing was run."""
    with pytest.raises(WeightsWrong, match=r"asks for posix\.system"):
        read_encoder(written(tmp_path, opts=Command(tmp_path / "marker")))
    assert not (tmp_path / "marker").exists()
