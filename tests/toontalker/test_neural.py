"""Engines that need weights: opened when asked for, and one sentence where something is missing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from toontalker.clip import ClipRequest
from toontalker.errors import MissingPart, WeightsMissing
from toontalker.neural import NeuralEngines
from toontalker.neural_settings import FaceSettings, NeuralSettings
from toontalker.pipeline import Pipeline, open_pipeline
from toontalker.settings import PipelineSettings, Settings

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not here")


def empty(tmp_path: Path, **pipeline: str) -> Settings:
    """Settings whose weights folder is empty."""
    return Settings(neural=NeuralSettings(weights=str(tmp_path)), pipeline=PipelineSettings.model_validate(pipeline))


def test_without_pytorch_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the style and for the mouth."""
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else real(name, *rest))
    engines = NeuralEngines(Settings())
    with pytest.raises(MissingPart, match=r"^The style toonify needs PyTorch .*pip install 'toontalker\[neural\]'.*\.$"):
        _ = engines.toonifier
    with pytest.raises(MissingPart, match=r"^The mouth wav2lip needs PyTorch"):
        _ = engines.lips


@needs_torch
@pytest.mark.parametrize(("chosen", "missing"), [({"style": "toonify"}, "toonify-cartoon"), ({"mouth": "wav2lip"}, "wav2lip-gan")])
def test_missing_weights_are_told_at_the_start(tmp_path: Path, chosen: dict[str, str], missing: str) -> None:
    """Where the settings choose the engine for every clip, before the first person waits for it."""
    with pytest.raises(WeightsMissing, match=f"toontalker weights fetch {missing}"):
        open_pipeline(empty(tmp_path, **chosen))


@needs_torch
def test_missing_weights_are_told_to_who_asks(pipeline: Pipeline, portrait_file: Path, tmp_path: Path) -> None:
    """A request for a mouth that is not there fails by itself, without leaving a file."""
    out = tmp_path / "clip.mp4"
    with open_pipeline(empty(tmp_path)) as opened, pytest.raises(WeightsMissing, match="wav2lip-gan"):
        opened.make_clip(ClipRequest(portrait_file, "Hello", mouth="wav2lip", size=256), out)
    assert [path for path in tmp_path.iterdir() if path.suffix != ".toml"] == []


def test_landmarks_of_dlib_need_its_weights(tmp_path: Path) -> None:
    """The predictor is one more file of the manifest."""
    settings = Settings(neural=NeuralSettings(weights=str(tmp_path)), face=FaceSettings(landmarks="dlib"))
    with pytest.raises((WeightsMissing, MissingPart), match="dlib"):
        _ = NeuralEngines(settings).face_points


def test_a_pipeline_without_neural_parts_loads_no_torch() -> None:
    """Nobody who does not ask for it waits for it."""
    code = "import sys; from toontalker.pipeline import open_pipeline; open_pipeline().close(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
