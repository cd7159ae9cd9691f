"""A bare Debian is told what to install instead of dying in an import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toontalker import system
from toontalker.errors import MissingPart


def without_libraries(folder: Path, *names: str) -> dict[str, str]:
    """An environment in which these libraries cannot be loaded: empty files of their names are found first."""
    for name in names:
        (folder / name).touch()
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-m", "toontalker", *arguments], capture_output=True, text=True, env=environment, check=False, timeout=120
    )


def test_everything_is_there_where_the_tests_run() -> None:
    """No library is missing, and OpenCV loads."""
    assert system.missing_libraries() == []
    system.require_opencv()


def test_a_library_that_is_nowhere_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its name, with the package that holds it."""
    monkeypatch.setattr(system, "LIBRARIES", {"libnowhere.so.9": "libnowhere9", "libGL.so.1": "libgl1"})
    assert system.missing_libraries() == ["libnowhere.so.9"]
    assert system.how_to_install(["libnowhere.so.9"]) == "sudo apt-get install libnowhere9"


def test_command_line_names_the_packages_to_install(tmp_path: Path, portrait_file: Path) -> None:
    """Without libGL and glib a clip ends with exit code 2 and one sentence that holds the command to type."""
    answer = run(
        without_libraries(tmp_path, "libGL.so.1", "libgthread-2.0.so.0"), "make", str(portrait_file), "Hi", "--out", str(tmp_path / "a.mp4")
    )
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert "sudo apt-get install libgl1 libglib2.0-0" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_doctor_works_without_libgl(tmp_path: Path) -> None:
    """It names the package, and goes on to look at the rest."""
    answer = run(without_libraries(tmp_path, "libGL.so.1"), "doctor")
    assert answer.returncode == 2
    lines = answer.stdout.splitlines()
    assert any(line.startswith("MISSING  system libraries") and "apt-get install libgl1" in line for line in lines)
    assert "libglib2.0-0" not in answer.stdout
    assert any("weights" in line for line in lines)
    assert "mend system libraries" in answer.stderr


def test_opencv_that_names_a_library_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the loader finds the library and OpenCV still does not, its own words decide."""

    def refuse(name: str) -> None:
        raise ImportError(f"libGL.so.1: cannot open shared object file ({name})")

    monkeypatch.setattr("importlib.import_module", refuse)
    with pytest.raises(MissingPart, match=r"libGL\.so\.1.*sudo apt-get install libgl1$"):
        system.require_opencv()


def test_opencv_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all libraries there, the Python package is what is missing."""

    def refuse(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr("importlib.import_module", refuse)
    with pytest.raises(MissingPart, match="opencv-contrib-python"):
        system.require_opencv()
