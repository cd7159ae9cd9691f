"""What the judging of a voice found, as a table to read and as data to keep, and whether it is good enough."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toontalker.clip import Voice
from toontalker.speech.house.train.judging import Row, Starts

RIVAL = "espeak"
"""The voice that the house voice shall replace."""
_HEAD = "| voice | speaker | WER | F0, to teacher's | HNR, gain | MCD | length | phone starts: median / p90 / offset | matched |"


@dataclass(frozen=True)
class Bar:
    """One thing that is asked of a voice, and what it does."""

    speaker: str
    voice: Voice
    figure: str
    value: float
    limit: float
    at_most: bool = True
    """False where the limit is the least."""

    @property
    def passed(self) -> bool:
        """False too where the value could not be measured."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit


def report(rows: Sequence[Row]) -> str:
    """A Markdown table of the rows and the list of bars; the first row is the teacher's."""
    lines = [_HEAD, "|" + "---|" * _HEAD.count(" |"), *map(_line, rows), ""]
    for bar in bars(rows):
        sign = "≤" if bar.at_most else "≥"
        verdict = "pass" if bar.passed else "FAIL"
        lines.append(f"- {verdict}: {bar.speaker} {bar.voice}, {bar.figure} {bar.value:.3g} {sign} {bar.limit:.3g}")
    return "\n".join(lines)


def as_data(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows and bars as what JSON can hold; None for what could not be measured."""
    judged = [asdict(bar) | {"passed": bar.passed} for bar in bars(rows)]
    return {"rows": [_plain(asdict(row)) for row in rows], "bars": [_plain(bar) for bar in judged]}


def bars(rows: Sequence[Row]) -> list[Bar]:
    """What is asked of every speaker but the teacher (the first row's) and the rival.

    A bar that refers to a row which is not there is left out.
    """
    by_name = {(row.speaker, row.voice): row for row in rows}
    teacher = rows[0].speaker if rows else ""
    asked: list[Bar] = []
    for row in rows:
        if row.speaker not in (teacher, RIVAL):
            asked += _bars_of(row, by_name.get((teacher, row.voice)), by_name.get((RIVAL, row.voice)))
    return asked


def _bars_of(row: Row, teacher: Row | None, rival: Row | None) -> Iterator[Bar]:
    """The bars of one row."""
    whose = row.speaker, row.voice
    if teacher:
        yield Bar(*whose, "WER, teacher's + .05", row.word_error_rate, teacher.word_error_rate + 0.05)
    if rival:
        yield Bar(*whose, f"WER, .6 x {RIVAL}'s", row.word_error_rate, 0.6 * rival.word_error_rate)
    yield Bar(*whose, "distance of the F0 ratio from 1", abs(row.pitch_ratio - 1), 0.03)
    yield Bar(*whose, "HNR gain in dB", row.harmonics_gain, -1.0, at_most=False)
    yield Bar(*whose, "MCD in dB", row.distortion, 4.6)
    starts = row.starts or Starts(math.nan, math.nan, math.nan, 0, 0)
    yield Bar(*whose, "median of phone starts in ms", starts.median_ms, 12.0)
    yield Bar(*whose, "p90 of phone starts in ms", starts.p90_ms, 30.0)


def _line(row: Row) -> str:
    """A row of the Markdown table."""
    starts = row.starts
    cells = [
        row.voice,
        row.speaker,
        f"{row.word_error_rate:.3f} ± {row.standard_error:.3f}",
        f"{row.pitch:.0f} Hz, {row.pitch_ratio:.3f}",
        f"{row.harmonics_to_noise:.1f} dB, {row.harmonics_gain:+.1f}",
        f"{row.distortion:.2f} dB",
        f"{row.length_ratio:.3f}",
        f"{starts.median_ms:.1f} / {starts.p90_ms:.1f} / {starts.offset_ms:+.1f} ms" if starts else "–",
        f"{starts.matched} of {starts.heard}" if starts else "–",
    ]
    return f"| {' | '.join(cells)} |"


def _plain(value: Any) -> Any:
    """The same with None for nan, all through dictionaries."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value
