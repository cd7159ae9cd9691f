"""The libraries of the operating system that the Python packages do not bring along, and what to install for them."""

from __future__ import annotations

import ctypes
import importlib

from toontalker.errors import MissingPart

LIBRARIES = {"libGL.so.1": "libgl1", "libgthread-2.0.so.0": "libglib2.0-0"}
"""What OpenCV links to → the package of Debian and Ubuntu that holds it."""


def missing_libraries() -> list[str]:
    """Those of `LIBRARIES` that cannot be loaded here."""
    return [name for name in LIBRARIES if not _loads(name)]


def how_to_install(libraries: list[str]) -> str:
    """The command that installs `libraries` on Debian and Ubuntu."""
    return "sudo apt-get install " + " ".join(LIBRARIES[name] for name in libraries)


def require_opencv() -> None:
    """Imports OpenCV; raises `MissingPart` with the package to install where it or a library under it is missing."""
    try:
        importlib.import_module("cv2")
    except ImportError as error:
        missing = missing_libraries() or [name for name in LIBRARIES if name in str(error)]
        if missing:
            raise MissingPart(f"OpenCV cannot start without {' and '.join(missing)}; install with: {how_to_install(missing)}") from error
        raise MissingPart(f"The Python package opencv-contrib-python does not load ({error}); run `make` again or reinstall it.") from error


def limit_blas() -> None:
    """One thread for products of matrices: OpenBLAS spins several on our small ones, which costs seconds on a busy machine."""
    from threadpoolctl import ThreadpoolController  # here, because `doctor` loads this file where packages are missing

    ThreadpoolController().limit(limits=1, user_api="blas")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
