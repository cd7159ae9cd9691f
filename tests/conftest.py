"""What tests of several rooms share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from toontalker.pipeline import Pipeline, open_pipeline

REPO = Path(__file__).parents[1]
EXTRAS = {
    "dlib": "dlib",
    "librosa": "librosa",
    "onnx": "piper",
    "piper": "piper",
    "pocketsphinx": "train",
    "pyworld": "train",
    "safetensors": "neural",
    "torch": "neural",
}
"""Package → the extra that brings it along, of those that `make test` does not install."""


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A test module that cannot be imported for want of an extra is skipped; on CI, where all are installed, it stays failed."""
    report = yield
    lacking = [package for package in EXTRAS if f"No module named '{package}'" in str(report.longrepr)]
    if report.failed and lacking and os.environ.get("CI") != "true":
        report.outcome = "skipped"
        report.longrepr = (str(collector.path), 0, f"{lacking[0]} of the extra `{EXTRAS[lacking[0]]}` is not installed")
    return report


@pytest.fixture(scope="session")
def repo() -> Path:
    """The top folder of the project."""
    return REPO


@pytest.fixture(scope="session")
def portrait_file() -> Path:
    """The demo portrait: one woman, smiling, 512 x 512."""
    return REPO / "toontalker" / "data" / "astronaut.jpg"


@pytest.fixture(scope="session")
def faces_folder() -> Path:
    """Portraits that do not belong to the project. Without them a test skips, except on CI, where it fails."""
    return _shared("faces", "the portraits")


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """What the original programs gave, to be reproduced. Without it a test skips, except on CI, where it fails."""
    return _shared("reference", "the figures of the original programs")


@pytest.fixture(scope="session")
def specs_folder() -> Path:
    """What Discord and Telegram say of their interfaces, for machines. Without it a test skips, except on CI, where it fails."""
    return _shared("specs", "the specs of the chat platforms")


def _shared(name: str, what: str) -> Path:
    folder = REPO.parent / "shared" / name
    if not folder.is_dir():
        reason = f"{what} in ../shared/{name} are not here"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    """One pipeline with the default settings, its models loaded once for the whole run."""
    with open_pipeline() as opened:
        yield opened
