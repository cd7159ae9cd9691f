"""What a job raises becomes an answer: who is to blame, what is said, and what may help."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from multiprocessing import Pipe
from typing import Any

import pytest

from gpu_worker.child import Tell, do
from gpu_worker.inbox import Inbox
from gpu_worker.messages import Done, Failed, Progress, Run
from gpu_worker.outbox import Outbox
from toontalker.errors import NoFace, NoVoice, SetupError

_RUN = Run(job="j", photo="p", request={}, clip="c")


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


class CvError(Exception):
    """As OpenCV raises it when an allocation fails."""

    code = -4


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    """One that somebody listens to."""
    reader, writer = Pipe(duplex=False)
    yield Outbox(writer)
    reader.close()
    writer.close()


def _failure(outbox: Outbox, error: BaseException, cause: BaseException | None = None) -> Failed:
    def make(run: Run, tell: Tell) -> Mapping[str, Any]:
        raise error from cause

    answer = do(make, _RUN, outbox)
    assert isinstance(answer, Failed)
    assert answer.job == "j"
    return answer


def test_progress_goes_up_and_the_report_comes_back(outbox: Outbox) -> None:
    """Fractions outside of 0 to 1 are bent, not refused."""
    reader, writer = Pipe(duplex=False)

    def make(run: Run, tell: Tell) -> Mapping[str, Any]:
        tell("face", 0.5)
        tell("clip", 1.0000001)
        return {"said_by": "house"}

    assert do(make, _RUN, Outbox(writer)) == Done(job="j", clip="c", report={"said_by": "house"})
    inbox = Inbox(reader)
    assert inbox.read() == [Progress(job="j", stage="face", fraction=0.5), Progress(job="j", stage="clip", fraction=1.0)]
    inbox.close()
    writer.close()


@pytest.mark.parametrize(("error", "blame"), [(NoFace("No face was found."), "user"), (NoVoice("No voice speaks Klingon."), "operator")])
def test_our_own_errors_are_told_as_they_are(outbox: Outbox, error: Exception, blame: str) -> None:
    """Their sentence was written for the person."""
    answer = _failure(outbox, error)
    assert (answer.blame, answer.message, answer.retry) == (blame, str(error), "no")


def test_a_bug_is_ours_and_its_words_are_not_for_people(outbox: Outbox) -> None:
    """The person gets an apology, the operator the traceback."""
    answer = _failure(outbox, ZeroDivisionError("secret detail"))
    assert answer.blame == "us"
    assert "secret detail" not in answer.message
    assert "secret detail" in answer.trace


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (MemoryError(), None),
        (OutOfMemoryError("CUDA out of memory"), None),
        (RuntimeError("CUDA error: an illegal memory access was encountered"), None),
        (CvError(), None),
        (SetupError("The clip cannot be made."), MemoryError()),
    ],
)
def test_spent_memory_asks_for_a_fresh_worker(outbox: Outbox, error: Exception, cause: Exception | None) -> None:
    """Also where it is the cause of another error."""
    assert _failure(outbox, error, cause).retry == "fresh"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_asks_for_patience(outbox: Outbox, number: int) -> None:
    """Whether it shows as it is or inside one of our own errors."""
    full = OSError(number, os.strerror(number))
    assert _failure(outbox, full).retry == "disk"
    assert _failure(outbox, SetupError("The clip cannot be put there."), full).retry == "disk"
    assert _failure(outbox, FileNotFoundError(errno.ENOENT, "gone")).retry == "no"


@pytest.mark.parametrize("report", [{"x": object()}, {"x": "y" * 100_000}, {1: 2}])
def test_a_report_that_cannot_be_sent_fails_the_job_only(outbox: Outbox, report: dict[Any, Any]) -> None:
    """The worker lives on."""
    assert isinstance(do(lambda run, tell: report, _RUN, outbox), Failed)


def test_even_monstrous_failures_can_be_sent(outbox: Outbox) -> None:
    """Long messages are cut, and what UTF-8 cannot hold is written out."""
    answer = _failure(outbox, NoFace("\ud800" + "é" * 1_000_000))
    assert len(answer.message) <= 1000
    assert len(answer.trace) <= 8000


def test_what_is_no_exception_ends_the_process(outbox: Outbox) -> None:
    """`SystemExit` and its like are not swallowed."""
    with pytest.raises(SystemExit):
        _failure(outbox, SystemExit(3))
