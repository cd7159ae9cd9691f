"""A worker of the trials: as quick as the tests' tiny maker, unless a gate is shut beside the jobs folder; then each clip takes a while."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from gpu_worker.child import Maker, Tell
from gpu_worker.messages import Run
from tests.bot.maker import open_maker
from toontalker.clip import STAGES

OPENER: Final = "tests.bot.trials.workshop:open_workshop"
"""For the bot's command line."""
_LOOK: Final = 0.05
"""Seconds between two looks at the gate."""


class Gate:
    """A file that holds how many seconds a clip takes; without it none takes any time."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the one in which the jobs folder lies."""
        self._file = folder / "gate"

    def shut(self, seconds: float) -> None:
        """From now on clips take so long."""
        self._file.write_text(str(seconds))

    def open(self) -> None:
        """Clips take no time any more, those at work neither."""
        self._file.unlink(missing_ok=True)

    @property
    def seconds(self) -> float:
        """How long a clip takes."""
        try:
            return float(self._file.read_text() or 0)
        except FileNotFoundError:
            return 0.0


@contextmanager
def open_workshop(options: dict[str, Any]) -> Iterator[Maker]:
    """No options."""
    with open_maker(options) as make:

        def work(run: Run, tell: Tell) -> Mapping[str, Any]:
            gate = Gate(Path(run.clip).parents[2])
            begun = time.monotonic()
            while (fraction := (time.monotonic() - begun) / max(gate.seconds, 1e-9)) < 1.0:
                tell(STAGES[int(fraction * len(STAGES))], fraction)
                time.sleep(_LOOK)
            return make(run, tell)

        yield work
