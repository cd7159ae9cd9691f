"""How the log of the trials is read."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.bot.trials.judgement import faults_in

_FAULT = """\
2026-01-01 ERROR job 1: the platform could not be told
Traceback (most recent call last):
  File "bot/teller.py", line 1, in _guarded
    await work
EOFError: no more
2026-01-01 INFO go on
"""


def test_faults_are_found_by_name() -> None:
    """Also those of a kind that a worker's start may have, where they come from elsewhere."""
    assert faults_in(_FAULT) == ["EOFError"]
    assert faults_in(_FAULT.replace("EOFError", "bot.x.Broken") * 2) == ["bot.x.Broken"] * 2
    assert faults_in("2026-01-01 INFO all is well\n") == []


def test_a_worker_whose_bot_was_killed_while_it_started_is_no_fault() -> None:
    """What Python itself says then, from a real start whose pipe ends before anything came."""
    reading, writing = os.pipe()
    os.close(writing)
    code = f"from multiprocessing.spawn import spawn_main; import os; t, _ = os.pipe(); spawn_main(tracker_fd=t, pipe_handle={reading})"
    log = subprocess.run([sys.executable, "-c", code, "--multiprocessing-fork"], pass_fds=[reading], capture_output=True, text=True).stderr
    os.close(reading)
    assert "EOFError" in log
    assert faults_in(log) == []
