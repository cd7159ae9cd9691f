"""The graphs of MediaPipe load quietly and lightly, and are closed for good."""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toontalker.errors import MissingPart, ToonTalkerError
from toontalker.face import FaceFinder
from toontalker.face.graphs import Graphs
from toontalker.picture import Picture

SCRIPT = """
import ctypes
import gc
import sys
from pathlib import Path
import psutil
from toontalker.face import FaceFinder
from toontalker.photo import open_photo

class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"
    )]

def megabytes():
    return psutil.Process().memory_info().rss / 1e6

def allocated_megabytes():
    gc.collect()
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo is None:
        return megabytes()
    mallinfo.restype = Mallinfo
    heap = mallinfo()
    return (heap.uordblks + heap.hblkhd) / 1e6

photo = open_photo(Path(sys.argv[1]))
finder = FaceFinder()
for job in range(60):
    finder.align(photo, finder.find_faces(photo)[0], 512)
    if job == 19:
        warm = allocated_megabytes()
grown = allocated_megabytes() - warm
full = megabytes()
finder.close()
heavy = {"matplotlib", "jax", "sounddevice", "scipy.signal", "tensorflow", "torch"} & set(sys.modules)
sys.stdout.write(f"{grown} {full} {megabytes()} {len(heavy)}")
"""
"""Growth is counted in what is allocated (glibc's mallinfo2): which pages stay resident is chance, some 5 MB from one start to the next."""


def test_quiet_light_and_freed(portrait_file: Path) -> None:
    """A process that finds faces writes nothing to stderr, stays under 250 MB, does not grow, and gets memory back on closing."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(portrait_file)], check=True, capture_output=True, text=True, timeout=120)
    grown, full, closed, heavy = map(float, done.stdout.split())
    assert done.stderr == ""
    assert heavy == 0
    assert full < 250
    assert grown < 1
    assert closed < full - 8


def test_closed_is_closed(demo: Picture) -> None:
    """Closing twice is harmless; a closed finder says so instead of crashing."""
    finder = FaceFinder()
    assert finder.mesh(demo) is not None
    finder.close()
    finder.close()
    with pytest.raises(ToonTalkerError, match="closed"):
        finder.find_faces(demo)


def test_leaving_the_context_closes(demo: Picture) -> None:
    """A with block closes the finder, also when it ends by an error."""
    with pytest.raises(ZeroDivisionError), FaceFinder() as finder:
        raise ZeroDivisionError
    with pytest.raises(ToonTalkerError, match="closed"):
        finder.mesh(demo)


def test_mesh_of_a_frame(finder: FaceFinder, demo: Picture) -> None:
    """`mesh` gives px of the picture it got, and None where there is no face; a view into a larger array will do."""
    mesh = finder.mesh(demo)
    assert mesh is not None
    assert mesh.shape == (478, 3)
    assert mesh.dtype == np.float32
    assert np.abs(mesh - finder.find_faces(demo)[0].landmarks)[:, :2].mean() < 3
    mirrored = finder.mesh(demo[:, ::-1])
    assert mirrored is not None
    assert np.abs(mirrored[4, :2] - (demo.shape[1] - 1 - mesh[4, 0], mesh[4, 1])).max() < 4
    assert finder.mesh(np.zeros_like(demo)) is None


def test_threads_cannot_crash_a_shared_finder(finder: FaceFinder, demo: Picture) -> None:
    """Two threads in one finder wait for each other and get what one thread gets."""
    expected = finder.find_faces(demo)[0].landmarks
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.extend(finder.find_faces(demo)[0].landmarks for _ in range(5))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert all(np.array_equal(landmarks, expected) for landmarks in found)


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where mediapipe does not load, the operator is told so."""

    def fail(name: str) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(MissingPart, match=r"libGL\.so\.1"):
        FaceFinder()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where mediapipe is not installed, the operator is told so."""
    for package in ("mediapipe", "mediapipe.python", "mediapipe.python.solutions"):
        monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="mediapipe"):
        FaceFinder()


def test_a_start_that_fails_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a graph cannot start, those that did are closed."""
    closed: list[int] = []
    close = Graphs.close

    def count_and_close(graphs: Graphs) -> None:
        closed.append(len(graphs._open))
        close(graphs)

    monkeypatch.setattr(Graphs, "close", count_and_close)
    monkeypatch.setattr(Graphs, "_run", lambda self, name, image: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Graphs()
    assert closed == [4]
