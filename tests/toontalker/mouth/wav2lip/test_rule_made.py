from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from toontalker.mouth.wav2lip.lip_weights import read_lip_weights
from toontalker.mouth.wav2lip.rule_made import rule_made_state, write_rule_made


def test_they_are_the_same_every_time_and_differ_from_name_to_name(state: dict[str, Tensor]) -> None:
    """A weight depends on its name alone."""
    again = rule_made_state()
    assert all(torch.equal(value, again[name]) for name, value in state.items())
    twins = (state["face_encoder_blocks.1.1.conv_block.0.weight"], state["face_encoder_blocks.1.2.conv_block.0.weight"])
    assert not torch.equal(*twins)


def test_written_weights_are_what_the_engine_reads(state: dict[str, Tensor], tmp_path: Path) -> None:
    """The file goes through every check of a converted one."""
    write_rule_made(tmp_path / "lips.safetensors")
    read = read_lip_weights(tmp_path / "lips.safetensors")
    assert all(torch.equal(value, read[name]) for name, value in state.items())
