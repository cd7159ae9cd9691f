"""What the tests of the page share. Of each module its own: while a browser is open, no other event loop can run in its thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bot.web_app import WebApp
from tests.bot.browser import open_browser
from tests.bot.maker import OPENER
from tests.bot.served_page import served_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebApp]:
    """The page, and the pipeline behind it."""
    with served_page(tmp_path_factory.mktemp("house"), {"voices": {"order": ["espeak"]}}) as served:
        yield served


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebApp]:
    """The page with clips that take no time and show nothing."""
    with served_page(tmp_path_factory.mktemp("quick"), opener=OPENER) as served:
        yield served
