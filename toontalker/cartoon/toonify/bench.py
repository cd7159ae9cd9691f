"""How long the style toonify takes, with rule-made networks of the published sizes, next to the original's forward pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np
import torch

from toontalker.cartoon.toonify.plain import plain_synthesis
from toontalker.cartoon.toonify.rule_made import config_f, rule_made_generator, rule_made_perceptual
from toontalker.cartoon.toonify.toonifier import ToFace, Toonifier
from toontalker.picture import Picture

_ROUNDS: Final = 5


@dataclass(frozen=True)
class ToonifyFigures:
    """What was measured."""

    resolution: int
    """px."""
    draw_seconds: float
    """One toon from its w, to bytes on the CPU: median."""
    plain_seconds: float
    """The same by the original's forward pass, in turn with ours."""
    steps: int
    """Steps of the projection."""
    project_seconds: float
    """The second projection (the first one also records it on a GPU)."""
    first_seconds: float
    """The first one."""
    memory_mb: float
    """Highest memory of the GPU that PyTorch held, MB of 10^6 bytes; 0 on a CPU."""


def bench_toonify(device: str, resolution: int = 1024, steps: int = 500) -> ToonifyFigures:
    """Measures on a device of PyTorch: drawing, and a projection of so many steps."""
    place = torch.device(device)
    generator = rule_made_generator(config_f(resolution)).to(place)
    w = generator.mapping(torch.zeros(1, generator.shape.latent, device=place) + 0.5)

    def drawn(synthesis: Callable[[], torch.Tensor]) -> float:
        started = perf_counter()
        with torch.no_grad():
            synthesis().clamp(-1, 1).cpu()
        return perf_counter() - started

    times = [(drawn(lambda: generator.synthesis(w)), drawn(lambda: plain_synthesis(generator, w))) for _ in range(_ROUNDS + 1)][1:]
    toonifier = rule_made_toonifier(device, resolution, steps)
    photos = [rule_made_photo(resolution, seed) for seed in range(2)]
    if place.type == "cuda":
        torch.cuda.reset_peak_memory_stats(place)
    taken = []
    for photo in photos:
        started = perf_counter()
        toonifier.draw(photo)
        taken.append(perf_counter() - started)
    peak = torch.cuda.max_memory_reserved(place) / 1e6 if place.type == "cuda" else 0.0
    ours, plain = (median(values) for values in zip(*times, strict=True))
    return ToonifyFigures(resolution, ours, plain, steps, taken[1], taken[0], peak)


def rule_made_toonifier(device: str, resolution: int, steps: int) -> Toonifier:
    """A toonifier of rule-made networks."""
    place = torch.device(device)
    shape = config_f(resolution)
    search = ToFace(rule_made_generator(shape).to(place), rule_made_perceptual().to(place), steps=steps)
    return Toonifier(rule_made_generator(shape).to(place), search)


def rule_made_photo(size: int, seed: int) -> Picture:
    """A smooth picture ``(size, size, 3)``: blurred noise."""
    coarse = torch.from_numpy(np.random.default_rng(seed).uniform(0, 255, (1, 3, 16, 16)).astype(np.float32))
    smooth = torch.nn.functional.interpolate(coarse, (size, size), mode="bicubic").clamp(0, 255)
    return np.ascontiguousarray(smooth[0].permute(1, 2, 0).numpy().astype(np.uint8))
