"""A score tells good lips from bad ones: late, loudness-driven, of another text."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.toontalker.score.conftest import TEXT, Talk
from tests.toontalker.video.conftest import Noise
from toontalker.cartoon import cartoonize
from toontalker.clip import Phoneme
from toontalker.errors import RequestError
from toontalker.face import FaceFinder
from toontalker.mouth import PARAMETERS, Puppet
from toontalker.pipeline import Pipeline
from toontalker.score import score
from toontalker.score.listening import Loudness, listen
from toontalker.score.scoring import score_lips
from toontalker.score.watching import Lips, decoded_frames, lip_measures
from toontalker.speech import envelope, open_voices
from toontalker.video import write_clip

FLOORS = {"closure": 0.95, "opening": 0.95, "envelope_correlation": 0.5}


def test_a_real_clip_passes_every_gate(talk: Talk) -> None:
    """The figures that the project promises for every clip, and controls that stay far below them."""
    found = score_lips(talk.lips, talk.loudness, talk.phonemes)
    assert found.missed_frames <= 0.005 * found.frames
    assert found.lag_ms is not None
    assert abs(found.lag_ms) <= 20
    for name, floor in FLOORS.items():
        assert getattr(found, name) >= floor, name
    assert found.width_ratio is not None
    assert found.width_ratio <= 0.85
    assert found.correlation is not None
    assert 0.75 <= found.correlation <= 0.93
    controls = found.controls
    assert controls.permuted_correlation is not None
    assert controls.permuted_correlation <= 0.25
    assert controls.permuted_closure is not None
    assert controls.permuted_closure < 0.75
    assert controls.rolled_envelope_correlation_max is not None
    assert found.envelope_correlation is not None
    assert controls.rolled_envelope_correlation_max <= found.envelope_correlation - 0.2


def test_an_energy_only_mouth_fails_the_closure_gate(talk: Talk, pipeline: Pipeline, finder: FaceFinder, portrait_file: Path) -> None:
    """The same face whose jaw merely follows the loudness correlates well, and is found out by /p b m/ and by the width."""
    portrait, _ = pipeline.portrait(pipeline.open_photo(portrait_file), 1, 256)
    puppet = Puppet(cartoonize(portrait, "toon3d"))
    loudness = envelope(open_voices().say(TEXT, "female"), 25)
    tracks = np.zeros((len(loudness), len(PARAMETERS)), np.float32)
    tracks[:, PARAMETERS.index("jaw")] = np.clip(loudness, 0, 1.2)
    measures = np.array([lip_measures(finder.mesh(frame)) for frame in puppet.render(tracks)])
    lips = Lips(np.arange(len(measures)) / 25, measures[:, 0], measures[:, 1], 0)
    found = score_lips(lips, talk.loudness, talk.phonemes)
    assert found.correlation is not None
    assert found.correlation > 0.5
    assert found.closure is not None
    assert found.closure < 0.75
    assert found.width_ratio is not None
    assert found.width_ratio > 0.95


@pytest.mark.parametrize("late", [-0.12, 0.06, 0.12])
def test_late_and_early_lips_are_told_to_the_millisecond(talk: Talk, late: float) -> None:
    """Shifting the picture shifts the lag by as much, costs closures, and leaves the correlation as it was."""
    honest = score_lips(talk.lips, talk.loudness, talk.phonemes)
    shifted = score_lips(replace(talk.lips, time=talk.lips.time + late), talk.loudness, talk.phonemes)
    assert honest.lag_ms is not None
    assert shifted.lag_ms == pytest.approx(honest.lag_ms + 1000 * late, abs=2)
    assert shifted.correlation == pytest.approx(honest.correlation, abs=0.01)
    assert shifted.closure is not None
    assert shifted.closure < 0.95


def test_score_reads_the_files(talk: Talk, finder: FaceFinder) -> None:
    """Clip and report on disk give what was measured step by step, as JSON, and count the sounds they rest on."""
    found = score(talk.clip, json.loads(json.dumps(talk.report)), finder)
    assert found == score_lips(talk.lips, talk.loudness, talk.phonemes)
    plain = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert plain["sounds"]["closures"] == sum(sound.viseme == "PP" for sound in talk.phonemes) > 20
    assert set(plain["controls"]) == {
        "permuted_correlation", "permuted_correlation_max", "permuted_closure", "permuted_opening", "permuted_width_ratio",
        "rolled_envelope_correlation", "rolled_envelope_correlation_max",
    }  # fmt: skip


def _two_seconds(talk: Talk) -> Lips:
    return Lips(talk.lips.time[:50], talk.lips.aperture[:50], talk.lips.width[:50], 0)


def test_what_a_text_gives_no_occasion_for_is_null(talk: Talk) -> None:
    """No /p b m/, no open vowel, nothing round: None, never a made-up number; and still JSON."""
    found = score_lips(_two_seconds(talk), talk.loudness, [Phoneme(0.2, 0.4, "s", "SS"), Phoneme(0.4, 0.6, "t", "DD")])
    assert (found.closure, found.opening, found.width_ratio) == (None, None, None)
    assert found.sounds == {"closures": 0, "open_vowels": 0, "rounded": 0, "spread": 1}
    assert found.lag_ms is not None
    json.dumps(found.as_json(), allow_nan=False)


def test_silence_and_no_sounds_are_null(talk: Talk) -> None:
    """A clip without sound, or a report without sounds, has no correlations."""
    found = score_lips(_two_seconds(talk), Loudness(np.zeros(400)), [])
    assert (found.lag_ms, found.correlation, found.envelope_correlation) == (None, None, None)
    assert set(found.controls.__dict__.values()) == {None}


def test_refuses_a_report_of_another_clip(talk: Talk, finder: FaceFinder) -> None:
    """Another number of frames, speech that outlasts the clip, or no list of phonemes: one sentence."""
    longer = [*talk.report["phonemes"], {"start": 90.0, "end": 95.0, "ipa": "a", "viseme": "aa"}]
    for wrong in ({"frames": 7}, {"phonemes": longer}):
        with pytest.raises(RequestError, match="does not belong"):
            score(talk.clip, {**talk.report, **wrong}, finder)
    for phonemes in (None, [1], [{"start": "x"}]):
        with pytest.raises(RequestError, match="phonemes"):
            score(talk.clip, {"phonemes": phonemes}, finder)


def test_refuses_what_is_no_clip_of_a_face(tmp_path: Path) -> None:
    """A missing file, a text, a sound and a clip of nobody: one sentence each."""
    report = {"phonemes": [{"start": 0.1, "end": 0.2, "ipa": "a", "viseme": "aa"}]}
    (tmp_path / "text.mp4").write_text("hello")
    for name in ("missing.mp4", "text.mp4"):
        for read in (lambda clip: score(clip, report), listen, lambda clip: list(decoded_frames(clip))):
            with pytest.raises(RequestError, match="cannot be read"):
                read(tmp_path / name)
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    with pytest.raises(RequestError, match="no moving picture"):
        score(tmp_path / "sound.wav", report)
    write_clip(tmp_path / "grey.mp4", [np.full((256, 256, 3), 128, np.uint8)] * 10, Noise(0.4), fps=25, title="")
    with pytest.raises(RequestError, match="No face"):
        score(tmp_path / "grey.mp4", report)


def test_a_picture_without_sound_is_silent(portrait_file: Path) -> None:
    """No sound track counts as silence."""
    assert listen(portrait_file).silent


def test_phonemes_of_a_report_have_no_gaps(talk: Talk) -> None:
    """What the timeline of a real clip looks like: sounds in order, so that shuffling them keeps the length."""
    assert all(one.end == pytest.approx(next_one.start) for one, next_one in pairwise(talk.phonemes))
