"""Where placeholders stand, jotted down at once until the journal knows it.

A process may be killed between the platform's taking a placeholder and the end of the transaction that remembers it; such a line would
stand in the chat for ever. A line in this file costs microseconds and outlives the process (not the machine: it is not synced), so the
next start finds it. The journal stays the only truth; the file is empty whenever nothing is on its way there.
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LOG: Final = logging.getLogger(__name__)


class Jotter:
    """Of one bot; its methods take no time worth mentioning and are called in the event loop."""

    def __init__(self, file: Path) -> None:
        """Opens or makes the file, mode 0600. Raises OSError."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._open: Counter[str] = Counter()

    def jot(self, job_id: str, placeholder: str) -> None:
        """Remembers it until `strike`. Where the disk fails nothing is remembered, and the journal will say so."""
        self._open[job_id] += 1
        try:
            os.write(self._file, json.dumps([job_id, placeholder]).encode() + b"\n")
        except OSError as error:
            _LOG.warning("a placeholder was not jotted down: %s", error.strerror, extra={"job": job_id})

    def strike(self, job_id: str) -> None:
        """The journal knows it."""
        self._open[job_id] -= 1
        if not self._open[job_id]:
            del self._open[job_id]
        if not self._open:
            os.ftruncate(self._file, 0)

    def left(self) -> Iterator[tuple[str, str]]:
        """Jobs and placeholders that an earlier process did not strike, oldest first; a line that was cut off is none."""
        for line in os.pread(self._file, os.fstat(self._file).st_size, 0).splitlines():
            try:
                job_id, placeholder = json.loads(line)
            except ValueError:
                continue
            yield str(job_id), str(placeholder)

    def clear(self) -> None:
        """What was left is in the journal now."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Gives the file back."""
        os.close(self._file)
