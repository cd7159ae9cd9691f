"""`python -m gpu_worker`: a supervisor alone, stopped by a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gpu_worker.__main__ import main
from gpu_worker.journal import Journal, JournalLimits, NewJob, open_journal

_LIMIT = 60.0
_OPENER = "tests.gpu_worker.workers.obedient:open_worker"


@contextmanager
def _running(folder: Path, repo: Path, settings: str = "") -> Iterator[tuple[subprocess.Popen[bytes], Journal]]:
    config = folder / "config.toml"
    config.write_text(f'[journal]\nfolder = "{folder}/jobs"\n[worker]\npoll_seconds = 0.05\n{settings}', encoding="utf-8")
    url = f"sqlite:///{folder}/journal.db"
    command = [sys.executable, "-m", "gpu_worker", "--journal", url, "--config", str(config), "--opener", _OPENER]
    with (
        open_journal(url, JournalLimits(), folder / "jobs") as journal,
        subprocess.Popen(command, cwd=repo, stderr=subprocess.DEVNULL) as process,
    ):
        yield process, journal
        process.kill()


def _add(journal: Journal, number: int, seconds: float) -> str:
    new = NewJob(f"key-{number}", "me", "chat", "{}", journal.save_photo(b"photo"), {"seconds": seconds}, _LIMIT)
    return journal.add(new).id


def _until(journal: Journal, job: str, state: str) -> None:
    end = time.monotonic() + _LIMIT
    while (now := journal.get(job)) is None or now.state != state:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_the_job_at_work_end(tmp_path: Path, repo: Path, number: signal.Signals) -> None:
    """Exit code 0, the job done, the next one not begun."""
    with _running(tmp_path, repo) as (process, journal):
        first, second = _add(journal, 1, 1.0), _add(journal, 2, 1.0)
        _until(journal, first, "running")
        process.send_signal(number)
        assert process.wait(_LIMIT) == 0
        _until(journal, first, "done")
        _until(journal, second, "queued")


def test_time_is_up(tmp_path: Path, repo: Path) -> None:
    """What does not end within the drain time, or before a second signal, is given back uncounted."""
    for drain, signals in (("0.1", 1), ("600.0", 2)):
        with _running(tmp_path, repo, f"drain_seconds = {drain}") as (process, journal):
            job = _add(journal, 1, 600.0)
            _until(journal, job, "running")
            process.send_signal(signal.SIGTERM)
            for _ in range(signals - 1):
                time.sleep(0.2)  # two signals at once are one
                process.send_signal(signal.SIGTERM)
            assert process.wait(_LIMIT) == 0
            given_back = journal.get(job)
            assert given_back is not None
            assert (given_back.state, given_back.attempts) == ("queued", 0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--journal", "mysql://here/there"], "journal"),
    ],
)
def test_wrong_settings_are_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    """Exit code 2, and no traceback."""
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
