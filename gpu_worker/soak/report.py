"""What a trial found: figures, each beside what it must keep to, as a table for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One number."""

    name: str
    """What was counted or measured, with its unit."""
    value: float
    """What came out."""
    most: float | None = None
    """It may not be more."""
    least: float | None = None
    """It may not be less."""
    timed: bool = False
    """It says how fast this machine is, and so only means something on one that has nothing else to do."""

    @property
    def good(self) -> bool:
        """Within its bounds; a number without bounds is there to be read."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def row(self) -> str:
        """One line of the table."""
        verdict = ("ok" if self.good else "FAILED") if self.bounds else ""
        return f"  {self.name:<58}{self.value:>12,.4g}  {self.bounds:<12}{verdict}".rstrip()

    @property
    def bounds(self) -> str:
        """As they are written; empty without."""
        if self.most is not None and self.most == self.least:
            return f"= {self.most:g}"
        below = "" if self.most is None else f"≤ {self.most:g}"
        return below if self.least is None else f"≥ {self.least:g} {below}".rstrip()


def exactly(name: str, value: float, wanted: float) -> Figure:
    """A number that must be what it must be."""
    return Figure(name, value, most=wanted, least=wanted)


@dataclass(frozen=True)
class Report:
    """One trial."""

    trial: str
    """Its name on the command line."""
    figures: tuple[Figure, ...]
    seconds: float = 0.0
    """Wall time."""
    skipped: str = ""
    """Why it could not be held here; empty if it was."""

    @property
    def good(self) -> bool:
        """Every figure keeps to its bounds."""
        return all(figure.good for figure in self.figures)

    @property
    def broken(self) -> list[str]:
        """Names of the figures that are out of bounds, whatever the machine is doing beside."""
        return [figure.row() for figure in self.figures if not figure.good and not figure.timed]

    def table(self) -> str:
        """For people."""
        if self.skipped:
            return f"{self.trial}: skipped, {self.skipped}"
        head = f"{self.trial}: {'passed' if self.good else 'FAILED'} in {self.seconds:.0f} s"
        return "\n".join([head, *(figure.row() for figure in self.figures)])

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self) | {"good": self.good}


def percentile(values: Iterable[float], part: float) -> float:
    """The value that so much (0 to 1) of them do not exceed: the nearest rank."""
    ranked = sorted(values)
    return ranked[min(max(round(part * len(ranked) + 0.5) - 1, 0), len(ranked) - 1)]
