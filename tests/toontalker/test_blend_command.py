"""`toontalker blend`: two networks of any format become a converted third."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.toontalker.cartoon.toonify.port_files import write_rosinality
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks, write_tf_pickle
from toontalker.__main__ import main
from toontalker.cartoon.toonify.blending import blend
from toontalker.cartoon.toonify.networks import read_generator, read_networks

PLAN = Plan(channels=(8, 8, 8, 8), latent=8, mapping=(8, 8))


@pytest.fixture
def low(tmp_path: Path) -> Path:
    """A cartoon network, as TensorFlow wrote it."""
    write_tf_pickle(tmp_path / "low.pkl", random_tf_networks(PLAN, 1))
    return tmp_path / "low.pkl"


@pytest.fixture
def high(tmp_path: Path) -> Path:
    """A network of photographs, as PyTorch projects share it."""
    write_tf_pickle(tmp_path / "high.pkl", random_tf_networks(PLAN, 2))
    write_rosinality(tmp_path / "high.pt", read_networks(tmp_path / "high.pkl").g_ema)
    return tmp_path / "high.pt"


def test_it_writes_the_blend(low: Path, high: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as the function gives; the last line is its path."""
    out = tmp_path / "toon.safetensors"
    assert main(["blend", str(low), str(high), "--resolution", "8", "--level", "1", "--width", "0.7", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    expected = blend(read_networks(low).g_ema, read_networks(high).g_ema, 8, 1, 0.7)
    z = torch.ones(1, 8)
    assert torch.equal(read_generator(out)(z), expected(z))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--out": "toon.pkl"}, "is a .safetensors file"),
        ({"--out": "nowhere/toon.safetensors"}, "does not exist"),
        ({"--resolution": "12"}, "which 12 is not"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    low: Path, high: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], sentence: str
) -> None:
    """Exit code 2, and nothing is written."""
    options = {"--resolution": "8", "--out": "toon.safetensors", **changed}
    options["--out"] = str(tmp_path / options["--out"])
    assert main(["blend", str(low), str(high), *(word for pair in options.items() for word in pair)]) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.glob("toon.*"))
