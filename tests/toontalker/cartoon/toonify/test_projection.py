"""A projection goes the way of the original, always the same way, and leaves no memory behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.networks import Networks
from toontalker.cartoon.toonify.projection import Projector, Search, Space, project, w_statistics
from toontalker.cartoon.toonify.schedule import learning_rate

SHIFT = torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1)
SCALE = torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1)


class StandIn:
    """The perceptual network of the reference: VGG16 with an eighth of its channels, random."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as arrays:
            self._weights = {name: torch.from_numpy(values) for name, values in arrays.items()}

    def features(self, image: Tensor) -> Tensor:
        """Pictures in [0, 255] → one long vector each."""
        image, parts = (image / 127.5 - 1 - SHIFT) / SCALE, []
        for stage, count in enumerate((2, 2, 3, 3, 3)):
            image = functional.max_pool2d(image, 2) if stage else image
            for number in range(count):
                weight, bias = (self._weights[f"conv{stage + 1}_{number + 1}/{part}"] for part in ("weight", "bias"))
                image = functional.conv2d(image, weight.permute(3, 2, 0, 1), bias, padding=1).relu()
            values = image * torch.rsqrt(image.square().sum(1, keepdim=True) + 1e-8)
            heads = self._weights[f"lin{stage}"].view(1, -1, 1, 1)
            parts.append((values * (heads / values.shape[2] / values.shape[3]).sqrt()).flatten(1))
        return torch.cat(parts, 1)


class Pixels:
    """The plainest perceptual network: the picture itself, small."""

    def features(self, image: Tensor) -> Tensor:
        """Pictures in [0, 255] → one vector each."""
        return functional.avg_pool2d(image / 255, 4).flatten(1)


@pytest.fixture(scope="module")
def stand_in(reference_folder: Path) -> StandIn:
    """The perceptual network of the reference."""
    return StandIn(reference_folder / "stylegan2" / "lpips_stub_weights.npz")


@pytest.fixture(scope="module")
def original(reference_folder: Path) -> dict[str, Any]:
    """A whole projection of the original."""
    with np.load(reference_folder / "stylegan2" / "projector_official_tiny32_60_nf0.0.npz") as arrays:
        return dict(arrays)


@pytest.fixture
def projector(tiny32: Networks, stand_in: StandIn, original: dict[str, Any]) -> Projector:
    """At the original's start: its target and its first noise maps."""
    made = Projector(tiny32.g_ema, stand_in)
    made.start(torch.from_numpy(original["target"]))
    with torch.no_grad():
        for number, maps in enumerate(made.noise):
            maps.copy_(torch.from_numpy(original[f"noise_init{number}"]))
    return made


def apart(found: Tensor, wanted: np.ndarray[Any, Any]) -> float:
    """The largest difference, relative to the largest value."""
    assert found.shape == wanted.shape
    return float(np.abs(found.detach().numpy() - wanted).max() / np.abs(wanted).max())


def test_mean_and_deviation_of_w_are_the_originals(projector: Projector, original: dict[str, Any]) -> None:
    """Ten thousand samples of the same generator of random numbers."""
    assert apart(projector.w_mean, original["dlatent_avg"]) < 1e-5
    assert projector.w_deviation == pytest.approx(float(original["dlatent_std"]), rel=1e-5)


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_the_first_step_is_the_originals(projector: Projector, original: dict[str, Any], noise: float) -> None:
    """Picture, distance, loss and every gradient, with and without noise on w."""
    projector.w_noise.copy_(torch.from_numpy(original["grad_w_noise"]) * noise)
    loss = projector._lose()
    gradients = torch.autograd.grad(loss, [projector.w, *projector.noise])
    wanted = {key.removeprefix(f"at0_in{noise}_"): values for key, values in original.items() if key.startswith(f"at0_in{noise}_")}
    assert float(loss.detach()) == pytest.approx(float(wanted["loss"]), rel=1e-4)
    assert float(projector.loss) == float(loss.detach())
    assert apart(projector.distance, wanted["dist"]) <= 1e-4
    assert np.abs(projector.picture().detach().numpy() - wanted["image"]).max() <= 2e-5
    assert apart(gradients[0], wanted["grad_w"]) <= 1e-4
    for number, gradient in enumerate(gradients[1:]):
        assert apart(gradient, wanted[f"grad_noise{number}"]) <= 1e-4


def test_the_way_is_the_originals(projector: Projector, original: dict[str, Any]) -> None:
    """w after each of the first six steps, and the distance after the last of sixty."""
    projector.w_noise.zero_()
    for step in range(60):
        projector.step(learning_rate(step, 60))
        if step < 6:
            assert np.abs(projector.w.detach().numpy() - original["dlatents_var"][step]).max() <= 1e-3, step
    assert float(projector.distance) == pytest.approx(float(original["dist"][-1]), abs=5e-3)


def picture_of(generator: Generator, seed: int = 3) -> Tensor:
    """A picture that the generator can make, about [-1, 1]."""
    z = torch.randn(1, generator.shape.latent, generator=torch.Generator().manual_seed(seed))
    return generator(z, 1.0)


