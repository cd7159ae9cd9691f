from __future__ import annotations

import pytest

from toontalker.mouth.wav2lip import bench
from toontalker.mouth.wav2lip.bench import bench_lips


def test_it_measures_both_ways_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure is there and possible; on a CPU no memory of a GPU is."""
    monkeypatch.setattr(bench, "_ROUNDS", 1)
    monkeypatch.setattr(bench, "_COMPARED", 1)
    figures = bench_lips(3, "cpu")
    assert figures.frames == 3
    assert figures.frames_per_second > 0
    assert figures.plain_frames_per_second > 0
    assert figures.precision in ("float32", "bfloat16")
    assert figures.bfloat16_psnr >= 45
    assert (figures.memory_mb, figures.device) == (0, "cpu")
