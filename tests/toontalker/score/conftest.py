"""One real clip that talks for twenty seconds, scored once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from toontalker.clip import ClipRequest, Phoneme
from toontalker.face import FaceFinder
from toontalker.pipeline import Pipeline
from toontalker.score.listening import Loudness, listen
from toontalker.score.watching import Lips, watch

TEXT = (
    "My papa and my mama told me: open your mouth when you talk! So I move my lips, and I hum a happy tune. Would you believe that a "
    "cartoon can be this funny? Please pass the popcorn, my beautiful blue moon is far above the farm. Five big apples fell on the "
    "park bench, and Bob began to laugh."
)


@dataclass(frozen=True)
class Talk:
    """A finished clip and what can be seen and heard in it."""

    clip: Path
    report: dict[str, Any]
    phonemes: tuple[Phoneme, ...]
    lips: Lips
    loudness: Loudness


@pytest.fixture(scope="session")
def finder() -> Iterator[FaceFinder]:
    """A mesh finder of the tests' own."""
    with FaceFinder() as opened:
        yield opened


@pytest.fixture(scope="session")
def talk(pipeline: Pipeline, finder: FaceFinder, portrait_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """The demo portrait says `TEXT`."""
    path = tmp_path_factory.mktemp("talk") / "clip.mp4"
    clip = pipeline.make_clip(ClipRequest(portrait_file, TEXT, style="toon3d", size=256), path)
    return Talk(path, clip.report(), clip.phonemes, watch(path, finder), listen(path))
