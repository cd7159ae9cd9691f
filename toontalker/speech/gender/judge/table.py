"""What the judging found, as a Markdown table, and whether it is good enough."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toontalker.speech.gender.judge.measuring import AS_IT_IS, Judged

MOST_ERRORS_MORE = 0.05
"""Share of words that may be lost."""
PITCHES = (100.0, 130.0)
"""Hz between which a man's voice is to lie."""
FORMANTS = (0.82, 0.90)
"""Factors by which the formants of a woman are to move."""
SLOWEST = 50.0
"""Seconds of sound to be made in one of a processor."""

_HEAD = "| speaker | asked for | by | F0, Hz | F2 | F3 | length kept | bit-identical | x real time | WER |"


@dataclass(frozen=True)
class Bar:
    """One thing that is asked of a change of voice."""

    sentence: str
    passed: bool


def table(rows: Sequence[Judged]) -> str:
    """A line for each row."""
    return "\n".join([_HEAD, "|" + "---|" * (_HEAD.count("|") - 1), *map(_line, rows)])


def bars(rows: Sequence[Judged]) -> Iterator[Bar]:
    """What is asked: of Praat's way from a woman's voice to a man's, and of a man's voice that shall stay one."""
    original = {row.speaker: row for row in rows if row.asked == AS_IT_IS}
    for row in rows:
        if row.asked != "male" or row.method != "praat":
            continue
        if row.identical:
            yield Bar(f"{row.speaker}, a man already: {row.identical} of {row.sentences} bit-identical", row.identical == row.sentences)
            continue
        errors, before = row.word_errors, original[row.speaker].word_errors
        yield Bar(f"{row.speaker}: F0 {row.pitch:.1f} Hz within {PITCHES[0]:g}–{PITCHES[1]:g}", PITCHES[0] <= row.pitch <= PITCHES[1])
        for name, factor in (("F2", row.second), ("F3", row.third)):
            yield Bar(f"{row.speaker}: {name} x {factor:.3f} within {FORMANTS[0]}–{FORMANTS[1]}", FORMANTS[0] <= factor <= FORMANTS[1])
        yield Bar(f"{row.speaker}: length kept", row.length_kept)
        yield Bar(f"{row.speaker}: {row.speed:.0f} x real time ≥ {SLOWEST:g}", row.speed >= SLOWEST)
        yield Bar(f"{row.speaker}: WER {errors:.3f} ≤ {before:.3f} + {MOST_ERRORS_MORE}", errors <= before + MOST_ERRORS_MORE)


def _line(row: Judged) -> str:
    changed = row.asked != AS_IT_IS and row.identical < row.sentences
    values = (
        row.speaker,
        row.asked,
        row.method or "–",
        f"{row.pitch:.1f}",
        f"{row.second:.3f}" if changed else "–",
        f"{row.third:.3f}" if changed else "–",
        "yes" if row.length_kept else "NO",
        f"{row.identical} of {row.sentences}" if row.asked != AS_IT_IS else "–",
        f"{row.speed:.0f}" if changed and math.isfinite(row.speed) else "–",
        f"{row.word_errors:.3f}",
    )
    return f"| {' | '.join(values)} |"
