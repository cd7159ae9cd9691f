"""Numbers go into a module all or none, each where it belongs."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from toontalker.cartoon.toonify.filling import filled
from toontalker.errors import WeightsWrong


def numbers() -> dict[str, Tensor]:
    """For a layer of 2 x 3."""
    return {"weight": torch.arange(6.0).reshape(2, 3), "bias": torch.zeros(2)}


def test_a_whole_set_fills_a_module() -> None:
    """It is in evaluation mode, its weights are not trained, and no memory is taken but that of the numbers."""
    given = numbers()
    module = filled(lambda: nn.Linear(3, 2), given, "G")
    assert not module.training
    assert not any(weights.requires_grad for weights in module.parameters())
    assert module.weight.data_ptr() == given["weight"].data_ptr()
    assert torch.equal(module(torch.ones(1, 3)), torch.tensor([[3.0, 12.0]]))


WRONG = {
    "lacks its bias": {"bias": None},
    "has a scale": {"scale": torch.zeros(2)},
    r"has the shape \(3,\) instead of \(2,\)": {"bias": torch.zeros(3)},
    r"has the shape \(\) instead of \(2,\)": {"bias": torch.zeros(())},
    "holds torch.int64 instead of torch.float32": {"bias": torch.zeros(2, dtype=torch.int64)},
    "holds torch.float16 instead of torch.float32": {"bias": torch.zeros(2, dtype=torch.float16)},
    "are no numbers": {"bias": torch.tensor([0.0, float("nan")])},
    "no numbers": {"weight": torch.full((2, 3), float("inf"))},
}


@pytest.mark.parametrize(("reason", "change"), WRONG.items(), ids=WRONG)
def test_what_does_not_fit_is_refused(reason: str, change: dict[str, Tensor | None]) -> None:
    """With the name of the network and of the number."""
    given = {name: values for name, values in {**numbers(), **change}.items() if values is not None}
    with pytest.raises(WeightsWrong, match=rf"[Tt]he network G\b.*{reason}"):
        filled(lambda: nn.Linear(3, 2), given, "G")


def test_a_shape_that_lies_takes_no_memory() -> None:
    """A layer of 4 TB is made to be compared, not to be kept."""
    with pytest.raises(WeightsWrong, match="has the shape"):
        filled(lambda: nn.Linear(1 << 20, 1 << 20), numbers(), "G")
