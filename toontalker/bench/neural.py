"""The neural engines on this machine: how fast, next to the original's own arithmetic, and what memory does over many jobs.

The networks have the published sizes and made-up numbers, so that no weights are needed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from toontalker.errors import MissingPart
from toontalker.heap import give_memory_back

if TYPE_CHECKING:
    from toontalker.cartoon.toonify.bench import ToonifyFigures
    from toontalker.mouth.wav2lip.bench import LipFigures

_FRAMES: Final = 256
"""Of the lips: ten seconds."""
_GPU_FRAMES: Final = 4096
"""On a GPU, which is done with ten seconds too soon to be timed."""
_SETTLED: Final = 20
"""Jobs after which memory is looked at: caches are full then."""
_JOB_STEPS: Final = 10
"""Steps of the projection in a job whose memory is watched; more of them take more time and no more memory."""
_GPU_STEPS: Final = 500
"""Of the projection: what the published recipe takes."""
_STEPS: Final = 5
"""The same on a CPU, where each takes seconds."""


@dataclass(frozen=True)
class NeuralMemory:
    """Memory after each of many jobs, MB of 10^6 bytes."""

    where: str
    """``GPU`` (all of it that is in use) or ``RSS`` (of this process)."""
    after_job_mb: tuple[float, ...]
    """After each job."""

    @property
    def drift_mb(self) -> float:
        """From the job when caches were full to the highest after it."""
        settled = self.after_job_mb[min(_SETTLED, len(self.after_job_mb)) - 1 :]
        return max(settled) - settled[0]

    @property
    def drift(self) -> float:
        """The same as a share of what was held then."""
        return self.drift_mb / self.after_job_mb[min(_SETTLED, len(self.after_job_mb)) - 1]


@dataclass(frozen=True)
class NeuralFigures:
    """Everything that was measured."""

    device: str
    """Name of the GPU, or cpu."""
    toonify: ToonifyFigures
    lips: LipFigures
    memory: NeuralMemory | None

    def as_json(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    def table(self) -> str:
        """For people."""
        toon, lips = self.toonify, self.lips
        ratio = lips.frames_per_second / lips.plain_frames_per_second
        toon_times = f"{toon.draw_seconds * 1000:9.1f} ms        original's arithmetic {toon.plain_seconds * 1000:.1f}"
        lip_speeds = f"{lips.frames_per_second:9.1f} frames/s  original's arithmetic {lips.plain_frames_per_second:.1f}, ratio {ratio:.2f}"
        lines = [
            f"neural engines on {self.device}, rule-made weights",
            f"  toon, {toon.resolution:4d} px         {toon_times}",
            f"  projection, {toon.steps:4d} steps{toon.project_seconds:9.2f} s         the first one {toon.first_seconds:.2f}",
            f"  wav2lip, {lips.precision:<13}{lip_speeds}",
            f"  wav2lip in bfloat16   {lips.bfloat16_psnr:9.1f} dB        PSNR against float32",
        ]
        if toon.memory_mb or lips.memory_mb:
            lines.append(f"  memory of the GPU: toonify {toon.memory_mb:.0f} MB, wav2lip {lips.memory_mb:.0f} MB")
        if self.memory is not None:
            held, drift = self.memory.after_job_mb, f"drift {self.memory.drift_mb:.1f} MB ({self.memory.drift:.2%})"
            lines.append(f"  {len(held):4d} jobs: {self.memory.where} {held[-1]:.0f} MB, {drift}")
        return "\n".join(lines)


def bench_neural(*, small: bool = False, jobs: int = 0) -> NeuralFigures:
    """Measures on a GPU where there is one, else on the CPU; `small` takes a StyleGAN2 of 128 px and few steps.

    `jobs` > 0: that many whole jobs (project, draw, two seconds of lips) follow, and memory is noted after each. Raises
    `MissingPart` without PyTorch.
    """
    try:
        from toontalker.cartoon.toonify.bench import bench_toonify
        from toontalker.cartoon.toonify.device import choose_device, device_name
        from toontalker.mouth.wav2lip.bench import bench_lips
    except ModuleNotFoundError as error:
        raise MissingPart("The neural engines need PyTorch: pip install 'toontalker[neural]'.") from error
    device = choose_device("auto")
    on_gpu, resolution = device.type == "cuda", 128 if small else 1024
    toonify = bench_toonify(device.type, resolution, steps=_GPU_STEPS if on_gpu else _STEPS)
    lips = bench_lips(_GPU_FRAMES if on_gpu else _FRAMES, device.type)
    memory = memory_over_jobs(jobs, device.type, resolution) if jobs else None
    return NeuralFigures(device_name(device), toonify, lips, memory)


def memory_over_jobs(jobs: int, place: str, resolution: int) -> NeuralMemory:
    """Does so many jobs with one toonifier and one lip engine, each on another photo and another sound."""
    from toontalker.cartoon.toonify.bench import rule_made_photo, rule_made_toonifier
    from toontalker.cartoon.toonify.device import choose_device, held_mb
    from toontalker.mouth.wav2lip.engine import LipEngine, LipOptions
    from toontalker.mouth.wav2lip.network import build
    from toontalker.mouth.wav2lip.rule_made import rule_made_state
    from toontalker.picture import resize, to_float, to_uint8

    device = choose_device(place)
    toonifier = rule_made_toonifier(place, resolution, _JOB_STEPS)
    engine = LipEngine(lambda: build(rule_made_state()), LipOptions(device=place))
    after = []
    for job in range(jobs):
        drawn = toonifier.draw(rule_made_photo(resolution, job), seed=job)
        frames = 25 + job % 50
        sound = np.random.default_rng(job).uniform(-0.3, 0.3, frames * 640).astype(np.float32)
        for _ in engine.lips(to_uint8(resize(to_float(drawn), (96, 96))), sound, frames, 25):
            pass
        give_memory_back()
        after.append(held_mb(device))
    return NeuralMemory("GPU" if device.type == "cuda" else "RSS", tuple(after))
