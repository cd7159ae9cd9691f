"""Wav2Lip on one machine: opened once, then face and sound in, pictures of speaking lips out, for as many clips as come.

Frames are made in batches and handed out one by one, so that memory does not grow with the clip.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.cartoon.toonify.device import choose_device
from toontalker.mouth.wav2lip.fast import Build, FastWav2Lip
from toontalker.mouth.wav2lip.lip_weights import read_lip_weights
from toontalker.mouth.wav2lip.mel import mel_spectrogram
from toontalker.mouth.wav2lip.network import FACE_SIDE, Wav2Lip, build
from toontalker.mouth.wav2lip.recorded import RecordedRunner
from toontalker.mouth.wav2lip.runner import CoresRunner, Runner, Ticket
from toontalker.mouth.wav2lip.windows import window_starts, windows
from toontalker.picture import Picture

CPU_FRAMES: Final = 8
"""How many frames go together on a CPU, whatever the options say: the bytes of a frame must not depend on them."""
_MOST_CORES: Final = 8
"""Cores that are used unless more are asked for: each needs some 100 MB."""
_CPU_OUT_OF_MEMORY: Final = ("DefaultCPUAllocator: can't allocate memory", "DefaultCPUAllocator: not enough memory")
"""How PyTorch says it, in a plain RuntimeError."""
_BFLOAT16_UNITS: Final = ("avx512_bf16", "amx_bf16")
"""What a CPU has that computes with bfloat16; others only imitate it, twenty times slower."""


@dataclass(frozen=True)
class LipOptions:
    """Where and how the network runs."""

    device: str = "auto"
    """auto (the first GPU, else the CPU), cpu, cuda, or cuda:N."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """auto: bfloat16 where the machine computes with it, else float32. Between the two lie about 50 dB PSNR."""
    batch: int = 64
    """Frames at once on a GPU, at least 1; halved when its memory runs out. On a CPU each core takes `CPU_FRAMES` in any case."""
    threads: int = 0
    """Cores of a CPU to use; 0: as many as PyTorch uses in this process, at most 8. The pictures do not depend on it."""

    def __post_init__(self) -> None:
        if self.batch < 1 or self.threads < 0:
            raise ValueError(f"a batch of {self.batch} frames on {self.threads} threads cannot be")


class LipEngine:
    """Wav2Lip on one machine: weights loaded once, many clips. Threads may share it; their batches take turns."""

    def __init__(self, load: Callable[[], Wav2Lip], options: LipOptions = LipOptions()) -> None:
        """`load` gives the network as `build` does; it is called once, and again only when memory runs out.

        Raises `BadSetting` for a GPU that is not there.
        """
        self.device = choose_device(options.device)
        """Where it runs."""
        self.dtype = _dtype(options.precision, self.device)
        """float32 or bfloat16."""
        self.batch = CPU_FRAMES if self.device.type == "cpu" else options.batch
        """Frames that go together now."""
        self._cores = options.threads or min(_MOST_CORES, torch.get_num_threads())
        self._load, self._turn = load, Lock()
        self._runner: Runner | None = self._built()

    def lips(self, face: Picture, sound: NDArray[np.float32], frames: int, fps: float) -> Iterator[Picture]:
        """`frames` pictures ``(96, 96, 3) uint8`` RGB, in order, of `face` (of the same shape and type) saying a sound.

        `sound`: mono float32 in [-1, 1] at 16 kHz. Frame i hears the 0.2 s from ``i / fps`` on; frames beyond the sound hear its end.
        On a CPU the same arguments give the same bytes, whatever was made before. When memory runs out, the batch is halved and the
        frames go on (of another batch the last bit may be rounded another way); with one frame in it, PyTorch's error is raised.
        """
        if face.shape != (FACE_SIDE, FACE_SIDE, 3) or face.dtype != np.uint8:
            raise ValueError(f"a face is uint8 (96, 96, 3), not {face.dtype} {face.shape}")
        if sound.ndim != 1 or frames < 0 or not fps > 0:
            raise ValueError("lips need a mono sound, a number of frames and a rate")
        return self._frames(network_face(face), sound, frames, fps)

    def _frames(self, face: Tensor, sound: NDArray[np.float32], frames: int, fps: float) -> Iterator[Picture]:
        mel = mel_spectrogram(sound)
        clip = _Clip(face, mel, window_starts(mel.shape[1], frames, fps))
        while clip.done < frames:
            yield from self._next_batch(clip)

    def _next_batch(self, clip: _Clip) -> NDArray[np.uint8]:
        """The clip's next pictures, with half as many at once as often as memory runs out."""
        while True:
            with self._turn:
                try:
                    self._runner = self._runner or self._built()
                    return clip.next_batch(self._runner, self.batch)
                except (RuntimeError, MemoryError) as error:
                    if not is_out_of_memory(error) or self.batch == 1:
                        raise
                # here and not above, where the traceback holds on to what did not fit
                clip.start_again()
                self._runner, self.batch = None, self.batch // 2

    def _built(self) -> Runner:
        """A runner for `batch` frames, which are halved until memory suffices."""
        while True:
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            try:
                network = FastWav2Lip(self._load(), Build(self.batch, self.device, self.dtype))
                return CoresRunner(network, self._cores) if self.device.type == "cpu" else RecordedRunner(network)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or self.batch == 1:
                    raise
            self.batch //= 2


