"""The benchmark: every figure is there and hangs together, and jobs do not eat memory."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from toontalker.bench import MemoryTrace, Workload, bench, memory_of_jobs
from toontalker.bench import memory as memory_module
from toontalker.bench.memory import watched_jobs
from toontalker.clip import STAGES, ClipRequest
from toontalker.errors import NoFace, ToonTalkerError

SENTENCE = "The beautiful blue moon is far above the old farm. "


def _small(photo: Path, text: str) -> ClipRequest:
    return ClipRequest(photo, text, style="paint", size=256, fps=10)


def test_bench_times_every_stage_beside_the_floor(portrait_file: Path) -> None:
    """Stages add up to the whole job, the floor is part of it, the table shows all of it, and it is JSON."""
    found = bench(portrait_file, Workload(style="paint", size=256, fps=10, runs=1), {"short": "Hello Bob.", "long": SENTENCE * 2})
    assert [clip.text for clip in found.clips] == ["short", "long"]
    for clip in found.clips:
        assert set(clip.stages) == set(STAGES)
        assert sum(clip.stages.values()) == pytest.approx(clip.whole, rel=0.2)
        assert 0 < clip.floor < clip.whole
        assert clip.ratio == pytest.approx(clip.whole / (clip.floor + clip.stages["cartoon"]))
    assert found.clips[0].frames < found.clips[1].frames
    assert 100 < found.peak_mb < 450
    plain = json.loads(json.dumps(found.as_json()))
    assert plain["clips"][1]["ratio"] == found.clips[1].ratio
    table = found.table()
    assert all(name in table for name in (*STAGES, "whole job", "encode-only floor", "peak memory"))


def _die(*_: object) -> None:
    os._exit(9)


@pytest.mark.slow
def test_a_long_text_needs_no_more_memory(portrait_file: Path) -> None:
    """Two minutes of speech peak where ten seconds do, within 12 MB."""
    short = memory_of_jobs(_small(portrait_file, SENTENCE * 4))
    long = memory_of_jobs(_small(portrait_file, SENTENCE * 42))
    assert long.peak_mb - short.peak_mb <= 12


@pytest.mark.slow
def test_jobs_leave_nothing_behind(portrait_file: Path) -> None:
    """After the first eight, sixteen more jobs hold at most 5 MB more."""
    assert memory_of_jobs(_small(portrait_file, "Hi!"), jobs=24).growth_mb(settled=8) <= 5


def test_growth_is_told_from_the_settled_state() -> None:
    """The first jobs fill caches; what comes after them counts. Too few jobs are refused."""
    trace = MemoryTrace(200.0, (148.0, 150.0, 149.0, 154.0, 190.0, 153.0))
    assert trace.growth_mb(settled=3) == pytest.approx(5.0)
    with pytest.raises(ValueError, match="more than 6 jobs"):
        trace.growth_mb()


def test_watches_where_there_is_no_proc(portrait_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On systems without /proc the peak stands for everything."""
    assert 50 < watched_jobs(_small(portrait_file, "Hi!"), 1).after_job_mb[0] < 5000
    monkeypatch.setattr(memory_module, "_STATUS", tmp_path / "none")
    trace = watched_jobs(_small(portrait_file, "Hi!"), 1)
    assert trace.after_job_mb[0] == trace.peak_mb > 50


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    """The error of the other process comes back as it was."""
    from PIL import Image

    Image.new("RGB", (200, 200), (90, 120, 90)).save(tmp_path / "meadow.png")
    with pytest.raises(NoFace):
        memory_of_jobs(_small(tmp_path / "meadow.png", "Hi!"))


def test_a_process_that_dies_is_told(portrait_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash of the measured process is our own fault, in a sentence."""
    monkeypatch.setattr(memory_module, "watched_jobs", _die)
    with pytest.raises(ToonTalkerError, match="has died"):
        memory_of_jobs(_small(portrait_file, "Hi!"))
