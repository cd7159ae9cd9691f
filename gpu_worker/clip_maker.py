"""What a worker opens unless it is told otherwise: the pipeline of this project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gpu_worker.messages import Run
from toontalker.settings import Settings

if TYPE_CHECKING:
    from gpu_worker.child import Maker, Tell

_NOT_ITS_BUSINESS: Final = {"bot", "discord", "journal", "telegram", "web", "worker"}
"""Sections of the settings that no pipeline reads."""


def options_of(settings: Settings) -> dict[str, Any]:
    """What the pipeline needs of the settings. The address of the journal and whatever a bot has there stays with the supervisor."""
    return settings.model_dump(mode="json", exclude=_NOT_ITS_BUSINESS)


def prepare(options: dict[str, Any]) -> None:
    """Imports the rooms of the pipeline, which takes longer than loading its models."""
    from toontalker import cartoon, face, mouth, photo, speech, video  # noqa: F401 - for the sake of the import


@contextmanager
def open_clip_maker(options: dict[str, Any]) -> Iterator[Maker]:
    """Opens the pipeline with `options`, the sections of `toontalker.settings.Settings` that it reads.

    Raises `MissingPart` and `BadSetting`.
    """
    from toontalker.clip import ClipRequest, Progress
    from toontalker.errors import SeveralFaces
    from toontalker.pipeline import open_pipeline

    with open_pipeline(Settings.model_validate(options)) as pipeline:

        def make(run: Run, tell: Tell) -> Mapping[str, Any]:
            """The clip of one order. Its phonemes stay here: they would tell the journal what was said.

            Where the order leaves open which face is meant (face 0) and there are several, a JPEG of all lies there instead, numbered,
            and the report says ``{"choice": 3}``.
            """
            audio = None if run.audio is None else Path(run.audio)
            request = ClipRequest(Path(run.photo), audio=audio, **run.request)  # type: ignore[arg-type]  # what does not fit is refused

            def on_progress(news: Progress) -> None:
                tell(news.stage, news.fraction)

            try:
                report = pipeline.make_clip(request, Path(run.clip), on_progress).report()
            except SeveralFaces:
                return {"choice": pipeline.draw_choice(request.photo, Path(run.clip))}
            report.pop("phonemes")
            return report

        yield make
