"""Blends are the published ones."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_networks
from toontalker.cartoon.toonify.blending import blend, share_of_high
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.tf_variables import generator_from
from toontalker.errors import BadSetting

VARIANTS = (
    "res8_lev0_hard", "res8_lev1_hard", "res16_lev0_hard", "res16_lev1_hard", "res32_lev0_hard",
    "res16_lev0_w0.5", "res16_lev0_w1.0", "res16_lev1_w2.0", "res32_lev0_w1.0",
)  # fmt: skip
PARTS = {
    "weight": "conv.weight", "mod_weight": "conv.style.weight", "mod_bias": "conv.style.bias", "bias": "bias",
    "noise_strength": "noise_strength",
}  # fmt: skip


def settings(variant: str) -> tuple[int, int, float | None]:
    """Resolution, level and width that a variant's name says."""
    match = re.fullmatch(r"res(\d+)_lev(\d)_(?:hard|w([\d.]+))", variant)
    assert match is not None
    return int(match[1]), int(match[2]), None if match[3] is None else float(match[3])


def ours(name: str) -> str:
    """Our name of an original variable ``G_synthesis/64x64/Conv1/weight``."""
    _, size, layer, part = name.split("/")
    if layer == "Const":
        return "synthesis.const"
    level = int(math.log2(int(size.split("x")[0])))
    if level == 2:
        return f"synthesis.{ {'Conv': 'first', 'ToRGB': 'first_rgb'}[layer]}.{PARTS[part]}"
    return f"synthesis.blocks.{level - 3}.{ {'Conv0_up': 'up', 'Conv1': 'conv', 'ToRGB': 'rgb'}[layer]}.{PARTS[part]}"


@pytest.mark.parametrize("variant", VARIANTS)
def test_pictures_are_those_of_the_original(reference_networks: Callable[[str], Networks], reference_folder: Path, variant: str) -> None:
    """From z and from w, for every variant of the reference."""
    resolution, level, width = settings(variant)
    blended = blend(reference_networks("a64").g_ema, reference_networks("b64").g_ema, resolution, level, width)
    with np.load(reference_folder / "stylegan2" / "blend_ab64.npz") as arrays:
        assert {key.split("_", 1)[1] for key in arrays if key.startswith("img")} == {
            f"{start}_{one}" for start in ("z_psi0.7", "wplus") for one in VARIANTS
        }
        z, w = (torch.from_numpy(arrays[key]) for key in ("z", "wplus"))
        for found, key in ((blended(z[:1], 0.7), "img_z_psi0.7"), (blended.synthesis(w[:1]), "img_wplus")):
            wanted = arrays[f"{key}_{variant}"]
            assert np.abs(found.numpy() - wanted).max() <= 2e-5
            assert np.sqrt(np.square(found.numpy() - wanted).mean() / np.square(wanted).mean()) <= 1e-5


@pytest.mark.parametrize("variant", VARIANTS)
def test_shares_are_those_of_the_original(reference_networks: Callable[[str], Networks], reference_folder: Path, variant: str) -> None:
    """For every variable that the original blends; every other parameter of ours stays with the first network."""
    resolution, level, width = settings(variant)
    wanted = json.loads((reference_folder / "stylegan2" / "blend_ab64_weights.json").read_text())[variant]
    shares = {ours(name): share for name, share in wanted.items()}
    assert len(shares) == len(wanted)
    border = 2 * math.log2(resolution / 4) + level
    for name in reference_networks("a64").g_ema.state_dict():
        assert share_of_high(name, border, width) == pytest.approx(shares.pop(name, 0), abs=1e-9), name
    assert not shares


@pytest.fixture(scope="module")
def pair() -> tuple[Generator, Generator]:
    """Two networks of one shape, 16 px."""
    return tuple(generator_from(random_tf_networks(Plan(), seed)[2]) for seed in (1, 50))  # type: ignore[return-value] # two of them


def test_blending_a_network_with_itself_changes_nothing(pair: tuple[Generator, Generator]) -> None:
    """At any border and width; and the two that are blended stay as they are."""
    low, high = pair
    before = {name: values.clone() for name, values in high.state_dict().items()}
    blend(low, high, 8, width=0.5)
    assert all(torch.equal(values, before[name]) for name, values in high.state_dict().items())
    same = blend(low, low, 8, level=1, width=0.7)
    assert all(torch.equal(values, same.state_dict()[name]) for name, values in low.state_dict().items())


def test_a_narrow_passage_is_a_hard_one() -> None:
    """However narrow, the share is a number between 0 and 1, and it grows with the resolution."""
    names = ["synthesis.const", *(f"synthesis.blocks.{block}.up.bias" for block in range(8))]
    for width in (1e-300, 1e-3, 0.5, 1e6):
        shares = [share_of_high(name, 7.5, width) for name in names]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
    assert [share_of_high(name, 7.5, 1e-300) for name in names] == [share_of_high(name, 6.9, None) for name in names]


def test_a_blend_that_cannot_be_is_refused(pair: tuple[Generator, Generator]) -> None:
    """Two shapes, a size that the network has not, a level or a width that mean nothing."""
    low, high = pair
    other = generator_from(random_tf_networks(Plan(channels=(4, 4)))[2])
    with pytest.raises(BadSetting, match="same shape"):
        blend(low, other, 8)
    for resolution in (0, 6, 32, -4):
        with pytest.raises(BadSetting, match=r"sizes 4 to 16"):
            blend(low, high, resolution)
    for level, width in ((2, None), (-1, None), (0, 0.0), (0, -1.0), (0, math.nan), (0, math.inf)):
        with pytest.raises(BadSetting, match="level"):
            blend(low, high, 8, level, width)


def test_resnets_can_be_blended() -> None:
    """Their residual connections stay with the first, like its mapping and its noise."""
    low, high = (generator_from(random_tf_networks(Plan(architecture="resnet"), seed)[2]) for seed in (1, 50))
    blended = blend(low, high, 4).state_dict()
    for name, values in low.state_dict().items():
        kept = re.match(r"mapping|w_avg|synthesis\.(const|first)|.*\.(noise|skip\.weight)$", name) is not None
        assert torch.equal(blended[name], values if kept else high.state_dict()[name]), name
