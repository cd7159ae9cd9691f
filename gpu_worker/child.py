"""Inside the worker process: open once, then one job after another, until told to leave.

What is opened is named by a string, "module:callable", so that the supervisor imports none of it. The callable takes the options as
a dict and gives a context manager over a `Maker`. Beside it the module may have a function ``prepare(options)``, which imports and
reads all that can be had without touching a GPU.
"""

from __future__ import annotations

import errno
import importlib
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from multiprocessing.queues import Queue
from types import ModuleType
from typing import Any, Final, TypeAlias

from gpu_worker.entrance import Orders
from gpu_worker.messages import Done, Failed, Prepared, Progress, Ready, Retire, Retry, Run, Warm, command, encode
from gpu_worker.outbox import Outbox
from toontalker.errors import ToonTalkerError

Tell: TypeAlias = Callable[[str, float], None]
"""Called with a stage and how far it is, 0 to 1: the work moves."""
Maker: TypeAlias = Callable[[Run, Tell], Mapping[str, Any]]
"""Makes the clip of one order at its path, and gives what may be said about it as values that JSON knows."""
Opener: TypeAlias = Callable[[dict[str, Any]], AbstractContextManager[Maker]]
"""What the name in `Orders.opener` leads to."""

_LONGEST_MESSAGE: Final = 1_000
"""Characters of a failure's sentence that are sent."""
_LONGEST_TRACE: Final = 8_000
"""Characters of a traceback that are sent, counted from its end, where the cause stands."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""Errors of a disk that somebody can mend while the job waits."""
_LOST_GPU: Final = frozenset({"OutOfMemoryError", "AcceleratorError"})
"""Names of torch's errors after which the process is of no more use: by name, because torch may not be imported here."""
_CV2_NO_MEMORY: Final = -4
"""`cv2.error.code` of an allocation that failed."""
_OUR_FAULT: Final = "Something went wrong on our side, and this clip could not be made."


def work(orders: Orders, jobs: Queue[str], outbox: Outbox) -> None:
    """Opens and works until it is told to leave. `jobs` holds at most one line.

    What goes wrong at the opening ends the process: our own errors go up as a `Failed` without a job, the rest shows on stderr.
    """
    with ExitStack() as opened:
        try:
            maker = _open(orders, jobs, outbox, opened)
        except ToonTalkerError as error:
            outbox.write(encode(failed("", error)))
            return
        if maker is None:
            return
        outbox.write(encode(Ready()))
        for run in _jobs(jobs):
            outbox.write(encode(do(maker, run, outbox)))


def _open(orders: Orders, jobs: Queue[str], outbox: Outbox, opened: ExitStack) -> Maker | None:
    """What makes the clips, to be closed with `opened`; None where the worker is not wanted after all."""
    module_name, _, name = orders.opener.partition(":")
    module = importlib.import_module(module_name)
    if orders.hold and not _wait_before_gpu(module, orders, jobs, outbox):
        return None
    opener: Opener = getattr(module, name)
    return opened.enter_context(opener(orders.options))


def _wait_before_gpu(module: ModuleType, orders: Orders, jobs: Queue[str], outbox: Outbox) -> bool:
    """Prepares what needs no GPU and waits; whether to go on."""
    prepare = getattr(module, "prepare", None)
    if prepare is not None:
        prepare(orders.options)
    outbox.write(encode(Prepared()))
    return isinstance(command(jobs.get()), Warm)


def _jobs(jobs: Queue[str]) -> Iterator[Run]:
    """One order after the other, until `Retire`."""
    while not isinstance(order := command(jobs.get()), Retire):
        assert isinstance(order, Run)
        yield order


def do(maker: Maker, run: Run, outbox: Outbox) -> Done | Failed:
    """One job. Whatever it raises becomes an answer here, and nowhere else; what cannot be caught, the supervisor sees."""

    def tell(stage: str, fraction: float) -> None:
        outbox.write(encode(Progress(job=run.job, stage=stage, fraction=min(max(fraction, 0.0), 1.0))))

    try:
        done = Done(job=run.job, clip=run.clip, report=dict(maker(run, tell)))
        encode(done)  # a report that cannot be sent fails the job, not the worker
        return done
    except Exception as error:  # noqa: BLE001 - the one place: no photo and no bug may end the worker
        return failed(run.job, error)


def failed(job: str, error: Exception) -> Failed:
    """`error` as it crosses the border: who is to blame, one sentence, the traceback, and what may help."""
    ours = isinstance(error, ToonTalkerError)
    return Failed(
        job=job,
        blame=error.blame if isinstance(error, ToonTalkerError) else "us",
        message=_sendable(str(error) if ours else _OUR_FAULT)[:_LONGEST_MESSAGE],
        trace=_sendable("".join(traceback.format_exception(error)))[-_LONGEST_TRACE:],
        retry=_what_may_help(error),
        fault=type(error).__name__ if ours else "",
    )


def _sendable(text: str) -> str:
    """`text` with what UTF-8 cannot hold (lone surrogates, of file names) written out."""
    return text.encode(errors="backslashreplace").decode()


def _what_may_help(error: BaseException | None) -> Retry:
    """Looks through the error and its causes for short memory, a lost GPU, and a full disk."""
    while error is not None:
        names = {kind.__name__ for kind in type(error).__mro__}
        if isinstance(error, MemoryError) or names & _LOST_GPU or getattr(error, "code", None) == _CV2_NO_MEMORY:
            return "fresh"
        if str(error).startswith("CUDA error"):
            return "fresh"
        if getattr(error, "errno", None) in _NO_ROOM:
            return "disk"
        error = error.__cause__ or error.__context__
    return "no"
