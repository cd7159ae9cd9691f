"""The score of a clip and of its controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from toontalker.clip import Phoneme
from toontalker.errors import RequestError
from toontalker.face import FaceFinder
from toontalker.score import figures, timeline
from toontalker.score.listening import Loudness, listen
from toontalker.score.watching import Lips, length_of, watch

_PERMUTATIONS = 12
_ROLLS = 7
_LEAST_ROLL = 0.1
"""Of the clip: less than that and the rolled sound partly fits."""
_SPILL = 0.1
"""Seconds that speech may reach beyond the last frame."""


@dataclass(frozen=True)
class Controls:
    """The same figures where they must be bad: what a score is worth shows in the distance to these."""

    permuted_correlation: float | None
    """Mean over 12 shufflings of the phonemes (each keeps its length) of their correlation at their own best lag."""
    permuted_correlation_max: float | None
    """The highest of them."""
    permuted_closure: float | None
    """Mean closure over the same shufflings."""
    permuted_opening: float | None
    """Mean opening over the same shufflings."""
    permuted_width_ratio: float | None
    """Mean width ratio over the same shufflings."""
    rolled_envelope_correlation: float | None
    """Mean envelope correlation with the sound rolled by 7 distances from 10 % to 90 % of the clip."""
    rolled_envelope_correlation_max: float | None
    """The highest of them."""


@dataclass(frozen=True)
class Score:
    """How well the lips of a clip fit its sound. A figure that the clip gives no occasion for is None."""

    lag_ms: float | None
    """Best lag within ±400 ms of the aperture behind the target aperture; positive means that the lips are late."""
    closure: float | None
    """Share of /p b m/ with an aperture of at most .05 in one of their frames, at lag 0."""
    opening: float | None
    """Share of open vowels of 60 ms and more whose widest aperture reaches .10 and 40 % of the clip's 95th percentile, at lag 0."""
    width_ratio: float | None
    """Mean width of the mouth at rounded sounds (u o w) over that at spread ones (i e s)."""
    correlation: float | None
    """Pearson's r of aperture and target at the best lag."""
    envelope_correlation: float | None
    """Pearson's r, at lag 0, of the aperture and the loudness (dB) of the sound decoded from the clip."""
    missed_frames: int
    """Frames in which no face was found."""
    frames: int
    """Frames in the clip."""
    sounds: dict[str, int]
    """How many sounds each figure rests on: `closures`, `open_vowels`, `rounded`, `spread`."""
    controls: Controls

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON-ready values, rounded to four digits after the point."""

        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: plain(inner) for name, inner in value.items()}
            return round(value, 4) if isinstance(value, float) else value

        return {name: plain(value) for name, value in asdict(self).items()}


def score(clip: Path, report: Mapping[str, Any], finder: FaceFinder | None = None) -> Score:
    """Scores an mp4 with the report that was written for it; `finder` saves loading the face models again.

    Raises `RequestError` where the clip cannot be read or the report does not belong to it.
    """
    phonemes = _phonemes_of(report)
    _check_fit(*length_of(clip), report, phonemes)
    if finder is None:
        with FaceFinder() as own:
            lips = watch(clip, own)
    else:
        lips = watch(clip, finder)
    return score_lips(lips, listen(clip), phonemes)


def score_lips(lips: Lips, loudness: Loudness, phonemes: Sequence[Phoneme]) -> Score:
    """The score of lips that have been watched already."""
    found = figures.best_lag(lips, timeline.Target(phonemes))
    level = None if loudness.silent else loudness.at(lips.time + lips.interval / 2)
    return Score(
        lag_ms=found and found[0] * 1000,
        closure=figures.closure(lips, phonemes),
        opening=figures.opening(lips, phonemes),
        width_ratio=figures.width_ratio(lips, phonemes),
        correlation=found and found[1],
        envelope_correlation=None if level is None else figures.correlation(lips.aperture, level),
        missed_frames=lips.missed,
        frames=len(lips.time),
        sounds={name: len(getattr(timeline, name)(phonemes)) for name in ("closures", "open_vowels", "rounded", "spread")},
        controls=_controls(lips, loudness, phonemes),
    )


def _controls(lips: Lips, loudness: Loudness, phonemes: Sequence[Phoneme]) -> Controls:
    shuffled = [_permuted(phonemes, seed) for seed in range(_PERMUTATIONS)]
    lags = [figures.best_lag(lips, timeline.Target(wrong)) for wrong in shuffled]
    r = [lag[1] for lag in lags if lag is not None]
    rolled: list[float] = []
    if not loudness.silent:
        level = loudness.at(lips.time + lips.interval / 2)
        for share in np.linspace(_LEAST_ROLL, 1 - _LEAST_ROLL, _ROLLS):
            value = figures.correlation(lips.aperture, np.roll(level, round(share * len(level))))
            rolled += [] if value is None else [value]
    return Controls(
        permuted_correlation=_mean(r),
        permuted_correlation_max=max(r, default=None),
        permuted_closure=_mean([figures.closure(lips, wrong) for wrong in shuffled]),
        permuted_opening=_mean([figures.opening(lips, wrong) for wrong in shuffled]),
        permuted_width_ratio=_mean([figures.width_ratio(lips, wrong) for wrong in shuffled]),
        rolled_envelope_correlation=_mean(rolled),
        rolled_envelope_correlation_max=max(rolled, default=None),
    )


def _permuted(phonemes: Sequence[Phoneme], seed: int) -> list[Phoneme]:
    """The same sounds and pauses, each of its own length, in another order."""
    if not phonemes:
        return []
    order = [phonemes[index] for index in np.random.default_rng(seed).permutation(len(phonemes))]
    ends = list(accumulate((p.end - p.start for p in order), initial=phonemes[0].start))
    return [Phoneme(start, end, p.ipa, p.viseme) for p, start, end in zip(order, ends[:-1], ends[1:], strict=True)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _phonemes_of(report: Mapping[str, Any]) -> list[Phoneme]:
    try:
        sounds = [Phoneme(float(p["start"]), float(p["end"]), str(p["ipa"]), str(p["viseme"])) for p in report["phonemes"]]
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError("The report is not one that `toontalker make --report` writes: it has no list of phonemes.") from error
    return sorted(sounds, key=lambda sound: sound.start)


def _check_fit(frames: int, seconds: float, report: Mapping[str, Any], phonemes: Sequence[Phoneme]) -> None:
    """Raises `RequestError` for a report of another clip, as far as lengths can tell."""
    spoken = max((sound.end for sound in phonemes), default=0.0)
    reported = report.get("frames", frames)
    if reported != frames or spoken > seconds + _SPILL:
        raise RequestError(
            f"The report does not belong to this clip: it tells of {reported} frames and {spoken:.1f} s of speech, "
            f"and the clip has {frames} frames and {seconds:.1f} s."
        )
