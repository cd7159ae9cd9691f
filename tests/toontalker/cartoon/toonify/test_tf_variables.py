"""From the original's variables to pictures: held against what the original computed, and against the plain transcription."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify import plain_stylegan2 as plain
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_network, random_tf_networks
from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.tf_pickle import TFNetwork, read_tf_pickle
from toontalker.cartoon.toonify.tf_variables import discriminator_from, generator_from
from toontalker.errors import WeightsWrong

Arrays = dict[str, Any]
SETS = ("a64", "fork_a64")


def agrees(found: Tensor | np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> None:
    """Within 2e-5, and within 1e-5 of its own strength."""
    found = np.asarray(found)[: len(wanted)]
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= 2e-5
    assert np.sqrt(np.square(found - wanted).mean() / np.square(wanted).mean()) <= 1e-5


def check_all(networks: Networks, arrays: Arrays) -> set[str]:
    """Compares everything that a file of figures holds for its networks; returns the keys that it compared."""
    generator, seen = networks.g_ema, {"z", "w", "w_avg", "wplus", "img_wplus"}
    w = generator.mapping(torch.from_numpy(arrays["z"]))
    agrees(w, arrays["w"])
    agrees(generator.w_avg, arrays["w_avg"])
    agrees(generator.synthesis(torch.from_numpy(arrays["wplus"])), arrays["img_wplus"])
    for key in (key for key in arrays if key.startswith("w_psi")):
        psi, _, cutoff = key.removeprefix("w_psi").partition("_cut")
        truncated = generator.truncate(w, float(psi), int(cutoff) if cutoff else None)
        agrees(truncated, arrays[key])
        seen.add(key)
        if f"img{key[1:]}" in arrays:
            agrees(generator.synthesis(truncated), arrays[f"img{key[1:]}"])
            seen.add(f"img{key[1:]}")
    if "D_score" in arrays:
        assert networks.g is not None
        assert networks.d is not None
        pictures = generator.synthesis(torch.from_numpy(arrays["wplus"]))
        agrees(pictures, arrays["img_wplus_unfused"])
        agrees(networks.d(pictures), arrays["D_score"])
        agrees(networks.g(torch.from_numpy(arrays["z"]), 1.0), arrays["G_img_psi1.0"])
        seen |= {"D_score", "G_img_psi1.0", "img_wplus_unfused"}
        seen |= {f"noise{number}" for number in range(len(generator.synthesis.convolutions))}
        for number, conv in enumerate(generator.synthesis.convolutions):
            assert np.array_equal(conv.noise, arrays[f"noise{number}"])
        assert generator.shape.layers == int(arrays["num_ws"])
        assert_bytes_agree(pictures, arrays["img_wplus_u8_nhwc"])
        seen |= {"num_ws", "img_wplus_u8_nhwc"}
    return seen


def assert_bytes_agree(pictures: Tensor, wanted: np.ndarray[Any, Any]) -> None:
    """As bytes, at most 1e-4 of the values differ, and by 1."""
    levels = (pictures[: len(wanted)].double() * 127.5 + 128).trunc().clamp(0, 255).permute(0, 2, 3, 1).numpy().astype(int)
    apart = np.abs(levels - wanted.astype(int))
    assert apart.max() <= 1
    assert (apart > 0).mean() <= 1e-4


def test_tiny32_gives_what_the_original_gave(tiny32: Networks, tiny32_arrays: Arrays) -> None:
    """Mapping, truncation, pictures of G and Gs, bytes and scores; no array of the file is left out."""
    seen = check_all(tiny32, tiny32_arrays)
    assert {key for key in tiny32_arrays if not key.startswith("act/")} == seen


@pytest.mark.parametrize("name", SETS)
def test_64_px_gives_what_the_original_gave(reference_networks: Callable[[str], Networks], reference_folder: Path, name: str) -> None:
    """The same at 64 px, and for a file of the toonify fork with its own options."""
    with np.load(reference_folder / "stylegan2" / f"{name}.npz") as file:
        arrays = dict(file)
    assert check_all(reference_networks(name), arrays) == set(arrays)


def test_the_plain_transcription_gives_what_the_original_gave(tiny32_file: Path, tiny32_arrays: Arrays) -> None:
    """So it may be trusted where the original's own figures are missing."""
    _, d, gs = read_tf_pickle(tiny32_file)
    w = plain.mapping(gs, tiny32_arrays["z"])
    agrees(w, tiny32_arrays["w"])
    agrees(plain.truncated(gs, w, 0.7, 4), tiny32_arrays["w_psi0.7_cut4"])
    agrees(plain.synthesis(gs, tiny32_arrays["wplus"][:2], "skip"), tiny32_arrays["img_wplus"][:2])
    agrees(plain.score(d, tiny32_arrays["img_wplus"], "resnet"), tiny32_arrays["D_score"])


