"""A worker's second thread: tells that the process lives, and ends it when nobody is left to tell."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource
import select
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from gpu_worker.outbox import Outbox, leave

BEAT: Final = b'{"kind":"beat"}\n'
"""A `gpu_worker.messages.Beat` as it is sent, written out, because its module takes long to load."""
_PR_SET_PDEATHSIG: Final = 1
_OOM_SCORE: Final = 800
"""When memory runs out, the kernel takes a worker, whose job is tried again, and not the bot (-1000 to 1000)."""


def settle() -> None:
    """Makes a fresh process a good worker: it outlives the group's signals, dumps no memory, hands down no file, and is the first to go.

    SIGINT and SIGTERM are for the supervisor, which retires its workers by message, each when its job is done. A core would hold
    somebody's photo. When the parent dies the kernel sends SIGCONT, so that even a stopped worker wakes up and sees it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.enable()
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGCONT))
    with suppress(OSError):  # a container may forbid it; then the kernel chooses for itself
        Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - names of descriptors, not paths
        if int(name) > 2 and Path("/proc/self/fd", name).exists():
            os.set_inheritable(int(name), False)


class Guard(threading.Thread):
    """Beats every `seconds`, and leaves in the moment in which the supervisor's end of the pipe closes.

    Where the interpreter itself hangs, this thread hangs with it; for that case a timer outside of it, renewed with each beat, ends
    the process after `patience` seconds, should no supervisor be left to do so.
    """

    def __init__(self, outbox: Outbox, seconds: float, patience: float) -> None:
        super().__init__(name="guard", daemon=True)
        self._outbox = outbox
        self._seconds = seconds
        self._patience = patience

    def run(self) -> None:
        """Until the process ends."""
        reader_gone = select.poll()
        reader_gone.register(self._outbox.fileno(), 0)  # asks for nothing, so only POLLERR and POLLHUP come
        while not reader_gone.poll(round(1000 * self._seconds)):
            faulthandler.dump_traceback_later(self._patience, exit=True)
            self._outbox.write(BEAT)
        leave()
