"""A worker that acts as each job tells it to: obedient, or dying in one of the ways in which a worker can die.

A request names its act: ``{"act": "segfault", "times": 1}`` does so at its first attempt and is obedient at the next.
"""

from __future__ import annotations

import ctypes
import errno
import inspect
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from gpu_worker.child import Maker, Tell
from gpu_worker.messages import Run
from toontalker.errors import NoFace

OPENER: Final = "gpu_worker.soak.actors:open_actor"
"""For `Orders`."""
POISON: Final = 99
"""For "times": at every attempt."""
_PAGE: Final = 4096
"""Bytes."""

_hoard: list[bytearray] = []
"""What the leaking act never gives back."""


@contextmanager
def open_actor(options: dict[str, Any]) -> Iterator[Maker]:
    """Options: "load_seconds", how long to load; "trapdoor", a file: while it is there, the one who opens removes it and dies."""
    with suppress(FileNotFoundError):
        Path(options["trapdoor"]).unlink()
        os._exit(7)
    time.sleep(float(options.get("load_seconds", 0.0)))
    yield _act


def _act(run: Run, tell: Tell) -> Mapping[str, Any]:
    name = str(run.request.get("act", "obey"))
    if name != "obey" and _attempt(run) <= int(str(run.request.get("times", POISON))):
        ACTS[name](run, tell)
    tell("clip", 0.0)
    time.sleep(float(str(run.request.get("seconds", 0.0))))
    Path(run.clip).write_bytes(run.job.encode())
    return {"said_by": "actor"}


def _attempt(run: Run) -> int:
    """2 for ``clip-2.mp4``."""
    return int(Path(run.clip).stem.partition("-")[2])


def _segfault(run: Run, tell: Tell) -> None:
    ctypes.string_at(0)


def _leave(run: Run, tell: Tell) -> NoReturn:
    os._exit(3)


def _hang(run: Run, tell: Tell) -> NoReturn:
    """The second thread goes on beating."""
    while True:
        time.sleep(60)


def _stop(run: Run, tell: Tell) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _kill(run: Run, tell: Tell) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_while_sending(run: Run, tell: Tell) -> None:
    os.write(_pipe(tell), b'{"kind":"done","job":"' + run.job.encode()[:9])
    os.kill(os.getpid(), signal.SIGKILL)


def _stop_while_sending(run: Run, tell: Tell) -> None:
    os.write(_pipe(tell), b'{"kind":"progress","jo')
    os.kill(os.getpid(), signal.SIGSTOP)


def _garbage(run: Run, tell: Tell) -> None:
    os.write(_pipe(tell), b"\x80\x04\x95 not an event \xff\n")
    time.sleep(60)


def _flood(run: Run, tell: Tell) -> NoReturn:
    while True:
        os.write(_pipe(tell), b"x" * 65536)


def _foreign(run: Run, tell: Tell) -> None:
    """Claims to have done a job that it was not given."""
    os.write(_pipe(tell), b'{"kind":"done","job":"another","clip":"/etc/passwd","report":{}}\n')
    time.sleep(60)


def _memory(run: Run, tell: Tell) -> NoReturn:
    raise MemoryError


def _leak(run: Run, tell: Tell) -> None:
    block = bytearray(int(str(run.request["megabytes"])) * 1_000_000)
    block[::_PAGE] = b"x" * len(block[::_PAGE])  # memory counts once it is written to
    _hoard.append(block)


def _want_room(run: Run, tell: Tell) -> None:
    """While the file that the request names is there, the disk is full."""
    if Path(str(run.request["full"])).exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _refuse(run: Run, tell: Tell) -> NoReturn:
    raise NoFace("No face was found in this photo.")


def _bug(run: Run, tell: Tell) -> NoReturn:
    raise ZeroDivisionError("a bug of ours")


ACTS: Final[dict[str, Callable[[Run, Tell], None]]] = {
    "segfault": _segfault,
    "leave": _leave,
    "hang": _hang,
    "stop": _stop,
    "kill": _kill,
    "kill while sending": _kill_while_sending,
    "stop while sending": _stop_while_sending,
    "garbage": _garbage,
    "flood": _flood,
    "foreign": _foreign,
    "memory": _memory,
    "leak": _leak,
    "want room": _want_room,
    "refuse": _refuse,
    "bug": _bug,
}
"""Every act but to obey, by its name in a request."""

HARMLESS: Final = ("leak", "want room", "refuse", "bug")
"""Those after which the worker may go on."""
DEADLY: Final = tuple(act for act in ACTS if act not in HARMLESS)
"""Those after which the worker is of no more use."""


def _pipe(tell: Tell) -> int:
    """The descriptor of the worker's pipe, which a maker has no business with."""
    outbox = inspect.getclosurevars(tell).nonlocals["outbox"]
    return int(outbox.fileno())
