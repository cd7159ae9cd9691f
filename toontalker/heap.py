"""Memory given back: what makes a process that does thousands of jobs stay as small as after its first ones."""

from __future__ import annotations

import ctypes


def give_memory_back() -> bool:
    """Returns the freed memory that the C library keeps to the system (glibc's malloc_trim, about 15 ms); False elsewhere.

    A job allocates hundreds of MB in arrays of all sizes; without this the heap's gaps add up to some 10 MB over a hundred jobs.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    trim(0)
    return True