class _Clip:
    """One clip on its way: what is handed in, and how far it got."""

    def __init__(self, face: Tensor, mel: NDArray[np.float32], starts: NDArray[np.int64]) -> None:
        self._face, self._mel, self._starts = face, mel, starts
        self._remembered: list[Tensor] | None = None
        self._tickets: deque[Ticket] = deque()
        self._handed_in = 0
        self.done = 0
        """Frames that were fetched."""

    def next_batch(self, runner: Runner, frames: int) -> NDArray[np.uint8]:
        """Keeps the runner busy with batches of so many frames and waits for the next one."""
        if self._remembered is None:
            self._remembered = runner.remember(self._face)
        while self._handed_in < len(self._starts) and len(self._tickets) < runner.together:
            starts = self._starts[self._handed_in : self._handed_in + frames]
            self._tickets.append(runner.start(windows(self._mel, starts), self._remembered))
            self._handed_in += len(starts)
        pictures = self._tickets.popleft().pictures()
        self.done += len(pictures)
        return pictures

    def start_again(self) -> None:
        """Forgets what was handed in and not fetched."""
        self._tickets.clear()
        self._handed_in = self.done


def open_lip_engine(weights: Path, options: LipOptions = LipOptions()) -> LipEngine:
    """An engine with converted weights (see `toontalker.mouth.wav2lip.checkpoint`).

    Raises `WeightsMissing`, `WeightsWrong`, and `BadSetting` for a GPU that is not there.
    """
    return LipEngine(lambda: build(read_lip_weights(weights)), options)


def network_face(face: Picture) -> Tensor:
    """``(96, 96, 3) uint8`` RGB → ``(1, 6, 96, 96)`` BGR in [0, 1]: the face without its lower half, then the face."""
    whole = torch.from_numpy(np.ascontiguousarray(face[..., ::-1]).transpose(2, 0, 1).astype(np.float32) / np.float32(255))
    masked = whole.clone()
    masked[:, FACE_SIDE // 2 :] = 0
    return torch.cat((masked, whole)).unsqueeze(0)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, on a GPU or a CPU; nothing else that a RuntimeError may mean.

    When it runs out while a CUDA graph is recorded, ending the recording fails as well, and that error covers the first.
    """
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    if not isinstance(error, RuntimeError):
        return False
    covered = error.__context__
    return any(words in str(error) for words in _CPU_OUT_OF_MEMORY) or (covered is not None and is_out_of_memory(covered))


def _dtype(precision: str, device: torch.device) -> torch.dtype:
    if precision == "auto":
        precision = "bfloat16" if device.type == "cuda" or _computes_bfloat16() else "float32"
    return torch.bfloat16 if precision == "bfloat16" else torch.float32


def _computes_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return any(capabilities.get(unit) for unit in _BFLOAT16_UNITS)
