"""The net that learns and the net that is used are one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from toontalker.speech.listener import weights
from toontalker.speech.listener.features import BANDS
from toontalker.speech.listener.net import BLOCK, Net
from toontalker.speech.listener.shape import Shape
from toontalker.speech.listener.sounds import COUNT
from toontalker.speech.listener.train.model import ListenerNet, exported

SHAPE = Shape(channels=12, inner=20, dilations=(1, 2, 4))


def _net() -> ListenerNet:
    """A small net whose every batch normalisation does something."""
    torch.manual_seed(4)
    net = ListenerNet(SHAPE)
    for part in net.modules():
        if isinstance(part, nn.BatchNorm1d):
            for values in (part.running_mean, part.bias.data):
                assert values is not None
                values.normal_()
            for values in (part.running_var, part.weight.data):
                assert values is not None
                values.uniform_(0.5, 2)
    return net.eval()


def test_the_exported_net_answers_as_the_one_that_learned() -> None:
    """Away from the ends, where one pads each layer and the other the features, to rounding; across the borders of blocks too."""
    net = _net()
    features = np.random.default_rng(1).normal(size=(BLOCK + 300, BANDS)).astype(np.float32)
    with torch.no_grad():
        wanted = torch.log_softmax(net(torch.from_numpy(features.T[None])), 1)[0].T.numpy()
    found = Net(exported(net), SHAPE).log_posteriors(features)
    assert found.shape == (BLOCK + 300, COUNT)
    inside = slice(SHAPE.reach, -SHAPE.reach)
    assert np.abs(found - wanted)[inside].max() < 1e-4
    assert np.allclose(np.exp(found).sum(axis=1), 1, atol=1e-5)


def test_an_answer_depends_on_what_is_near_alone() -> None:
    """What lies farther away than the net's reach changes nothing, and what lies nearer does."""
    net = Net(exported(_net()), SHAPE)
    features = np.random.default_rng(1).normal(size=(200, BANDS)).astype(np.float32)
    other = features.copy()
    other[100 + SHAPE.reach + 1 :] += 1
    assert np.allclose(net.log_posteriors(features)[100], net.log_posteriors(other)[100], atol=1e-5)
    other[100 + SHAPE.reach] += 1
    assert not np.allclose(net.log_posteriors(features)[100], net.log_posteriors(other)[100], atol=1e-5)


def test_weights_come_back_from_disk(tmp_path: Path) -> None:
    """Half precision: eleven binary digits of each number."""
    tables = exported(_net())
    weights.save(tmp_path / "net.npz", tables)
    loaded = weights.load(tmp_path / "net.npz")
    assert loaded.keys() == tables.keys()
    for name, table in tables.items():
        assert np.allclose(loaded[name], table, rtol=2**-10, atol=1e-6), name
