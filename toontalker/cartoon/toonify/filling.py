"""Numbers into a module: all of them, none left over, each of its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import torch
from torch import Tensor, nn

from toontalker.errors import WeightsWrong

Module = TypeVar("Module", bound=nn.Module)


def filled(make: Callable[[], Module], numbers: Mapping[str, Tensor], name: str) -> Module:
    """A module in evaluation mode with `numbers` in it; raises `WeightsWrong` for the first that is missing, left over or misshapen.

    It is made without memory of its own, so that a file that lies about its shape takes none.
    """
    with torch.device("meta"):
        module = make()
    expected = module.state_dict()
    for key in (*expected, *numbers):
        if key not in numbers:
            raise WeightsWrong(f"The network {name} lacks its {key}.")
        if key not in expected:
            raise WeightsWrong(f"The network {name} has a {key}, which such a network has not.")
        if expected[key].shape != numbers[key].shape:
            found, wanted = tuple(numbers[key].shape), tuple(expected[key].shape)
            raise WeightsWrong(f"In the network {name}, {key} has the shape {found} instead of {wanted}.")
        if expected[key].dtype != numbers[key].dtype:
            raise WeightsWrong(f"In the network {name}, {key} holds {numbers[key].dtype} instead of {expected[key].dtype}.")
        if not numbers[key].isfinite().all():
            raise WeightsWrong(f"In the network {name}, {key} holds values that are no numbers.")
    module.load_state_dict(dict(numbers), assign=True)
    return module.eval().requires_grad_(False)
