"""The net as it is trained and the net at work are one net."""

from __future__ import annotations

import numpy as np
import torch

from toontalker.speech.house.context import FEATURES
from toontalker.speech.house.frames import frames_of
from toontalker.speech.house.net import Net
from toontalker.speech.house.shape import COEFFICIENTS, PITCH, VOICED, WIDTH, Shape
from toontalker.speech.house.train.model import AcousticNet

SHAPE = Shape(phone_width=24, phone_blocks=2, frame_width=32, dilations=(1, 2))


def test_numpy_and_torch_agree() -> None:
    """Lengths and frames, within the rounding of float32, for random weights."""
    torch.manual_seed(3)
    trained = AcousticNet(SHAPE)
    for parameter in trained.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    weights = {name: table.numpy() for name, table in trained.state_dict().items()}
    neutral = {"middle": 0, "widening": 1, "mean_of_frames": 0, "spread_of_frames": 1}
    weights |= {name: np.full((2, WIDTH), value, np.float32) for name, value in neutral.items()}
    weights["slowness"] = np.ones(2, np.float32)
    draw = np.random.default_rng(4)
    phones, context = draw.integers(0, 41, 12), draw.random((12, FEATURES), np.float32)
    ends = np.cumsum(draw.uniform(4, 30, 12))
    phone_of, position = frames_of(ends)
    voice, there = torch.tensor([1]), torch.ones
    with torch.no_grad():
        read, lengths = trained.read(torch.from_numpy(phones)[None], torch.from_numpy(context)[None], voice, there(1, 12))
        drawn = trained.paint(read, torch.from_numpy(phone_of)[None], torch.from_numpy(position)[None], voice, there(1, phone_of.size))
    net = Net(weights, SHAPE)
    our_read, our_lengths = net.read(phones, context, "male")
    frames = net.paint(our_read, ends, "male")
    expected = drawn[0].numpy().reshape(-1, WIDTH)
    assert np.allclose(our_lengths, np.maximum(np.exp(lengths[0].numpy()), 2), rtol=1e-3)
    assert np.allclose(frames.envelope, expected[:, :COEFFICIENTS], atol=1e-3)
    assert np.allclose(frames.pitch, expected[:, PITCH], atol=1e-3)
    assert np.array_equal(frames.voiced, expected[:, VOICED] > 0)
