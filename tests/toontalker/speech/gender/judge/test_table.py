"""Whether a change of voice is good enough: each bar can be missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toontalker.speech.gender.judge.measuring import AS_IT_IS, Judged
from toontalker.speech.gender.judge.table import bars, table

ORIGINAL = Judged("slt", AS_IT_IS, "", 172.0, 1.0, 1.0, length_kept=True, identical=30, sentences=30, word_errors=0.3)
MADE = Judged("slt", "male", "praat", 115.0, 0.85, 0.86, length_kept=True, sentences=30, speed=80.0, word_errors=0.32)
STAYS = Judged("rms", "male", "praat", 103.0, 1.0, 1.0, length_kept=True, identical=30, sentences=30, speed=900.0, word_errors=0.2)
RIVAL = replace(MADE, method="librosa", pitch=140.0, second=0.7, word_errors=0.9)


def test_a_good_one_passes_every_bar() -> None:
    """Six for who is changed, one for who stays; the rival is not judged."""
    found = list(bars([ORIGINAL, MADE, RIVAL, STAYS]))
    assert len(found) == 7
    assert all(bar.passed for bar in found)


@pytest.mark.parametrize(
    "change",
    [
        {"pitch": 99.0}, {"pitch": 131.0}, {"second": 0.81}, {"third": 0.91}, {"length_kept": False}, {"speed": 49.0},
        {"word_errors": 0.36}, {"second": float("nan")}, {"pitch": float("nan")}, {"word_errors": float("nan")},
    ],
)  # fmt: skip
def test_each_bar_can_be_missed(change: dict[str, Any]) -> None:
    """By that one figure, and by one that could not be measured."""
    assert [bar.passed for bar in bars([ORIGINAL, replace(MADE, **change)])].count(False) == 1


def test_a_man_who_is_changed_in_one_sentence_is_told() -> None:
    """All or nothing."""
    assert [bar.passed for bar in bars([STAYS, replace(STAYS, identical=29)])] == [True, False]


def test_the_table_has_a_line_for_each() -> None:
    """As many cells in each as in its head."""
    lines = table([ORIGINAL, MADE, RIVAL, STAYS]).splitlines()
    assert len(lines) == 6
    assert len({line.count("|") for line in lines}) == 1
