"""What runs the network on batches of frames: here, on the cores of a CPU.

Each core takes a batch of its own through the whole network. Cores that share every small product wait for each other after each, and
for whatever else keeps one of them busy; and how a sum is split between cores would decide how it is rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Barrier
from typing import Final, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.mouth.wav2lip.fast import FastWav2Lip

_WHITE: Final = 255.0


@dataclass(frozen=True)
class Ticket:
    """A batch that was handed in."""

    frames: int
    """How many pictures it will give."""
    pictures: Callable[[], NDArray[np.uint8]]
    """Waits for them: ``(frames, 96, 96, 3)`` RGB; raises what happened on the way."""


class Runner(Protocol):
    """The network, ready for a fixed number of frames at once."""

    @property
    def together(self) -> int:
        """How many batches are worth handing in before the first is fetched."""
        ...

    def remember(self, face: Tensor) -> list[Tensor]:
        """What `FastWav2Lip.remember` gives for a face ``(1, 6, 96, 96)``; good for any number of frames."""
        ...

    def start(self, heard: NDArray[np.float32], face: list[Tensor]) -> Ticket:
        """Hands in mel windows ``(n, 1, 80, 16)``, n from 1 to as many as fit, and what was remembered of the face."""
        ...


class CoresRunner:
    """A thread for each core, each with the network's weights in common and memory of its own.

    A short batch is filled up, so that its frames are computed like all others.
    """

    def __init__(self, network: FastWav2Lip, cores: int) -> None:
        self.together = cores
        self._network = network
        self._frames = network.build.frames
        self._idle: SimpleQueue[FastWav2Lip] = SimpleQueue()
        for worker in (network, *(network.twin() for _ in range(cores - 1))):
            self._idle.put(worker)
        self._threads = _single_threads(cores)

    def remember(self, face: Tensor) -> list[Tensor]:
        """See `Runner.remember`."""
        return self._threads.submit(self._remembered, face).result()

    def start(self, heard: NDArray[np.float32], face: list[Tensor]) -> Ticket:
        """See `Runner.start`."""
        return Ticket(len(heard), self._threads.submit(self._pictures, heard, face).result)

    def _remembered(self, face: Tensor) -> list[Tensor]:
        with torch.inference_mode():
            return self._network.remember(face)

    def _pictures(self, heard: NDArray[np.float32], face: list[Tensor]) -> NDArray[np.uint8]:
        network = self._idle.get()
        try:
            with torch.inference_mode():
                audio = torch.zeros(self._frames, *heard.shape[1:])
                audio[: len(heard)] = torch.from_numpy(heard)
                return to_pictures(network(audio, face))[: len(heard)].numpy()
        finally:
            self._idle.put(network)


def to_pictures(values: Tensor) -> Tensor:
    """``(n, 3, h, w)`` BGR in [0, 1] → ``(n, h, w, 3) uint8`` RGB; cut off, not rounded, like the original."""
    return (values * _WHITE).to(torch.uint8).flip(1).permute(0, 2, 3, 1).contiguous()


def _single_threads(count: int) -> ThreadPoolExecutor:
    """Threads in which PyTorch works alone, while it keeps its number of threads everywhere else."""
    threads, everywhere_else = ThreadPoolExecutor(count, "lips"), torch.get_num_threads()
    all_there = Barrier(count)

    def alone() -> None:
        torch.set_num_threads(1)  # counts for the calling thread, and as the default of threads to come
        all_there.wait()

    for started in [threads.submit(alone) for _ in range(count)]:
        started.result()
    torch.set_num_threads(everywhere_else)
    return threads