PLANS = {
    "config f, 16 px": Plan(),
    "config e": Plan(channels=(12, 10, 6, 4), architecture="resnet", critic="resnet", mapping=(9, 9, 12)),
    "orig": Plan(architecture="orig", critic="orig"),
    "skip critic": Plan(architecture="resnet", critic="skip"),
    "8 px": Plan(channels=(6, 5), mapping=(7,)),
    "8 px, orig": Plan(channels=(5, 7), architecture="orig", critic="orig"),
    "8 px, resnet": Plan(channels=(6, 3), architecture="resnet", critic="skip"),
    "labels": Plan(labels=3, critic="orig"),
    "labels, resnet": Plan(labels=2, architecture="resnet"),
    "one colour": Plan(colours=1, critic="skip"),
    "no group": Plan(group=1),
    "pairs, two features": Plan(group=2, features=2),
    "deep mapping": Plan(mapping=(8,) * 9),
    "other rate": Plan(options=(("mapping_lrmul", 0.1),)),
    "z as it is": Plan(options=(("normalize_latents", False),)),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_architecture_is_that_of_the_plain_transcription(plan: Plan) -> None:
    """Mapping with and without labels, truncation, pictures with and without noise, and scores, all on random variables."""
    _, d, gs = random_tf_networks(plan, seed=len(plan.channels))
    generator, critic = generator_from(gs), discriminator_from(d)
    draw = np.random.default_rng(7)
    z = draw.standard_normal((4, plan.latent)).astype(np.float32)
    labels = np.eye(4, plan.labels, dtype=np.float32) if plan.labels else None
    classes = None if labels is None else torch.from_numpy(labels)
    w = plain.mapping(gs, z, labels)
    assert close(generator.mapping(torch.from_numpy(z), classes), w)
    w = plain.truncated(gs, w, 0.6, 3)
    assert close(generator.truncate(generator.mapping(torch.from_numpy(z), classes), 0.6, 3), w)
    w += 0.1 * draw.standard_normal(w.shape)
    pictures = plain.synthesis(gs, w, plan.architecture)
    assert close(generator.synthesis(torch.from_numpy(w.astype(np.float32))), pictures)
    silent = plain.synthesis(gs, w[:1], plan.architecture, noise=False)
    assert close(generator.synthesis(torch.from_numpy(w[:1].astype(np.float32)), "none"), silent)
    assert close(critic(torch.from_numpy(pictures.astype(np.float32)), classes), plain.score(d, pictures, plan.critic, labels))


def close(found: Tensor, wanted: np.ndarray[Any, Any]) -> bool:
    """Within 1e-5 of the strength, and 5e-5 of it anywhere."""
    apart, strength = np.abs(found.numpy() - wanted), float(np.sqrt(np.square(wanted).mean()))
    return found.shape == wanted.shape and np.sqrt(np.square(apart).mean()) <= 1e-5 * strength and apart.max() <= 5e-5 * strength


def test_without_labels_a_conditional_network_is_told_of_no_class(tiny32: Networks) -> None:
    """As the original does when no labels are given."""
    generator, critic = generator_from(random_tf_network("G", Plan(labels=2))), discriminator_from(random_tf_network("D", Plan(labels=2)))
    z = torch.randn(2, 12, generator=torch.Generator().manual_seed(0))
    assert torch.equal(generator.mapping(z), generator.mapping(z, torch.zeros(2, 2)))
    assert not critic(torch.ones(2, 3, 16, 16)).any()


def test_a_level_of_detail_is_ignored() -> None:
    """It belongs to the growing of networks, which this generation has given up."""
    found = random_tf_network("G", Plan())
    grown = generator_from(changed(found, "synthesis", lod=np.zeros((), np.float32)))
    assert all(torch.equal(value, grown.state_dict()[name]) for name, value in generator_from(found).state_dict().items())


def test_a_missing_mean_is_zero() -> None:
    """A G that was saved before its first training step has no mean w."""
    found = random_tf_network("G", Plan())
    assert not generator_from(replace(found, variables={})).w_avg.any()


def changed(network: TFNetwork, part: str, **variables: Any) -> TFNetwork:
    """`network` with other variables in a component (or in itself); None takes one away. Slashes are written ``__``."""
    old = network.components[part] if part else network
    new = {name.replace("__", "/").lstrip("_"): value for name, value in variables.items()}
    kept = {name: value for name, value in {**old.variables, **new}.items() if value is not None}
    made = replace(old, variables=kept)
    return replace(network, components={**network.components, part: made}) if part else made


ZEROS = np.zeros((3, 3, 10, 10), np.float32)
WRONG_G = {
    "another generation": lambda g: replace(
        g, components={**g.components, "synthesis": replace(g.components["synthesis"], function="G_synthesis_stylegan")}
    ),
    "StyleGAN1": lambda g: replace(g, function="G_style"),
    "no mapping": lambda g: replace(g, components={"synthesis": g.components["synthesis"]}),
    "attention": lambda g: replace(g, options={**g.options, "use_attention": True}),
    "min_h": lambda g: replace(g, options={**g.options, "min_h": 5}),
    "another nonlinearity": lambda g: replace(g, options={**g.options, "nonlinearity": "relu"}),
    "another filter": lambda g: replace(g, options={**g.options, "resample_kernel": [1, 2, 1]}),
    "a rate of text": lambda g: replace(g, options={**g.options, "mapping_lrmul": "0.01"}),
    "a rate of nothing": lambda g: replace(g, options={**g.options, "mapping_lrmul": float("nan")}),
    "no layers": lambda g: replace(g, components={**g.components, "mapping": replace(g.components["mapping"], variables={})}),
    "missing": lambda g: changed(g, "synthesis", _8x8__Conv1__bias=None),
    "missing weight": lambda g: changed(g, "synthesis", _8x8__Conv1__weight=None),
    "extra": lambda g: changed(g, "synthesis", _8x8__Attention__weight=ZEROS),
    "extra size": lambda g: changed(g, "synthesis", _64x64__Conv1__weight=ZEROS),
    "size in other digits": lambda g: changed(g, "synthesis", **{"²x²/Conv1/weight": ZEROS}),
    "misshapen": lambda g: changed(g, "synthesis", _4x4__Conv__bias=np.zeros(4, np.float32)),
    "too few axes": lambda g: changed(g, "synthesis", _8x8__Conv1__weight=np.zeros((3, 8), np.float32)),
    "turned without axes": lambda g: changed(g, "synthesis", _8x8__Conv0_up__weight=np.zeros(3, np.float32)),
    "kernel of two axes": lambda g: changed(g, "synthesis", _8x8__Conv0_up__weight=np.zeros((3, 3), np.float32)),
    "empty": lambda g: changed(g, "synthesis", _8x8__Conv1__weight=np.zeros((3, 3, 0, 0), np.float32)),
    "wide": lambda g: changed(g, "synthesis", _8x8__Conv1__weight=np.zeros((0, 0, 0, 1 << 23), np.float32)),
    "infinite in float32": lambda g: changed(g, "synthesis", _4x4__Conv__bias=np.full(10, 1e300)),
    "dense of four axes": lambda g: changed(g, "mapping", Dense0__weight=ZEROS),
    "labels without axes": lambda g: changed(g, "mapping", LabelConcat__weight=np.float32(1).reshape(())),
    "a mean of another length": lambda g: changed(g, "", dlatent_avg=np.zeros(5, np.float32)),
}
WRONG_D = {
    "a generator": lambda d: replace(d, function="G_main"),
    "features over": lambda d: changed(d, "", _4x4__Conv__weight=np.zeros((3, 3, 13, 10), np.float32)),
    "features under": lambda d: changed(d, "", _4x4__Conv__weight=np.zeros((3, 3, 4, 10), np.float32)),
    "a flat kernel": lambda d: changed(d, "", _4x4__Conv__weight=np.zeros((3, 3), np.float32)),
    "groups of none": lambda d: replace(d, options={**d.options, "mbstd_group_size": 0}),
    "groups of text": lambda d: replace(d, options={**d.options, "mbstd_group_size": "4"}),
    "labels of text": lambda d: replace(d, options={**d.options, "label_size": "x"}),
    "many labels": lambda d: replace(d, options={**d.options, "label_size": 1 << 40}),
    "no colours": lambda d: changed(d, "", _16x16__FromRGB__weight=None),
    "another nonlinearity": lambda d: replace(d, options={**d.options, "nonlinearity": "relu"}),
}


@pytest.mark.parametrize("change", WRONG_G.values(), ids=WRONG_G)
def test_what_is_no_generator_is_refused(change: Callable[[TFNetwork], TFNetwork]) -> None:
    """In one sentence, whatever is wrong with it."""
    with pytest.raises(WeightsWrong, match=r"^(The|In the) .*\.$"):
        generator_from(change(random_tf_network("G", Plan())))


@pytest.mark.parametrize("change", WRONG_D.values(), ids=WRONG_D)
def test_what_is_no_discriminator_is_refused(change: Callable[[TFNetwork], TFNetwork]) -> None:
    """In one sentence, whatever is wrong with it."""
    with pytest.raises(WeightsWrong, match=r"^(The|In the) .*\.$"):
        discriminator_from(change(random_tf_network("D", Plan())))


def test_a_network_of_too_many_sizes_is_refused() -> None:
    """It would be of more pixels than any network has; its variables are not looked at."""
    synthesis = {f"{4 << index}x{4 << index}/Conv{'1' if index else ''}/weight": ZEROS for index in range(12)}
    synthesis |= {f"{4 << 11}x{4 << 11}/ToRGB/weight": ZEROS}
    found = random_tf_network("G", Plan())
    wrong = replace(found, components={**found.components, "synthesis": replace(found.components["synthesis"], variables=synthesis)})
    with pytest.raises(WeightsWrong, match=r"no StyleGAN2|cannot be"):
        generator_from(wrong)
