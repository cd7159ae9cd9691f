"""What the tests of the judging share. They need the extra `train` (see tests/conftest.py), some of them Debian's flite."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def flite() -> None:
    """Skips without Debian's flite, the held-out speaker; on CI, where it is installed, its absence is a failure."""
    if shutil.which("flite") is None:
        reason = "flite is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
