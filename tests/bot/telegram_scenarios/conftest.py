"""One bot for the stories of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram_scenarios.playhouse import Playhouse


@pytest.fixture(scope="module")
def playhouse(tmp_path_factory: pytest.TempPathFactory, specs_folder: Path) -> Iterator[Playhouse]:
    """A bot that goes from story to story."""
    house = Playhouse(tmp_path_factory.mktemp("telegram"))
    yield house
    house.close()
