"""The package costs next to nothing until it is used."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import toontalker


def _imported_by(statement: str) -> tuple[float, set[str]]:
    """Seconds that the statement takes in a fresh interpreter, and the modules it loads."""
    code = (
        "import json, sys, time; started = time.perf_counter()\n"
        f"{statement}\n"
        "print(json.dumps([time.perf_counter() - started, sorted(sys.modules)]))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, modules = json.loads(answer.stdout)
    return seconds, set(modules)


def test_import_is_quick_and_light() -> None:
    """`import toontalker` takes less than 0.3 s (the best of three: the machine may be busy) and loads neither OpenCV nor MediaPipe."""
    tries = [_imported_by("import toontalker") for _ in range(3)]
    assert min(seconds for seconds, _ in tries) < 0.3
    assert not tries[0][1] & {"cv2", "mediapipe", "numpy", "pydantic"}


def test_names_that_a_front_end_needs_load_no_pixels() -> None:
    """Request, settings, errors and the function that opens a pipeline come without OpenCV, MediaPipe, PyAV and torch."""
    statement = "from toontalker import ClipRequest, RequestError, open_pipeline, read_settings"
    _, modules = _imported_by(statement)
    assert not modules & {"av", "cv2", "mediapipe", "torch"}


@pytest.mark.parametrize("room", ["bot", "gpu_worker"])
def test_rooms_above_load_no_pixels(room: str) -> None:
    """Importing the bot or the keeper of the workers loads no torch, OpenCV, MediaPipe or PyAV."""
    _, modules = _imported_by(f"import {room}")
    assert not modules & {"av", "cv2", "mediapipe", "torch"}


def test_command_line_starts_without_the_rooms() -> None:
    """`toontalker --help` must not wait for OpenCV and MediaPipe."""
    _, modules = _imported_by("import toontalker.__main__")
    assert not modules & {"av", "cv2", "mediapipe", "numpy"}


@pytest.mark.parametrize("name", toontalker.__all__)
def test_every_exported_name_is_there(name: str) -> None:
    """What the package says it exports can be had from it, and `dir` lists it."""
    assert getattr(toontalker, name) is not None
    assert name in dir(toontalker)


def test_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as it does in any module."""
    with pytest.raises(AttributeError, match="open_pipline"):
        _ = toontalker.open_pipline
