"""What the judging found, as Markdown to read and as data to keep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toontalker.speech.listener.train.judge.bars import Bar
from toontalker.speech.listener.train.judge.cost import Cost
from toontalker.speech.listener.train.judge.known import LISTENER, STRETCHED, KnownRow
from toontalker.speech.listener.train.judge.unknown import UnknownJudgement
from toontalker.speech.visemes import VISEMES


def known_table(rows: Sequence[KnownRow]) -> str:
    """A line for each aligner and condition; the last column tells the listener's p90 over that of espeak's stretched times."""
    stretched = {row.condition: row.boundaries.p90_ms for row in rows if row.aligner == STRETCHED}
    lines = []
    for row in rows:
        found = row.boundaries
        ratio = found.p90_ms / stretched.get(row.condition, math.nan) if row.aligner == LISTENER else math.nan
        lines.append(
            (
                row.condition,
                row.aligner,
                f"{_figure(found.median_ms, 1)} / {_figure(found.p90_ms, 1)} ms",
                _percent(found.near),
                f"{found.late_ms:+.1f} ms" if not math.isnan(found.late_ms) else "–",
                f"{found.matched} of {found.phones}",
                f"{row.refused} of {row.sentences}",
            f"{row.caught} of {row.sentences}" if row.caught is not None else "–",
                _figure(ratio, 2),
            )
        )
    head = ("condition", "aligner", "median / p90", "within 40 ms", "late", "phones matched", "refused", "wrong texts refused", "p90 ratio")
    return _table(head, lines)


def unknown_table(judgement: UnknownJudgement) -> str:
    """A line for each mouth, then one for each sound in which nobody speaks."""
    quiet = [(sound.what, _figure(sound.mean), _figure(sound.p95)) for sound in judgement.quiet]
    return f"{mouths_table(judgement)}\n\n{_table(('nobody speaks', 'opening, mean', 'p95'), quiet)}"


def mouths_table(judgement: UnknownJudgement) -> str:
    """A line for each mouth, and whose voices they are judged by."""
    mouths = [
        (
            row.mouth,
            _figure(row.accuracy),
            _figure(row.opening_r),
            _figure(row.width_r),
            f"{_figure(row.closures.closed)} of {row.closures.asked}",
            _figure(row.closures.false),
            _figure(row.closures.narrow),
            f"{_figure(row.pauses.mean)} / {_figure(row.pauses.p95)}",
        )
        for row in judgement.rows
    ]
    head = ("mouth", "viseme-15", "opening r", "width r", "p b m closed", "false closures", "p b m narrow", "opening in pauses, mean / p95")
    notes = [f"{judgement.seconds:.1f} s of people."]
    notes += [f"Not aligned by the recogniser: {', '.join(judgement.left_out)}."] if judgement.left_out else []
    notes += [f"Said by the listener not to fit: {', '.join(judgement.refused)}."] if judgement.refused else []
    return f"{_table(head, mouths)}\n\n{' '.join(notes)}"


def confusion_table(confusion: NDArray[np.int64]) -> str:
    """Percent of the reference's frames of a viseme (line) that were heard as each (column); its frames last."""
    shares = 100 * confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    lines = [
        (viseme, *(f"{share:.0f}" if share >= 0.5 else "·" for share in row), str(frames))
        for viseme, row, frames in zip(VISEMES, shares, confusion.sum(axis=1), strict=True)
    ]
    return _table(("", *VISEMES, "frames"), lines)


def cost_line(cost: Cost) -> str:
    """Size and speed in a sentence."""
    return (
        f"{cost.megabytes:.3f} MB; {cost.real_time:.0f} times real time on one thread, "
        f"{cost.resamplings:.1f} times as long as resampling to 48 kHz."
    )


def bars_list(bars: Iterable[Bar]) -> str:
    """A line for each bar with pass or FAIL."""
    return "\n".join(
        f"- {'pass' if bar.passed else 'FAIL'}: {bar.figure} {bar.value:.3g} {'≤' if bar.at_most else '≥'} {bar.limit:.3g}" for bar in bars
    )


def known_data(rows: Sequence[KnownRow], bars: Iterable[Bar]) -> dict[str, Any]:
    """Rows and bars as what JSON can hold; None for what could not be measured."""
    return _plain({"rows": [asdict(row) for row in rows], "bars": [asdict(bar) | {"passed": bar.passed} for bar in bars]})


def unknown_data(judgement: UnknownJudgement, cost: Cost | None, bars: Iterable[Bar]) -> dict[str, Any]:
    """All of it as what JSON can hold; None for what could not be measured."""
    data = asdict(judgement) | {"confusion": judgement.confusion.tolist(), "cost": asdict(cost) if cost else None}
    return _plain(data | {"bars": [asdict(bar) | {"passed": bar.passed} for bar in bars]})


def _plain(value: Any) -> Any:
    """The same with None for nan, all through dictionaries and lists."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))


def _figure(value: float, digits: int = 3) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"
