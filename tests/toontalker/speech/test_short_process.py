"""A short-lived process that is handed some bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toontalker.errors import ToonTalkerError
from toontalker.speech.short_process import at_work

FAILURE = ToonTalkerError("It could not be started.")


def test_it_gets_the_bytes_and_only_the_environment_it_is_given() -> None:
    """What it writes comes back."""
    program = "import os, sys; sys.stdout.write(sys.stdin.read()[::-1] + str('HOME' in os.environ))"
    with at_work([sys.executable, "-I", "-c", program], b"abc", {}, patience=30, failure=FAILURE) as out:
        assert out.read() == b"cbaFalse"


def test_one_that_never_ends_is_killed() -> None:
    """When its time is up the answer ends, and nobody waits for it any longer."""
    with at_work([sys.executable, "-c", "while True: pass"], b"", {}, patience=0.2, failure=FAILURE) as out:
        assert out.read() == b""


def test_one_that_listens_to_nothing_does_no_harm() -> None:
    """More bytes than a pipe holds, and nobody to read them."""
    with at_work([sys.executable, "-c", "pass"], b"x" * 1_000_000, {}, patience=30, failure=FAILURE) as out:
        assert out.read() == b""


def test_one_that_cannot_be_started_is_the_given_error(tmp_path: Path) -> None:
    """The sentence is the caller's."""
    with pytest.raises(ToonTalkerError, match=r"^It could not be started\.$"), at_work(
        [str(tmp_path / "nothing")], b"", {}, patience=1, failure=FAILURE
    ):
        pass
