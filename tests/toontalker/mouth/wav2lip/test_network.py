from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor

from toontalker.mouth.wav2lip.network import Wav2Lip, expected_shapes


def test_the_weights_bear_the_published_names_and_shapes(original: Path) -> None:
    """All 352, in the published order, 36 298 035 of them trained."""
    published = {name: tuple(shape) for name, shape in json.loads((original / "wav2lip_keys.json").read_text()).items()}
    assert list(expected_shapes().items()) == list(published.items())
    with torch.device("meta"):
        assert sum(weight.numel() for weight in Wav2Lip().parameters()) == 36_298_035


def test_it_gives_what_the_original_gives(plain: Wav2Lip, forward: dict[str, Tensor]) -> None:
    """Pictures and what the face becomes within 2e-5; what the sound becomes, which reaches 40, within as much of its range."""
    with torch.inference_mode():
        out = plain(forward["mel"], forward["face"])
        face, audio = plain.face_maps(forward["face"])[-1], plain.audio_encoder(forward["mel"])
    assert (out - forward["out"]).abs().max() <= 2e-5
    assert (face - forward["face_embedding"]).abs().max() <= 2e-5
    assert (audio - forward["audio_embedding"]).abs().max() <= 2e-5 * forward["audio_embedding"].abs().max()


def test_frames_do_not_touch_each_other(plain: Wav2Lip, forward: dict[str, Tensor]) -> None:
    """Batch normalisation runs on what was learned, so that a frame is the same alone and in company."""
    with torch.inference_mode():
        alone = plain(forward["mel"][2:3], forward["face"][2:3])
    assert (alone - forward["out"][2:3]).abs().max() <= 2e-5
    assert not plain.training
    assert not any(weight.requires_grad for weight in plain.parameters())
