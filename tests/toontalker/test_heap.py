"""Freed memory goes back to the system."""

from __future__ import annotations

import ctypes
import sys

import pytest

from toontalker.heap import give_memory_back


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="malloc_trim belongs to glibc")
def test_it_works_with_glibc() -> None:
    """On an ordinary Linux the C library is asked, and more than once does no harm."""
    assert give_memory_back()
    assert give_memory_back()


def test_without_such_a_library_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A C library that cannot trim its heap is no error."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not give_memory_back()
