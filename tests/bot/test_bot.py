"""The program `toontalker-bot`, as a process of its own: how it starts, what it says, how it stops."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.front_end import Asker
from gpu_worker.journal import JournalLimits, NewJob, open_journal
from tests.bot.maker import OPENER, PHOTO

LIMIT = 60.0
"""Seconds after which a test gives up waiting."""


class Bot:
    """The process, and what it has logged."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if "TOKEN" not in name} | {"PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "bot", "--config", "config.toml", *arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment | {"PYTHONPATH": str(Path.cwd())}, stderr=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def until(self, pattern: str) -> re.Match[str]:
        """Waits for a line of the log."""
        end = time.monotonic() + LIMIT
        while True:
            for line in list(self.lines):
                if found := re.search(pattern, line):
                    return found
            assert time.monotonic() < end, "".join(self.lines)
            time.sleep(0.02)

    def ends(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tells it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(LIMIT)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[type[Bot]]:
    """Starts bots in the test's folder, and leaves none behind."""
    with ExitStack() as stack:

        class Started(Bot):
            def __init__(self, *arguments: str) -> None:
                super().__init__(tmp_path, *arguments)
                stack.callback(self._leave)

            def _leave(self) -> None:
                self.process.kill()
                self.process.wait()
                assert self.process.stderr is not None
                self.process.stderr.close()

        yield Started


def _configure(folder: Path, text: str = "") -> None:
    (folder / "config.toml").write_text(f"[web]\nport = 0\n[bot]\nstatus_port = 0\n{text}", encoding="utf-8")


def test_page_is_served_and_a_signal_ends_it(tmp_path: Path, started: type[Bot]) -> None:
    """The log says where the page is; SIGTERM and SIGINT end the bot with 0."""
    _configure(tmp_path)
    for number in (signal.SIGTERM, signal.SIGINT):
        bot = started("--opener", OPENER)  # type: ignore[arg-type]
        address = bot.until(r"http://127\.0\.0\.1:\d+")[0]
        bot.until("has started")
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own loopback address
            assert "<html" in answer.read().decode()
        assert bot.ends(number) == 0, "".join(bot.lines)
        bot.until("has stopped")


def test_stop_waits_for_the_clip_at_work_and_leaves_the_rest_in_the_journal(tmp_path: Path, started: type[Bot]) -> None:
    """Exit code 0, one clip done, the waiting one made by the next start."""
    _configure(tmp_path)
    asker = Asker("web:a", "web:a", "Ann", "en")
    reply_to = json.dumps({"to": {}, "name": asker.name, "locale": "en"})
    with open_journal(f"sqlite:///{tmp_path}/data/journal.db", JournalLimits(), tmp_path / "data" / "jobs") as journal:

        def add(text: str) -> str:
            request = {"text": text, "style": "ink"}
            return journal.add(NewJob(text, asker.owner, asker.chat, reply_to, journal.save_photo(PHOTO), request, LIMIT)).id

        ids = [add("!slow3"), add("Hello")]
        bot = started("--opener", OPENER)  # type: ignore[arg-type]
        end = time.monotonic() + LIMIT
        while journal.counts().running == 0:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert bot.ends() == 0
        states = [job.state if (job := journal.get(job_id)) else None for job_id in ids]
        assert states == ["done", "queued"]
        again = started("--opener", OPENER)  # type: ignore[arg-type]
        while journal.counts().done < 2:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert again.ends() == 0


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ("[web]\nenabled = false\n", "nothing to serve"),
        ("[web]\nprot = 1\n", "did you mean port"),
        ("[web]\naddress = '0.0.0.0'\n", "password"),
        ("[journal]\nurl = 'mysql://x'\n", "journal"),
    ],
)
def test_fault_of_the_operator_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: type[Bot], settings: str, word: str
) -> None:
    """Exit code 2, and no traceback."""
    (tmp_path / "config.toml").write_text(settings, encoding="utf-8")
    bot = started()  # type: ignore[call-arg]
    assert bot.process.wait(LIMIT) == 2
    bot.until(word)
    assert not any("Traceback" in line for line in bot.lines)


def test_help_names_what_it_serves(capsys: pytest.CaptureFixture[str]) -> None:
    """And where tokens are put."""
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    for word in ("--config", "Discord", "Telegram", "TOONTALKER_DISCORD_TOKEN", "page"):
        assert word in said
