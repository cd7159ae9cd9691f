from __future__ import annotations

import json
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from toontalker.speech.listener.train.judge.bars import cost_bars, known_bars, unknown_bars
from toontalker.speech.listener.train.judge.boundaries import Boundaries
from toontalker.speech.listener.train.judge.cost import Cost
from toontalker.speech.listener.train.judge.known import LISTENER, STRETCHED, KnownRow
from toontalker.speech.listener.train.judge.lips import Closures
from toontalker.speech.listener.train.judge.quiet import Quiet
from toontalker.speech.listener.train.judge.tables import (
    bars_list,
    confusion_table,
    cost_line,
    known_data,
    known_table,
    unknown_data,
    unknown_table,
)
from toontalker.speech.listener.train.judge.unknown import LOUDNESS, UNKNOWN, UnknownJudgement, UnknownRow

GOOD = KnownRow(LISTENER, "clean", Boundaries(10, 30, 0.95, 1, 99, 100), 0, 60, 64)
NOISY = replace(GOOD, condition="white noise", boundaries=replace(GOOD.boundaries, p90_ms=60.0))
ESPEAK = KnownRow(STRETCHED, "clean", Boundaries(50, 120, 0.4, 9, 99, 100), 0, None, 64)
ROW = UnknownRow(UNKNOWN, 0.7, 0.9, 0.9, Closures(0.97, 37, 0.1, 0.99), Quiet("pauses of people", 0.01, 0.03, 4.0))
LOUD = UnknownRow(LOUDNESS, nan, 0.6, 0.0, Closures(0.1, 37, 0.9, 0.5), Quiet("pauses of people", 0.02, 0.05, 4.0))
JUDGEMENT = UnknownJudgement(
    (LOUD, ROW), (Quiet("digital silence", 0.0, 0.0, 4.0),), np.eye(15, dtype=np.int64), 46.6, ("a.wav",), ("b.wav",)
)
COST = Cost(0.6, 200, 12)


def missed(known: KnownRow = GOOD, row: UnknownRow = ROW, quiet: float = 0.0, cost: Cost = COST) -> list[str]:
    """The bars that are missed."""
    judgement = replace(JUDGEMENT, rows=(LOUD, row), quiet=(Quiet("digital silence", quiet, quiet, 4.0),))
    return [bar.figure for bar in (*known_bars([known, ESPEAK]), *unknown_bars(judgement), *cost_bars(cost)) if not bar.passed]


def test_only_the_listener_is_asked_for_anything() -> None:
    """A good one passes all; neither the stretched times nor the loudness count."""
    assert missed() == []
    assert list(known_bars([ESPEAK])) == []


@pytest.mark.parametrize(
    ("figure", "value", "bar"),
    [
        ("median_ms", 12.5, "median in ms, clean"),
        ("p90_ms", 41.0, "p90 in ms, clean"),
        ("near", 0.89, "share within 40 ms, clean"),
        ("matched", 94, "share matched, clean"),
        ("median_ms", nan, "median in ms, clean"),
    ],
)
def test_each_bar_of_known_text_can_be_missed(figure: str, value: float, bar: str) -> None:
    """A figure beyond its limit, or none, fails its own bar and no other."""
    assert missed(replace(GOOD, boundaries=replace(GOOD.boundaries, **{figure: value}))) == [bar]  # type: ignore[arg-type]


def test_under_a_condition_75_ms_are_enough() -> None:
    """The limits on clean speech do not hold there."""
    assert missed(NOISY) == []
    assert missed(replace(NOISY, boundaries=replace(NOISY.boundaries, p90_ms=76.0))) == ["p90 in ms, white noise"]


def test_each_bar_of_unknown_text_can_be_missed() -> None:
    """A figure beyond its limit fails its own bar and no other."""
    for change, bar in (
        ({"accuracy": 0.64}, "viseme-15 accuracy"),
        ({"opening_r": 0.86}, "opening r"),
        ({"width_r": 0.82}, "width r"),
        ({"closures": Closures(0.94, 37, 0, 1)}, "p b m closed for a video frame"),
        ({"closures": Closures(1, 37, 0, 0.94)}, "p b m narrow"),
        ({"pauses": Quiet("pauses of people", 0.09, 0.1, 4.0)}, "mean opening, pauses of people"),
    ):
        assert missed(row=replace(ROW, **change)) == [bar]
    assert missed(quiet=0.09) == ["mean opening, digital silence"]
    assert missed(cost=Cost(1.1, 200, 12)) == ["weights in MB"]
    assert missed(cost=Cost(0.6, 49, 12)) == ["times real time"]


def test_tables_are_whole() -> None:
    """All lines of a table have equally many cells; what could not be measured is a dash; the ratio is to the stretched times."""
    empty = replace(GOOD, boundaries=Boundaries(nan, nan, nan, nan, 0, 100))
    for table, lines in (
        (known_table([GOOD, ESPEAK, empty]), 5),
        (confusion_table(JUDGEMENT.confusion), 17),
        (unknown_table(JUDGEMENT).split("\n\n")[0], 4),
        (unknown_table(JUDGEMENT).split("\n\n")[2], 3),
    ):
        assert len(table.splitlines()) == lines
        assert len({line.count("|") for line in table.splitlines()}) == 1
        assert "nan" not in table
    assert known_table([GOOD, ESPEAK]).splitlines()[2].endswith("| 0.25 |")
    assert "a.wav" in unknown_table(JUDGEMENT)
    assert "b.wav" in unknown_table(JUDGEMENT)
    assert cost_line(COST).startswith("0.600 MB; 200 times real time")


def test_the_verdict_is_said_of_each_bar() -> None:
    """One line each, with the limit."""
    assert bars_list(cost_bars(Cost(1.5, 200, 12))).splitlines() == ["- FAIL: weights in MB 1.5 ≤ 1", "- pass: times real time 200 ≥ 50"]


def test_the_data_go_through_json() -> None:
    """All of it survives JSON, which knows no nan."""
    known = json.loads(json.dumps(known_data([GOOD, ESPEAK], known_bars([GOOD])), allow_nan=False))
    assert known["rows"][0]["boundaries"]["p90_ms"] == 30
    assert all(bar["passed"] for bar in known["bars"])
    unknown = json.loads(json.dumps(unknown_data(JUDGEMENT, COST, unknown_bars(JUDGEMENT)), allow_nan=False))
    assert unknown["rows"][0]["accuracy"] is None
    assert unknown["confusion"][3][3] == 1
    assert unknown["cost"]["megabytes"] == 0.6
    assert unknown_data(JUDGEMENT, None, ())["cost"] is None
