"""Times of jobs beside their floor.

The floor of a clip is what must be spent whatever the drawing costs: the same encoder with the same settings, the same sound and as
many frames of the same person, which already lie in memory as planes. Jobs and floors run in turn, so that a busy moment of the
machine hits both; every figure is a median.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from toontalker.bench.memory import LONG_TEXTS, memory_of_jobs
from toontalker.cartoon import cartoonize
from toontalker.clip import STAGES, Clip, ClipRequest, Style
from toontalker.mouth import Puppet
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.speech import Speech, open_voices
from toontalker.video import ClipFormat, encode
from toontalker.video.planes import Planes, to_planes

_KEPT_FRAMES = 125
"""Frames the floor keeps in memory and plays to and fro: at 25 fps five seconds, so that movement costs what it costs in a job."""
_SENTENCE = (
    "My papa and my mama told me to open my mouth when I talk. Would you believe that a cartoon can be this funny? "
    "Please pass the popcorn, the beautiful blue moon is far above the farm. Five big apples fell on the old park bench today. "
)
TEXTS = {"5 s": "My papa and my mama told me to open my mouth when I talk. Would you believe it?", "30 s": _SENTENCE * 2}
"""What is said, by about how long it takes."""


@dataclass(frozen=True)
class Workload:
    """What to measure."""

    style: Style = "sticker"
    size: int = 512
    """px."""
    fps: int = 25
    """Frames per second."""
    runs: int = 3
    """Times that every job and every floor is run, after one job to warm up."""


@dataclass(frozen=True)
class ClipTimes:
    """Medians for one text, in seconds."""

    text: str
    """Its name in `TEXTS`."""
    seconds: float
    """Length of the clip."""
    frames: int
    megabytes: float
    """Size of the mp4, MB of 10^6 bytes."""
    stages: dict[str, float]
    """By stage; drawing the frames counts to `mouth`, and since encoding overlaps with it, `clip` is only what is left to wait."""
    whole: float
    """The whole job: photo to finished clip, models loaded."""
    floor: float
    """Encoding alone, of frames that lie ready."""

    @property
    def ratio(self) -> float:
        """The whole job over the floor plus the `cartoon` stage."""
        return self.whole / (self.floor + self.stages["cartoon"])

    @property
    def ms_per_frame(self) -> float:
        """Drawing and encoding together, once the photo is a cartoon: milliseconds a frame."""
        return 1000 * (self.stages["mouth"] + self.stages["clip"]) / self.frames


@dataclass(frozen=True)
class Bench:
    """What `bench` found."""

    workload: Workload
    clips: tuple[ClipTimes, ...]
    opening: float
    """Seconds to open the pipeline: imports and models."""
    peak_mb: float
    """Highest resident memory of a fresh process that makes the longest of the clips, MB of 10^6 bytes."""

    def as_json(self) -> dict[str, Any]:
        """All figures as JSON-ready values."""
        clips = [{**asdict(clip), "ratio": clip.ratio, "ms_per_frame": clip.ms_per_frame} for clip in self.clips]
        return {"workload": asdict(self.workload), "clips": clips, "opening": self.opening, "peak_mb": self.peak_mb}

    def table(self) -> str:
        """The figures for people: a column for each clip."""
        rows = [("seconds", *(clip.text for clip in self.clips))]
        rows += [(stage, *(f"{clip.stages[stage]:.3f}" for clip in self.clips)) for stage in STAGES]
        rows += [
            ("whole job", *(f"{clip.whole:.2f}" for clip in self.clips)),
            ("encode-only floor", *(f"{clip.floor:.2f}" for clip in self.clips)),
            ("job / (floor + cartoon)", *(f"{clip.ratio:.2f}" for clip in self.clips)),
            ("ms per frame", *(f"{clip.ms_per_frame:.2f}" for clip in self.clips)),
            ("length of the clip", *(f"{clip.seconds:.1f}" for clip in self.clips)),
            ("MB of the clip", *(f"{clip.megabytes:.2f}" for clip in self.clips)),
        ]
        lines = [f"{name:<24}" + "".join(f"{value:>10}" for value in values) for name, *values in rows]
        job = self.workload
        lines.append(
            f"{job.style}, {job.size} px, {job.fps} fps, medians of {job.runs}; "
            f"opening the pipeline {self.opening:.1f} s, peak memory {self.peak_mb:.0f} MB"
        )
        return "\n".join(lines)


def bench(photo: Path, workload: Workload | None = None, texts: dict[str, str] | None = None) -> Bench:
    """Measures jobs for each text beside their floors; takes about a minute. Raises what a job raises."""
    workload, texts = workload or Workload(), texts or TEXTS
    requests = {name: ClipRequest(photo, text, style=workload.style, size=workload.size, fps=workload.fps) for name, text in texts.items()}
    peak = memory_of_jobs(max(requests.values(), key=lambda request: len(request.text))).peak_mb
    started = perf_counter()
    with open_pipeline(LONG_TEXTS) as pipeline, TemporaryDirectory() as folder:
        opening = perf_counter() - started
        out = Path(folder) / "clip.mp4"
        pipeline.make_clip(next(iter(requests.values())), out)
        jobs = [_Job(name, request, pipeline) for name, request in requests.items()]
        for _ in range(workload.runs):
            for job in jobs:
                job.run(out)
        return Bench(workload, tuple(job.times() for job in jobs), opening, peak)


class _Job:
    """One text: its jobs, its floors, and what they took."""

    def __init__(self, name: str, request: ClipRequest, pipeline: Pipeline) -> None:
        self._name, self._request, self._pipeline = name, request, pipeline
        self._floor = _Floor(request, pipeline)
        self._wholes: list[float] = []
        self._floors: list[float] = []
        self._stages: defaultdict[str, list[float]] = defaultdict(list)
        self._clip: Clip | None = None
        self._bytes = 0

    def run(self, out: Path) -> None:
        """One job, then its floor."""
        started = perf_counter()
        self._clip = self._pipeline.make_clip(self._request, out)
        self._wholes.append(perf_counter() - started)
        for stage, seconds in self._clip.stages.items():
            self._stages[stage].append(seconds)
        self._bytes = out.stat().st_size
        started = perf_counter()
        self._floor.encode(out, self._clip.frames)
        self._floors.append(perf_counter() - started)

    def times(self) -> ClipTimes:
        assert self._clip is not None
        stages = {stage: median(seconds) for stage, seconds in self._stages.items()}
        whole, floor = median(self._wholes), median(self._floors)
        return ClipTimes(self._name, self._clip.seconds, self._clip.frames, self._bytes / 1e6, stages, whole, floor)


class _Floor:
    """An encoder with nothing to wait for."""

    def __init__(self, request: ClipRequest, pipeline: Pipeline) -> None:
        self._request = request
        self._speech = _spoken(request)
        assert isinstance(request.photo, Path)
        assert request.style != "toonify", "the neural engines have a benchmark of their own"
        portrait, _ = pipeline.portrait(pipeline.open_photo(request.photo), request.face, request.size)
        puppet = Puppet(cartoonize(portrait, request.style, strength=request.strength, glasses=request.glasses, seed=request.seed))
        drawn = puppet.animate(self._speech, fps=request.fps, seed=request.seed)
        self._planes = [to_planes(frame) for frame in islice(drawn, _KEPT_FRAMES)]

    def encode(self, out: Path, frames: int) -> None:
        request = self._request
        encode(out, self._to_and_fro(frames), self._speech, ClipFormat(request.size, request.size, request.fps, request.text))

    def _to_and_fro(self, frames: int) -> Iterator[Planes]:
        last = max(len(self._planes) - 1, 1)
        for number in range(frames):
            yield self._planes[min(last - abs(number % (2 * last) - last), len(self._planes) - 1)]


def _spoken(request: ClipRequest) -> Speech:
    limits = LONG_TEXTS.speech
    voices = open_voices(LONG_TEXTS.voices, longest_text=limits.max_text, longest_seconds=limits.max_seconds)
    return voices.say(request.text, request.voice, request.language)
