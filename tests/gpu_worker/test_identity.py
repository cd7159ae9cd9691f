"""Names of supervisors: never two alike, and the dead one's is known to its successor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gpu_worker.identity import Identity


def test_successor_knows_the_dead(tmp_path: Path) -> None:
    """Who takes a number learns who held it last, and is somebody else."""
    with Identity(tmp_path) as first:
        assert first.previous == ""
    with Identity(tmp_path) as second:
        assert second.previous == first.name
        assert second.name != first.name


def test_the_living_are_left_alone(tmp_path: Path) -> None:
    """A second supervisor takes another number, and does not hold the first one's place for its own."""
    with Identity(tmp_path) as first, Identity(tmp_path) as second:
        assert second.previous == ""
        assert not second.name.startswith(first.name)
        assert not first.name.startswith(second.name)


def test_a_killed_process_frees_its_number(tmp_path: Path, repo: Path) -> None:
    """The kernel does it, so nobody waits for a lock that nobody holds."""
    code = (
        "import pathlib, time, gpu_worker.identity as identity;"
        f"print(identity.Identity(pathlib.Path({str(tmp_path)!r})).name, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=repo, text=True) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        with Identity(tmp_path) as living:
            assert living.previous == ""
        process.kill()
    with Identity(tmp_path) as successor:
        assert successor.previous == name
