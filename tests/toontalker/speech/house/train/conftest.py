"""What the tests of the training share. They need the extra `train`: without it they skip, except on CI, where they fail."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from toontalker.speech.house.train.recogniser import Recogniser

EXTRA = ("parselmouth", "pocketsphinx", "pyworld", "torch")
"""What the extra `train` brings along."""


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module of this folder that cannot be imported for want of a package of the extra is skipped; on CI it stays failed."""
    report = yield
    lacking = [package for package in EXTRA if f"No module named '{package}'" in str(report.longrepr)]
    if report.failed and lacking and os.environ.get("CI") != "true":
        report.outcome = "skipped"
        report.longrepr = (str(collector.path), 0, f"{lacking[0]} of the extra `train` is not installed")
    return report


@pytest.fixture(scope="session")
def recogniser() -> Recogniser:
    """One for the whole run: it takes a second to make."""
    from toontalker.speech.house.train.recogniser import Recogniser

    return Recogniser()
