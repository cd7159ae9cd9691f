"""The costs of the voice."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from toontalker.bench.voice import voice_costs
from toontalker.errors import ToonTalkerError


def test_costs_are_measured_in_a_fresh_process() -> None:
    """Every figure is there and possible, the table shows them, and they are JSON."""
    costs = voice_costs(runs=1)
    assert 40 < costs.minute_seconds < 90
    assert costs.minute_speed > 3
    assert costs.espeak_speed > costs.minute_speed
    assert 30 < costs.peak_mb < 150
    assert costs.line_time < costs.line_seconds
    assert json.loads(json.dumps(costs.as_json()))["peak_mb"] == costs.peak_mb
    assert f"peak memory {costs.peak_mb:.0f} MB" in costs.table()


def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As our own fault, in a sentence."""

    def fail(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(1, "python")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(ToonTalkerError, match="has failed"):
        voice_costs()
