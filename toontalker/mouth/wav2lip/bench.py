"""How fast the lips are on this machine, next to the original's own forward pass in the same run; no published weights needed."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.mouth.wav2lip.engine import LipEngine, LipOptions, network_face
from toontalker.mouth.wav2lip.fast import Build, FastWav2Lip
from toontalker.mouth.wav2lip.mel import RATE, mel_spectrogram
from toontalker.mouth.wav2lip.network import FACE_SIDE, Wav2Lip, build
from toontalker.mouth.wav2lip.rule_made import rule_made_state
from toontalker.mouth.wav2lip.runner import to_pictures
from toontalker.mouth.wav2lip.windows import window_starts, windows
from toontalker.picture import Picture

_ROUNDS: Final = 5
_FPS: Final = 25
_PLAIN_BATCH: Final = 32
"""Frames at once in the plain pass, which on a CPU is faster with them than with the original's 128."""
_COMPARED: Final = 4
"""Frames that are compared in bfloat16, which a CPU without a unit for it only imitates."""


@dataclass(frozen=True)
class LipFigures:
    """What was measured."""

    frames: int
    """Frames of a round of the engine."""
    frames_per_second: float
    """Of the engine, from face and sound to bytes on the CPU: median of the rounds."""
    plain_frames_per_second: float
    """Of the original's forward pass in float32, its faces and windows lying ready: median, in turn with the engine."""
    precision: str
    """In which the engine ran: float32 or bfloat16."""
    bfloat16_psnr: float
    """dB: the fast network in bfloat16 against the plain one in float32."""
    memory_mb: float
    """Highest memory of the GPU that PyTorch held for the engine, MB of 10^6 bytes; 0 on a CPU."""
    device: str
    """Name of the GPU, or cpu."""


def bench_lips(frames: int, device: str) -> LipFigures:
    """Measures rounds of `frames` frames (at least one) on a device of PyTorch: cpu, cuda, cuda:N."""
    place, state = torch.device(device), rule_made_state()
    clip = _Clip(frames)
    if place.type == "cuda":
        torch.cuda.reset_peak_memory_stats(place)
    engine = LipEngine(lambda: build(state), LipOptions(device=device))
    clip.seconds_by_engine(engine)
    memory = torch.cuda.max_memory_reserved(place) / 1e6 if place.type == "cuda" else 0.0
    plain = build({name: value.to(place) for name, value in state.items()})
    clip.seconds_by_plain(plain, place)
    times = [(clip.seconds_by_engine(engine), clip.seconds_by_plain(plain, place)) for _ in range(_ROUNDS)]
    ours, originals = (median(seconds) for seconds in zip(*times, strict=True))
    return LipFigures(
        frames=frames,
        frames_per_second=frames / ours,
        plain_frames_per_second=len(clip.windows) / originals,
        precision=str(engine.dtype).removeprefix("torch."),
        bfloat16_psnr=_bfloat16_psnr(build(state), clip, place),
        memory_mb=memory,
        device=torch.cuda.get_device_name(place) if place.type == "cuda" else "cpu",
    )


class _Clip:
    """A face and a sound made up of noise, the same every time."""

    def __init__(self, frames: int) -> None:
        noise = np.random.default_rng(0)
        self.frames = frames
        self.face: Picture = noise.integers(0, 256, (FACE_SIDE, FACE_SIDE, 3), np.uint8)
        self.sound: NDArray[np.float32] = noise.uniform(-0.3, 0.3, frames * RATE // _FPS).astype(np.float32)
        mel = mel_spectrogram(self.sound)
        self.windows = torch.from_numpy(windows(mel, window_starts(mel.shape[1], min(frames, _PLAIN_BATCH), _FPS)))

    def seconds_by_engine(self, engine: LipEngine) -> float:
        """All frames by the engine."""
        started = perf_counter()
        for _ in engine.lips(self.face, self.sound, self.frames, _FPS):
            pass
        return perf_counter() - started

    def seconds_by_plain(self, network: Wav2Lip, place: torch.device) -> float:
        """One batch by the original's arithmetic."""
        with torch.inference_mode():
            faces, heard = self.faces(len(self.windows)).to(place), self.windows.to(place)
            started = perf_counter()
            to_pictures(network(heard, faces)).cpu()
            return perf_counter() - started

    def faces(self, count: int) -> Tensor:
        """The face as the network wants it, once for each frame."""
        return network_face(self.face).repeat(count, 1, 1, 1)


def _bfloat16_psnr(plain: Wav2Lip, clip: _Clip, place: torch.device) -> float:
    heard = clip.windows[torch.arange(_COMPARED) % len(clip.windows)]
    with torch.inference_mode():
        exact = plain(heard, clip.faces(_COMPARED))
        fast = FastWav2Lip(plain, Build(_COMPARED, place, torch.bfloat16))
        return _psnr(fast(heard.to(place), fast.remember(clip.faces(1))).cpu(), exact)


def _psnr(values: Tensor, exact: Tensor) -> float:
    """dB, for values in [0, 1]."""
    return float(-10 * torch.log10(torch.mean((values - exact) ** 2)))