@pytest.mark.parametrize("space", ["w", "w+"])
def test_the_same_seed_gives_the_same_w(tiny32: Networks, space: Space) -> None:
    """To the bit; another seed another w. The seed of the process stays as it was."""
    target, state = picture_of(tiny32.g_ema), torch.get_rng_state()
    first, again, other = (project(tiny32.g_ema, target, Pixels(), 12, space, Search(seed)) for seed in (1, 1, 2))
    assert torch.equal(first.w, again.w)
    assert all(torch.equal(one, two) for one, two in zip(first.noise, again.noise, strict=True))
    assert first.distance == again.distance
    assert not torch.equal(first.w, other.w)
    assert torch.equal(torch.get_rng_state(), state)
    assert first.w.shape == (1, 8, 16)
    equal_layers = bool((first.w == first.w[:, :1]).all())
    assert equal_layers == (space == "w")


def test_a_projector_used_again_forgets_the_last_picture(tiny32: Networks) -> None:
    """After another target it gives what a new one gives."""
    target = picture_of(tiny32.g_ema)
    used = Projector(tiny32.g_ema, Pixels())
    used.run(picture_of(tiny32.g_ema, 9), 7, Search())
    found = used.run(target, 7, Search())
    assert torch.equal(found.w, project(tiny32.g_ema, target, Pixels(), 7).w)


@pytest.mark.parametrize("space", ["w", "w+"])
def test_a_picture_of_the_generator_is_found(tiny32: Networks, space: Space) -> None:
    """Much nearer than the mean picture from where the search sets out; an array serves as well as a tensor."""
    target = picture_of(tiny32.g_ema)
    found = project(tiny32.g_ema, target.numpy(), Pixels(), 60, space)

    def distance(w: Tensor, noise: Any) -> float:
        one, other = (Pixels().features((picture + 1) * 127.5) for picture in (tiny32.g_ema.synthesis(w, noise), target))
        return float((one - other).square().sum())

    assert found.distance < 0.4 * distance(tiny32.g_ema.w_avg.expand(1, 8, -1), found.noise)
    assert distance(found.w, found.noise) == pytest.approx(found.distance, rel=0.05)
    assert found.steps == 60


def test_progress_is_told_every_25_steps_and_at_the_end(tiny32: Networks) -> None:
    """In order, with the number of all steps."""
    told: list[tuple[int, int]] = []
    project(tiny32.g_ema, picture_of(tiny32.g_ema), Pixels(), 60, search=Search(on_step=lambda done, steps: told.append((done, steps))))
    assert told == [(25, 60), (50, 60), (60, 60)]


def test_patience_stops_early(tiny32: Networks) -> None:
    """When the distance does not fall any more; without it all steps are taken."""

    class Blind:
        def features(self, image: Tensor) -> Tensor:
            return image.flatten(1) * 0 + 1

    target = picture_of(tiny32.g_ema)
    assert project(tiny32.g_ema, target, Blind(), 400, search=Search(patience=50)).steps == 75
    assert project(tiny32.g_ema, target, Blind(), 30).steps == 30


def test_deviation_of_w_plus_sums_over_the_layers(tiny32: Networks) -> None:
    """So it is the square root of their number larger, as in the published recipe."""
    (mean, one), (means, all_layers) = w_statistics(tiny32.g_ema, "w"), w_statistics(tiny32.g_ema, "w+")
    assert all_layers == pytest.approx(one * 8**0.5)
    assert torch.equal(means, mean.repeat(1, 8, 1))


def test_an_unknown_space_is_refused(tiny32: Networks) -> None:
    """Before anything is computed."""
    with pytest.raises(ValueError, match="into w or w"):
        Projector(tiny32.g_ema, Pixels(), "z")  # type: ignore[arg-type] # that is the test


def test_large_pictures_are_seen_at_256_px(tiny32: Networks) -> None:
    """Averaged down by whole pixels; smaller ones are left as they are."""
    from toontalker.cartoon.toonify.projection import _as_seen

    picture = torch.rand(1, 3, 512, 512, generator=torch.Generator().manual_seed(0)) * 2 - 1
    seen = _as_seen(picture)
    assert seen.shape == (1, 3, 256, 256)
    assert torch.allclose(seen[0, :, 3, 5], (picture[0, :, 6:8, 10:12].mean((1, 2)) + 1) * 127.5, atol=1e-3)
    assert torch.equal(_as_seen(picture[..., :256, :256]), (picture[..., :256, :256] + 1) * 127.5)


PROGRAM = """
import gc, json, resource, sys
from pathlib import Path
import torch
from tests.toontalker.cartoon.toonify.test_projection import Pixels, picture_of
from toontalker.cartoon.toonify.networks import read_networks
from toontalker.cartoon.toonify import projection
from toontalker.cartoon.toonify.projection import Projector, Search, project
projection._SAMPLES = 1000
torch.set_num_threads(1)
generator = read_networks(Path(sys.argv[1])).g_ema
target, projector, sizes = picture_of(generator), Projector(generator, Pixels()), []
for turn in range(36):
    projector.run(target, 2, Search(turn))
    project(generator, target, Pixels(), 1, "w+")
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    sizes.append((pages * resource.getpagesize(), len(gc.get_objects())))
print(json.dumps(sizes))
"""


def test_memory_stays_flat_over_many_pictures(repo: Path, tiny32_file: Path) -> None:
    """Thirty of each kind after a warm-up take at most 4 MB more and no more objects, by a projector used again and by new ones."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("there is no /proc here")
    call = [sys.executable, "-c", PROGRAM, str(tiny32_file)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=120, check=True, cwd=repo)
    sizes = json.loads(done.stdout)
    assert sizes[-1][0] - sizes[5][0] < 4_000_000
    assert sizes[-1][1] - sizes[5][1] < 50
