"""The network's lips as tracks for the rig."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import COLUMN, MAMA, timeline
from toontalker.mesh import FaceFrame
from toontalker.mouth import Tracks, mouth_tracks
from toontalker.mouth.lip_points import LIPS
from toontalker.mouth.shapes import lip_shapes
from toontalker.mouth.wav2lip.lip_model import TARGETS, LipModel
from toontalker.mouth.wav2lip.sharp import SeenLips, lip_tracks

_SAID = timeline(
    ("", "sil", 0.3), ("m", "PP", 0.08), ("ɑ", "aa", 0.2), ("b", "PP", 0.08), ("i", "ih", 0.2), ("s", "SS", 0.12), ("u", "ou", 0.24),
    ("p", "PP", 0.09), ("oʊ", "oh", 0.26), ("t", "DD", 0.07), ("ɛ", "E", 0.18), ("m", "PP", 0.08), ("ɑ", "aa", 0.24), ("w", "ou", 0.1),
    ("i", "ih", 0.2), ("", "sil", 0.4),
)  # fmt: skip
_FPS = 25
_FRAMES = round(_SAID[-1].end * _FPS)


@pytest.fixture(scope="module")
def spoken() -> Tracks:
    """What the lips of the pictures do: the timeline said as the puppet says it."""
    return mouth_tracks(_SAID, _FRAMES, _FPS)


@pytest.fixture(scope="module")
def model(frame: FaceFrame) -> LipModel:
    """What the parameters do to her lips."""
    return LipModel(frame.landmarks, frame.points[list(LIPS)])


def _seen(frame: FaceFrame, tracks: Tracks, *, noise: float = 0.0, fps: float = _FPS) -> SeenLips:
    """Lips moved by `tracks`, each point off by `noise` px."""
    points = frame.points + np.einsum("fk,kmc->fmc", tracks, lip_shapes(frame))
    off = np.random.default_rng(7).normal(0, noise, points.shape) if noise else 0
    return SeenLips((points + off)[:, list(LIPS)].astype(np.float32), frame.landmarks, fps)


def _r(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.corrcoef(a, b)[0, 1])


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_opening_and_width_follow_the_lips_without_delay(frame: FaceFrame, model: LipModel, spoken: Tracks, noise: float) -> None:
    """r ≥ .95 and ≥ .85, best at no shift at all, also with a mesh that is off by .4 px of a face of 100."""
    found = lip_tracks(_seen(frame, spoken, noise=noise), _SAID, spoken)
    assert _r(found @ model.gap, spoken @ model.gap) >= 0.95
    assert _r(found @ model.width, spoken @ model.width) >= 0.85
    shifts = [_r(np.roll(found @ model.gap, -lag), spoken @ model.gap) for lag in range(-3, 4)]
    assert int(np.argmax(shifts)) == 3


def test_every_closure_is_a_full_one(frame: FaceFrame, spoken: Tracks) -> None:
    """For each /p b m/ there is a frame with the lips pressed and nothing that opens them, mesh noise or not."""
    found = lip_tracks(_seen(frame, spoken, noise=0.4), _SAID, spoken)
    opening = found[:, [COLUMN["jaw"], COLUMN["raise"], COLUMN["drop"]]]
    for sound in _SAID:
        if sound.viseme == "PP":
            during = slice(int(sound.start * _FPS), int(np.ceil(sound.end * _FPS)) + 1)
            best = during.start + int(found[during, COLUMN["press"]].argmax())
            assert found[best, COLUMN["press"]] > 0.95
            assert np.abs(opening[best]).max() < 0.05


def test_a_still_mouth_gives_a_still_mouth(frame: FaceFrame) -> None:
    """Lips that only the mesh moves: the rig stays shut in the pause that it is."""
    silence = timeline(("", "sil", 2.0))
    nothing = np.zeros((50, 8), np.float32)
    found = lip_tracks(_seen(frame, nothing, noise=0.3), silence, nothing)
    assert np.abs(found[3:-3]).max() < 0.02


def test_lips_that_move_too_little_are_helped(frame: FaceFrame, model: LipModel, spoken: Tracks) -> None:
    """A network that opens the mouth half as far as these sounds do: the rig opens it farther than that, in the same rhythm."""
    timid = spoken.copy()
    timid[:, [COLUMN["jaw"], COLUMN["raise"], COLUMN["drop"]]] *= 0.5
    found = lip_tracks(_seen(frame, timid), _SAID, spoken)
    widest = [float(np.percentile(tracks @ model.gap, 95)) for tracks in (timid, found, spoken)]
    assert 1.3 * widest[0] < widest[1] <= 1.05 * widest[2]
    assert _r(found @ model.gap, timid @ model.gap) >= 0.95


def test_other_lips_than_the_sounds_win(frame: FaceFrame, model: LipModel, spoken: Tracks) -> None:
    """The control: told of one text and shown another, the rig says what the lips show."""
    backwards = np.ascontiguousarray(spoken[::-1])
    found = lip_tracks(_seen(frame, backwards), timeline(("ə", "aa", _FRAMES / _FPS)), spoken)
    assert _r(found @ model.gap, backwards @ model.gap) > 0.9
    assert _r(found @ model.gap, spoken @ model.gap) < 0.5


def test_a_frame_without_a_face_is_bridged(frame: FaceFrame, model: LipModel, spoken: Tracks) -> None:
    """One frame in nine shows none: the lips go on as their neighbours do."""
    seen = _seen(frame, spoken)
    points = seen.points.copy()
    points[4::9] = np.nan
    found = lip_tracks(replace(seen, points=points), _SAID, spoken)
    assert np.isfinite(found).all()
    assert _r(found @ model.gap, spoken @ model.gap) > 0.93


def test_where_no_face_is_seen_the_sounds_move_the_lips(frame: FaceFrame, spoken: Tracks) -> None:
    """For a while, then in the middle of it; for most of the clip, then all of it."""
    seen = _seen(frame, np.zeros_like(spoken))
    points = seen.points.copy()
    points[20:40] = np.nan
    found = lip_tracks(replace(seen, points=points), _SAID, spoken)
    assert np.abs(found[25:35] - spoken[25:35]).max() < 0.01
    points[10:] = np.nan
    assert np.array_equal(lip_tracks(replace(seen, points=points), _SAID, spoken), spoken)


def test_nothing_goes_beyond_what_a_sound_asks_for(frame: FaceFrame, spoken: Tracks) -> None:
    """Whatever the mesh says, the drawing is not torn."""
    wild = _seen(frame, 6 * spoken, noise=8.0)
    found = lip_tracks(wild, _SAID, spoken)
    assert np.isfinite(found).all()
    assert (found >= TARGETS.min(0) - 1e-6).all()
    assert (found <= TARGETS.max(0) + 1e-6).all()


@pytest.mark.parametrize("frames", [1, 2, 4])
@pytest.mark.parametrize("fps", [10, 60])
def test_a_clip_of_a_few_frames_has_tracks(frame: FaceFrame, frames: int, fps: int) -> None:
    """Nothing in it needs a longer clip, at any rate."""
    few = mouth_tracks(MAMA, frames, fps)
    assert lip_tracks(_seen(frame, few, fps=fps), MAMA, few).shape == (frames, 8)
