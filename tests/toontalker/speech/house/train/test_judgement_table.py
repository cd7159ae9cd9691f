from __future__ import annotations

import json
from dataclasses import replace
from math import nan

import pytest

from toontalker.speech.house.train.judgement_table import as_data, bars, report
from toontalker.speech.house.train.judging import Row, Starts

FLITE = Row("flite", "male", 0.2, 0.04, 102.0, 1.0, 15.0, 0.0, 0.0, 1.0, Starts(9, 23, 7, 300, 300))
ESPEAK = replace(FLITE, speaker="espeak", word_error_rate=0.4, distortion=13.0)
OURS = replace(FLITE, speaker="house", pitch_ratio=1.02, harmonics_gain=-0.9, distortion=4.5)
ROWS = [FLITE, OURS, ESPEAK]


def failed(ours: Row) -> list[str]:
    """The bars that are missed."""
    return [bar.figure for bar in bars([FLITE, ours, ESPEAK]) if not bar.passed]


def test_only_the_pupil_is_asked_for_anything() -> None:
    """A pupil good enough in all passes seven bars; teacher and espeak are asked for none."""
    assert [bar.speaker for bar in bars(ROWS)] == ["house"] * 7
    assert failed(OURS) == []
    assert bars([]) == []


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({"word_error_rate": 0.245}, ["WER, .6 x espeak's"]),
        ({"word_error_rate": 0.26}, ["WER, teacher's + .05", "WER, .6 x espeak's"]),
        ({"pitch_ratio": 0.96}, ["distance of the F0 ratio from 1"]),
        ({"pitch_ratio": 1.04}, ["distance of the F0 ratio from 1"]),
        ({"harmonics_gain": -1.1}, ["HNR gain in dB"]),
        ({"distortion": 4.7}, ["MCD in dB"]),
        ({"distortion": nan}, ["MCD in dB"]),
        ({"starts": Starts(13, 29, 7, 300, 300)}, ["median of phone starts in ms"]),
        ({"starts": Starts(11, 31, 7, 300, 300)}, ["p90 of phone starts in ms"]),
        ({"starts": None}, ["median of phone starts in ms", "p90 of phone starts in ms"]),
    ],
)
def test_each_bar_can_be_missed(change: dict[str, object], missed: list[str]) -> None:
    """A figure beyond its limit, or one that could not be measured, fails its own bar and no other."""
    assert failed(replace(OURS, **change)) == missed  # type: ignore[arg-type]


def test_bars_that_compare_with_somebody_need_him() -> None:
    """Without espeak's row of the same voice there is no bar about espeak."""
    assert [bar.figure for bar in bars([FLITE, OURS, replace(ESPEAK, voice="female")])][:2] == [
        "WER, teacher's + .05",
        "distance of the F0 ratio from 1",
    ]


def test_the_report_shows_every_row_and_every_verdict() -> None:
    """A Markdown table whose lines have equally many cells, and a line for each bar with pass or FAIL."""
    lines = report([FLITE, replace(OURS, distortion=9.0, starts=None), ESPEAK]).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + 3
    assert len({line.count("|") for line in table}) == 1
    assert sum(line.startswith("- pass: house male") for line in lines) == 4
    assert sum(line.startswith("- FAIL: house male") for line in lines) == 3


def test_the_data_go_through_json() -> None:
    """Rows and bars survive JSON, which knows no nan."""
    data = as_data([FLITE, replace(OURS, distortion=nan, starts=None), ESPEAK])
    again = json.loads(json.dumps(data, allow_nan=False))
    assert again["rows"][0]["starts"]["p90_ms"] == 23
    assert again["rows"][1]["distortion"] is None
    assert {bar["passed"] for bar in again["bars"]} == {True, False}
