"""Gradient descent by Adam as TensorFlow 1.15 computes it, recorded once as a CUDA graph where there is a GPU.

A step of a projection is some thousand small kernels; started one by one from Python they take longer than they run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import Tensor

_FIRST: Final = 0.9
"""Decay of the first moment (Kingma & Ba 2015)."""
_SECOND: Final = 0.999
"""Decay of the second."""
_EPSILON: Final = 1e-8
"""Keeps the division finite; it is added to the square root before its bias is taken out, as TensorFlow has it."""
_WARM_UP: Final = 3
"""Steps before a graph is recorded, so that libraries have chosen their kernels."""


class Descent:
    """Moves parameters downhill on a loss. Everything it needs is allocated once, so it can start again as often as wanted."""

    def __init__(self, parameters: Sequence[Tensor], after: Callable[[], None]) -> None:
        """`after` runs when the parameters have moved."""
        self._parameters, self._after = list(parameters), after
        self._means = [torch.zeros_like(values) for values in parameters]
        self._squares = [torch.zeros_like(values) for values in parameters]
        self._rate = torch.zeros((), device=parameters[0].device)
        self._steps = 0
        self._graph: torch.cuda.CUDAGraph | None = None

    def start(self) -> None:
        """Forgets the moments."""
        self._steps = 0
        torch._foreach_zero_(self._means)
        torch._foreach_zero_(self._squares)

    def step(self, rate: float, lose: Callable[[], Tensor]) -> None:
        """One step with learning rate `rate`; `lose` computes the loss of the present parameters.

        It is given anew for each step, and not kept: whoever owns both would hold itself in memory.
        """
        self._steps += 1
        self._rate.fill_(rate * (1 - _SECOND**self._steps) ** 0.5 / (1 - _FIRST**self._steps))
        if self._rate.device.type != "cuda":
            self._move(lose)
            return
        if self._graph is None:
            self._graph = self._recorded(lose)
        self._graph.replay()

    def _move(self, lose: Callable[[], Tensor]) -> None:
        """The arithmetic of a step: ``m = .9 m + .1 g; v = .999 v + .001 g²; x -= rate · m / (√v + 1e-8)``."""
        gradients = torch.autograd.grad(lose(), self._parameters)
        with torch.no_grad():
            torch._foreach_lerp_(self._means, gradients, 1 - _FIRST)
            torch._foreach_mul_(self._squares, _SECOND)
            torch._foreach_addcmul_(self._squares, gradients, gradients, 1 - _SECOND)
            down = torch._foreach_sqrt(self._squares)
            torch._foreach_add_(down, _EPSILON)
            moves = torch._foreach_div(self._means, down)
            torch._foreach_mul_(moves, self._rate)
            torch._foreach_sub_([values.detach() for values in self._parameters], moves)
        self._after()

    def _recorded(self, lose: Callable[[], Tensor]) -> torch.cuda.CUDAGraph:
        """One step as a graph; the steps that it takes to get there are undone."""
        state = [*self._parameters, *self._means, *self._squares]
        kept = [values.detach().clone() for values in state]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(_WARM_UP):
                self._move(lose)
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._move(lose)
        with torch.no_grad():
            for values, before in zip(state, kept, strict=True):
                values.copy_(before)
        return graph
