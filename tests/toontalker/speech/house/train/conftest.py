"""What the tests of the training share. They need the extra `train` (see tests/conftest.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from toontalker.speech.house.train.recogniser import Recogniser

@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """One for the whole run: it takes a second to make."""
    from toontalker.speech.house.train.recogniser import Recogniser

    return Recogniser()
