"""The network on a GPU: its some hundred kernels are recorded once as a CUDA graph and then started by one call for each batch.

Started one by one from Python they would leave the GPU idle most of the time. While the GPU works on one batch, the next is handed in
and the one before is fetched; both ways lead through page-locked memory, and pictures leave the GPU as bytes.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.mouth.wav2lip.fast import FastWav2Lip
from toontalker.mouth.wav2lip.mel import BANDS
from toontalker.mouth.wav2lip.network import FACE_SIDE
from toontalker.mouth.wav2lip.runner import Ticket, to_pictures
from toontalker.mouth.wav2lip.windows import WINDOW

_WARM_UPS: Final = 3
"""Runs before the recording, in which the libraries choose their kernels and take their memory."""


class RecordedRunner:
    """Replays one recording. What a batch leaves unfilled holds the windows of an earlier one; no frame is touched by another."""

    together = 2

    def __init__(self, network: FastWav2Lip) -> None:
        """Raises `torch.OutOfMemoryError` where the GPU has too little memory for so many frames."""
        self._network, self._device = network, network.build.device
        self._shown: list[Tensor] | None = None
        with torch.cuda.device(self._device), torch.inference_mode(), _exact():
            self._heard = torch.zeros(network.build.frames, 1, BANDS, WINDOW, device=self._device)
            self._face = network.remember(torch.zeros(1, 6, FACE_SIDE, FACE_SIDE))
            self._warm_up()
            self._graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
                self._pictures = to_pictures(network(self._heard, self._face))

    def remember(self, face: Tensor) -> list[Tensor]:
        """See `Runner.remember`."""
        with torch.cuda.device(self._device), torch.inference_mode(), _exact():
            return self._network.remember(face)

    def start(self, heard: NDArray[np.float32], face: list[Tensor]) -> Ticket:
        """See `Runner.start`; returns before the GPU is done."""
        count = len(heard)
        with torch.cuda.device(self._device), torch.inference_mode():
            if self._shown is not face:
                for kept, term in zip(self._face, face, strict=True):
                    kept.copy_(term)
                self._shown = face
            self._heard[:count].copy_(torch.from_numpy(heard).pin_memory(), non_blocking=True)
            self._graph.replay()
            fetched = torch.empty((count, FACE_SIDE, FACE_SIDE, 3), dtype=torch.uint8, pin_memory=True)
            fetched.copy_(self._pictures[:count], non_blocking=True)
            done = torch.cuda.Event()
            done.record()

        def pictures() -> NDArray[np.uint8]:
            done.synchronize()
            return fetched.numpy()

        return Ticket(count, pictures)

    def _warm_up(self) -> None:
        """Runs the network beside the main stream, as recording wants it."""
        beside, main = torch.cuda.Stream(), torch.cuda.current_stream()
        beside.wait_stream(main)
        with torch.cuda.stream(beside):
            for _ in range(_WARM_UPS):
                to_pictures(self._network(self._heard, self._face))
        main.wait_stream(beside)
        torch.cuda.synchronize()


def _exact() -> AbstractContextManager[Any]:
    """No TF32, whose ten bits would spoil float32; the same kernels every time, so that the same clip gives the same pictures."""
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)
