"""Acceptance 6: hundreds of clips of varied faces and texts through the worker, beside the same pipeline without one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from gpu_worker.clip_maker import options_of
from gpu_worker.entrance import Orders
from gpu_worker.memory import peak_mb
from gpu_worker.soak.report import Figure, Report, exactly
from gpu_worker.soak.trial import Trial
from toontalker.clip import VOICES, ClipRequest, Style
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.settings import Settings, WorkerSettings
from toontalker.voice_settings import VoiceSettings

_TEXTS: Final = (
    "Hello from the other side of the screen!",
    "Please pass the popcorn, mama.",
    "Five big apples fell on the old park bench today.",
    "Would you believe that a cartoon can be this funny?",
    "My name is nobody, and I never say the same thing twice.",
    "Blue moon, you saw me standing alone.",
    "No.",
)
_STYLES: Final[tuple[Style, ...]] = ("sticker", "toon3d", "ink", "paint")
"""Those that need no weights."""
_STRENGTHS: Final = (0.0, 0.5, 1.0, 1.5, 2.0)
_SIZES: Final = (512, 384, 512, 640)
_DEMO: Final = Path(__file__).parents[2] / "toontalker" / "data" / "astronaut.jpg"
_BATCH: Final = 25
"""Clips in a row on either side, in turn, so that a busy moment of the machine hits both."""
_PATIENCE: Final = 300.0
"""Seconds for one clip."""


@dataclass(frozen=True)
class Clips:
    """How many, and of whom."""

    clips: int = 300
    faces: Path | None = None
    """A folder of portraits; without it the demo portrait in every style, size and strength."""
    recycle_jobs: int = 50

    def run(self) -> Report:
        """Holds the trial; with the default half an hour on two cores."""
        started = time.monotonic()
        requests = self._requests()
        settings = WorkerSettings(recycle_jobs=self.recycle_jobs, recycle_jitter=0, stage_seconds=_PATIENCE)
        supervised = alone = 0.0
        peaks: dict[int, float] = {}
        alike = Settings(voices=VoiceSettings().on_this_machine())
        with Trial(settings, orders=Orders(options=options_of(alike))) as trial, open_pipeline(alike) as pipeline:
            trial.until(lambda: trial.pid is not None, _PATIENCE)
            for begun in range(0, self.clips, _BATCH):
                batch = requests[begun : begun + _BATCH]
                supervised += _through_worker(trial, batch)
                alone += _alone(pipeline, batch, trial.folder / "alone.mp4")
                if (pid := trial.pid) is not None:
                    peaks[pid] = peak_mb(pid) or 0.0
            answers = [job for told in trial.answers.values() for job in told]
        figures = (
            exactly("clips asked for and answered", len(answers), self.clips),
            exactly("clips not made", sum(job.state != "done" for job in answers), 0),
            exactly("workers lost", sum(job.attempts - 1 for job in answers), 0),
            Figure("workers seen", len(peaks)),
            Figure("the most that the first of them held, MB", next(iter(peaks.values()))),
            Figure("the most that any of them held, MB", max(peaks.values()), most=1.25 * next(iter(peaks.values()))),
            Figure("seconds a clip, the pipeline alone", alone / self.clips),
            Figure("seconds a clip, through the worker", supervised / self.clips),
            Figure("throughput against the pipeline alone", alone / supervised, timed=True, least=0.9),
        )
        return Report("clips", figures, time.monotonic() - started)

    def _requests(self) -> list[ClipRequest]:
        """Faces, texts and looks go round at different lengths, so that they meet in ever new ways."""
        photos = [path.read_bytes() for path in sorted(self.faces.iterdir())] if self.faces else [_DEMO.read_bytes()]
        rounds = zip(cycle(photos), cycle(_TEXTS), cycle(VOICES), cycle(_STYLES), cycle(_STRENGTHS), cycle(_SIZES), strict=False)
        return [
            ClipRequest(photo, text, voice=voice, style=style, strength=strength, size=size)
            for photo, text, voice, style, strength, size in islice(rounds, self.clips)
        ]


def _through_worker(trial: Trial, batch: Sequence[ClipRequest]) -> float:
    """Seconds until all are told."""
    started = time.monotonic()
    for request in batch:
        assert isinstance(request.photo, bytes)
        fields = {name: getattr(request, name) for name in ("text", "voice", "style", "strength", "size")}
        trial.add(fields, photo=request.photo, deadline=_PATIENCE)
    trial.wait(_PATIENCE * len(batch))
    return time.monotonic() - started


def _alone(pipeline: Pipeline, batch: Sequence[ClipRequest], out: Path) -> float:
    """Seconds for the same in this process. The photo comes from a file, as it does in the worker."""
    photo = out.with_suffix(".photo")
    started = time.monotonic()
    for request in batch:
        assert isinstance(request.photo, bytes)
        photo.write_bytes(request.photo)
        pipeline.make_clip(replace(request, photo=photo), out)
    return time.monotonic() - started
