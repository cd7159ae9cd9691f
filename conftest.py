"""Keeps all tests off the network, and runs the Python blocks of README.md as tests, so that they cannot rot."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

os.environ["TOONTALKER_OFFLINE"] = "1"  # for every test and every process it starts: no voice of the network is asked

_DEMO_PHOTO = Path(__file__).parent / "toontalker" / "data" / "astronaut.jpg"


def _enter_folder(namespace: dict[str, Any]) -> None:
    """The README's reader has a photo called me.jpg where she stands."""
    namespace["_came_from"] = Path.cwd()
    namespace["_folder"] = tempfile.mkdtemp(prefix="toontalker-readme-")
    shutil.copy(_DEMO_PHOTO, Path(namespace["_folder"], "me.jpg"))
    os.chdir(namespace["_folder"])


def _leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_came_from"])
    shutil.rmtree(namespace["_folder"])


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser()],
    patterns=["README.md"],
    setup=_enter_folder,
    teardown=_leave_folder,
).pytest()
