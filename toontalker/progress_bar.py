"""The one line on a terminal that shows how far a clip is."""

from __future__ import annotations

import shutil
from types import TracebackType
from typing import Self, TextIO

from toontalker.clip import STAGES, Progress, Stage

_WORDS: dict[Stage, str] = {
    "photo": "reading the photo",
    "face": "looking for faces",
    "speech": "speaking the text",
    "cartoon": "drawing the cartoon",
    "mouth": "rigging the mouth",
    "clip": "filming",
}
_SHARE: dict[Stage, float] = {"photo": 0.02, "face": 0.05, "speech": 0.05, "cartoon": 0.16, "mouth": 0.06, "clip": 0.66}
"""Part of a usual job that each stage takes; together 1."""


def overall(news: Progress) -> float:
    """How much of the whole job is done, 0 to 1."""
    before = sum(_SHARE[stage] for stage in STAGES[: STAGES.index(news.stage)])
    return min(1.0, before + _SHARE[news.stage] * news.fraction)


class ProgressBar:
    """Draws how far the work is on `stream`, if that is a terminal; otherwise it stays silent. It takes the news of a job as they come."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._last = ""

    def __call__(self, news: Progress) -> None:
        """Draws the news of a clip in the making."""
        self.show(overall(news), _WORDS[news.stage])

    def show(self, share: float, words: str) -> None:
        """Draws the line anew where something visible changed; `share` is in [0, 1]."""
        if not self._shown:
            return
        room = max(0, min(30, shutil.get_terminal_size().columns - 32))
        done = round(share * room)
        line = f"{'█' * done}{'░' * (room - done)} {share:4.0%}  {words}"
        if line != self._last:
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()
            self._last = line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wipes the line, so that what comes next stands at the start of one."""
        if self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
