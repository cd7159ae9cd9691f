"""What the house voice costs, in a fresh process on one thread, beside espeak's in the same process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from toontalker.errors import ToonTalkerError

_TRIAL = """
import json, sys, time
started = time.perf_counter()
import numpy
with_numpy = time.perf_counter()
from toontalker.speech.espeak_process import EspeakProcess, find_espeak
from toontalker.speech.house.voice import HouseVoice
house = HouseVoice(EspeakProcess(*find_espeak()))
loaded = time.perf_counter()
from toontalker.speech.espeak import Espeak
from toontalker.system import limit_blas
limit_blas()

def peak_mb():
    try:  # what getrusage tells includes the peak of the process that started this one
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM"))
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6

def fastest(engine, text, runs):
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        recording = engine.say(text, "female", "en")
        times.append(time.perf_counter() - begun)
    return recording.seconds, min(times)

short, long = sys.argv[1:]
house.say(short, "female", "en")
line, line_time = fastest(house, short, 5)
minute, minute_time = fastest(house, long, 3)
peak = peak_mb()
rival, rival_time = fastest(Espeak(EspeakProcess(*find_espeak())), long, 3)
json.dump({
    "numpy_seconds": with_numpy - started, "load_seconds": loaded - with_numpy, "line_seconds": line, "line_time": line_time,
    "minute_seconds": minute, "minute_speed": minute / minute_time, "espeak_speed": rival / rival_time, "peak_mb": peak,
}, sys.stdout)
"""
_LINE = "Did you see the cat in the old house by the river?"
_MINUTE = (
    "My papa and my mama told me to open my mouth when I talk. Would you believe that a cartoon can be this funny? Please pass the "
    "popcorn, the beautiful blue moon is far above the farm. Five big apples fell on the old park bench today. "
) * 5
_RUNS = 3
_PATIENCE = 120


@dataclass(frozen=True)
class VoiceCosts:
    """What speaking costs; medians of fresh processes, in each of which the fastest of a few runs counts."""

    numpy_seconds: float
    """To import numpy, which every part of the program needs."""
    load_seconds: float
    """To import the speech room and load both voices after that."""
    line_seconds: float
    """Length of a short line."""
    line_time: float
    """Seconds until it is spoken."""
    minute_seconds: float
    """Length of a long text."""
    minute_speed: float
    """Seconds of sound made in a second, on one thread."""
    espeak_speed: float
    """The same of espeak."""
    peak_mb: float
    """Highest resident memory of a process that speaks the long text, MB of 10^6 bytes."""

    def as_json(self) -> dict[str, Any]:
        """All figures as JSON-ready values."""
        return asdict(self)

    def table(self) -> str:
        """The figures for people."""
        return "\n".join(
            (
                f"house voice: import and load {self.load_seconds:.3f} s (numpy {self.numpy_seconds:.3f} s before that)",
                f"house voice: a line of {self.line_seconds:.1f} s takes {self.line_time:.3f} s",
                f"house voice: a text of {self.minute_seconds:.0f} s at {self.minute_speed:.0f} x real time on one thread "
                f"(espeak {self.espeak_speed:.0f} x), peak memory {self.peak_mb:.0f} MB",
            )
        )


def voice_costs(runs: int = _RUNS) -> VoiceCosts:
    """Measures in `runs` fresh processes; raises ToonTalkerError where one fails."""
    trials = [_trial() for _ in range(runs)]
    return VoiceCosts(**{name: median(trial[name] for trial in trials) for name in trials[0]})


def _trial() -> dict[str, float]:
    command = [sys.executable, "-c", _TRIAL, _LINE, _MINUTE]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise ToonTalkerError("The process in which the voice was to be measured has failed.") from error
    found: dict[str, float] = json.loads(answer.stdout)
    return found
