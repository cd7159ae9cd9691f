"""What is asked of the listener, and what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toontalker.speech.listener.train.judge.cost import Cost
from toontalker.speech.listener.train.judge.degrading import CLEAN
from toontalker.speech.listener.train.judge.known import LISTENER, KnownRow
from toontalker.speech.listener.train.judge.unknown import UNKNOWN, UnknownJudgement


@dataclass(frozen=True)
class Bar:
    """One thing that is asked."""

    figure: str
    """What is measured."""
    value: float
    """What was found; nan where it could not be measured, which fails."""
    limit: float
    """The most, or the least."""
    at_most: bool = True
    """False where the limit is the least."""

    @property
    def passed(self) -> bool:
        """Whether it is good enough."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit


def known_bars(rows: Sequence[KnownRow]) -> Iterator[Bar]:
    """Of the listener's rows."""
    for row in rows:
        if row.aligner != LISTENER:
            continue
        found, clean = row.boundaries, row.condition == CLEAN.name
        if clean:
            yield Bar("median in ms, clean", found.median_ms, 12.0)
            yield Bar("share within 40 ms, clean", found.near, 0.9, at_most=False)
        yield Bar(f"p90 in ms, {row.condition}", found.p90_ms, 40.0 if clean else 75.0)
        yield Bar(f"share matched, {row.condition}", found.matched / max(found.phones, 1), 0.95, at_most=False)


def unknown_bars(judgement: UnknownJudgement) -> Iterator[Bar]:
    """Of the listener without text."""
    for row in judgement.rows:
        if row.mouth == UNKNOWN:
            yield Bar("viseme-15 accuracy", row.accuracy, 0.65, at_most=False)
            yield Bar("opening r", row.opening_r, 0.87, at_most=False)
            yield Bar("width r", row.width_r, 0.83, at_most=False)
            yield Bar("p b m closed for a video frame", row.closures.closed, 0.95, at_most=False)
            yield Bar("p b m narrow", row.closures.narrow, 0.95, at_most=False)
            yield Bar("mean opening, pauses of people", row.pauses.mean, 0.08)
    for quiet in judgement.quiet:
        yield Bar(f"mean opening, {quiet.what}", quiet.mean, 0.08)


def cost_bars(cost: Cost) -> Iterator[Bar]:
    """Of size and speed."""
    yield Bar("weights in MB", cost.megabytes, 1.0)
    yield Bar("times real time", cost.real_time, 50.0, at_most=False)
