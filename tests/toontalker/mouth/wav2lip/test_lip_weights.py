from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.mouth.wav2lip.lip_weights import FORMAT, checked, read_lip_weights

FIRST = "face_encoder_blocks.0.0.conv_block.0.weight"
MEAN = "face_encoder_blocks.0.0.conv_block.1.running_mean"
VARIANCE = "face_encoder_blocks.0.0.conv_block.1.running_var"
COUNTER = "face_encoder_blocks.0.0.conv_block.1.num_batches_tracked"


def _with(value: float) -> Callable[[Tensor], Tensor]:
    def changed(weight: Tensor) -> Tensor:
        weight = weight.clone()
        weight.view(-1)[3] = value
        return weight

    return changed


WRONG: dict[str, tuple[str, Callable[[Tensor], Tensor], str]] = {
    "shape": (FIRST, lambda weight: weight[:, :3], "shape"),
    "transposed": (FIRST, lambda weight: weight.transpose(0, 1), "shape"),
    "not a number": (FIRST, _with(float("nan")), "no numbers"),
    "infinite": (MEAN, _with(float("inf")), "no numbers"),
    "negative variance": (VARIANCE, _with(-0.1), "negative"),
    "whole numbers": (FIRST, lambda weight: weight.to(torch.int8), "floating-point"),
    "complex": (FIRST, lambda weight: weight.to(torch.complex64), "floating-point"),
    "sparse": (MEAN, lambda weight: weight.to_sparse(), "floating-point"),
    "too large for float32": (MEAN, lambda weight: weight.double() + 1e39, "no numbers"),
}


@pytest.mark.parametrize(("name", "change", "reason"), WRONG.values(), ids=WRONG.keys())
def test_wrong_weights_are_refused_by_name(state: dict[str, Tensor], name: str, change: Callable[[Tensor], Tensor], reason: str) -> None:
    """The sentence says which weights, of which file, and what is wrong with them."""
    with pytest.raises(WeightsWrong, match=reason) as told:
        checked({**state, name: change(state[name])}, "mine.pth")
    assert name in str(told.value)
    assert "mine.pth" in str(told.value)


def test_another_network_is_refused(state: dict[str, Tensor]) -> None:
    """By what it lacks and by what it has too much."""
    fewer = {name: value for name, value in state.items() if name != FIRST}
    with pytest.raises(WeightsWrong, match=f"lacks {FIRST}"):
        checked(fewer, "mine.pth")
    with pytest.raises(WeightsWrong, match=r"such as sam\.weight"):
        checked({**state, "sam.weight": torch.zeros(1)}, "mine.pth")


def test_half_precision_is_read_and_counters_do_not_count(state: dict[str, Tensor]) -> None:
    """Weights become float32; how many batches a normalisation saw may be any number of any type."""
    weights = checked({**state, FIRST: state[FIRST].half(), COUNTER: torch.tensor(7.0)}, "mine.pth")
    assert torch.equal(weights[FIRST], state[FIRST].half().float())
    assert weights[COUNTER].dtype == torch.int64


def test_a_missing_file_is_the_operator_s_to_fetch(tmp_path: Path) -> None:
    """And a folder is no file."""
    for path in (tmp_path / "lips.safetensors", tmp_path):
        with pytest.raises(WeightsMissing, match="toontalker weights"):
            read_lip_weights(path)


def test_only_converted_files_are_read(tmp_path: Path) -> None:
    """Neither safetensors of somebody else nor anything that is none."""
    foreign, damaged = tmp_path / "foreign", tmp_path / "damaged"
    save_file({FIRST: torch.zeros(1)}, foreign)
    with pytest.raises(WeightsWrong, match="toontalker weights convert"):
        read_lip_weights(foreign)
    save_file({FIRST: torch.zeros(99)}, damaged, metadata={"format": FORMAT})
    with pytest.raises(WeightsWrong, match="lacks"):
        read_lip_weights(damaged)
    damaged.write_bytes(damaged.read_bytes()[:-8])
    with pytest.raises(WeightsWrong, match="damaged"):
        read_lip_weights(damaged)
