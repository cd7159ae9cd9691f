"""The benchmark of the neural engines hangs together, and what it says of memory can fail."""

from __future__ import annotations

import json

import pytest

from toontalker.bench.neural import NeuralFigures, NeuralMemory, memory_over_jobs
from toontalker.cartoon.toonify.bench import ToonifyFigures, bench_toonify
from toontalker.mouth.wav2lip.bench import LipFigures


def test_every_figure_is_in_the_table() -> None:
    """And in the JSON."""
    toon = ToonifyFigures(1024, 0.012, 0.013, 500, 11.5, 12.2, 5046)
    lips = LipFigures(4096, 15098.9, 3963.8, "bfloat16", 53.4, 5260, "a GPU")
    figures = NeuralFigures("a GPU", toon, lips, NeuralMemory("GPU", (6300.0,) * 19 + (6350.0, 6350.0, 6355.0)))
    table = figures.table()
    shown = ("1024 px", "12.0 ms", "500 steps", "11.50 s", "15098.9 frames/s", "ratio 3.81", "53.4 dB", "5046 MB", "22 jobs", "5.0 MB")
    assert [figure for figure in shown if figure not in table] == []
    assert json.loads(json.dumps(figures.as_json()))["toonify"]["project_seconds"] == 11.5


def test_drift_counts_from_when_caches_are_full() -> None:
    """What the first twenty jobs take is no drift; what is taken later is, even if it is given back at the end."""
    rising = (100.0, 400.0) + (500.0,) * 18
    assert NeuralMemory("RSS", (*rising, 500.0, 500.0)).drift_mb == 0
    leaky = NeuralMemory("RSS", (*rising, 520.0, 505.0))
    assert leaky.drift_mb == 20
    assert leaky.drift == pytest.approx(0.04)


@pytest.mark.slow
def test_jobs_with_small_networks_are_watched() -> None:
    """Toonify and lips together, each job another picture and another sound."""
    memory = memory_over_jobs(2, "cpu", 16)
    assert memory.where == "RSS"
    assert len(memory.after_job_mb) == 2
    assert min(memory.after_job_mb) > 100


def test_toonify_is_timed_beside_the_original() -> None:
    """All times are there."""
    figures = bench_toonify("cpu", 16, 2)
    assert min(figures.draw_seconds, figures.plain_seconds, figures.project_seconds, figures.first_seconds) > 0
    assert (figures.resolution, figures.steps, figures.memory_mb) == (16, 2, 0)
