from __future__ import annotations

from typing import Literal

import pytest
import torch
from torch import Tensor

from tests.toontalker.cartoon.toonify.encoder_weights import SMALL, EncoderPlan, encoder_shapes, plain_encoder, random_encoder
from toontalker.cartoon.toonify.encoder import Encoder
from toontalker.cartoon.toonify.encoder_shape import encoder_shape
from toontalker.cartoon.toonify.filling import filled
from toontalker.errors import WeightsWrong


def built(kind: Literal["psp", "e4e"], numbers: dict[str, Tensor], mean: Tensor | None = None) -> Encoder:
    """An encoder with these weights."""
    mean = torch.zeros(1, SMALL.dim) if mean is None else mean
    kept = {name: value for name, value in numbers.items() if not name.endswith("num_batches_tracked")}
    shape = encoder_shape(kind, numbers)
    return filled(lambda: Encoder(shape, len(mean)), {**kept, "latent_avg": mean}, "encoder")


@pytest.fixture(scope="module")
def photos() -> Tensor:
    """Three pictures ``(3, 3, 256, 256)`` in [-1, 1]."""
    coarse = torch.rand(3, 3, 20, 20, generator=torch.Generator().manual_seed(5)) * 2 - 1
    return torch.nn.functional.interpolate(coarse, (256, 256), mode="bicubic").clamp(-1, 1)


@pytest.mark.parametrize("plan", [SMALL, EncoderPlan(), EncoderPlan(styles=14), EncoderPlan((3, 13, 30, 3))])
def test_its_weights_are_those_of_the_published_files(plan: EncoderPlan) -> None:
    """Built from names and shapes alone, it has exactly these names and shapes, at full size as well."""
    table = {name: shape for name, shape in encoder_shapes(plan).items() if not name.endswith("num_batches_tracked")}
    numbers = {name: torch.empty(shape, device="meta") for name, shape in table.items()}
    with torch.device("meta"):
        encoder = Encoder(encoder_shape("e4e", numbers), 1)
    found = {name: tuple(value.shape) for name, value in encoder.state_dict().items()}
    assert found == table | {"latent_avg": (1, plan.dim)}
    assert encoder.shape.levels == (0,) * 3 + (1,) * 4 + (2,) * (plan.styles - 7)


@pytest.mark.parametrize("kind", ["psp", "e4e"])
def test_computes_what_the_papers_say(kind: Literal["psp", "e4e"], photos: Tensor) -> None:
    """The w+ of a plain transcription come out, and they differ from layer to layer and from photo to photo."""
    numbers = random_encoder()
    found = built(kind, numbers)(photos)
    wanted = plain_encoder(numbers, SMALL, photos, progressive=kind == "e4e")
    assert found.shape == (3, SMALL.styles, SMALL.dim)
    assert torch.allclose(found, wanted, atol=1e-5 * float(wanted.abs().max()))
    assert (found.std(0) > 1e-4).any()
    assert (found.std(1) > 1e-2).any()


def test_e4e_repeats_the_first_w_and_adds_to_it(photos: Tensor) -> None:
    """With all heads but the first at zero, every layer has the same w; pSp has zeros there."""
    numbers = random_encoder()
    for name in numbers:
        if name.startswith("styles.") and not name.startswith("styles.0.") and ".linear." in name:
            numbers[name] = torch.zeros_like(numbers[name])
    e4e, psp = built("e4e", numbers)(photos), built("psp", numbers)(photos)
    assert torch.equal(e4e, e4e[:, :1].expand_as(e4e))
    assert e4e.abs().max() > 0.01
    assert torch.equal(e4e[:, 0], psp[:, 0])
    assert psp[:, 1:].abs().max() == 0


@pytest.mark.parametrize("rows", [1, SMALL.styles])
def test_the_mean_w_is_added(rows: int, photos: Tensor) -> None:
    """One mean for all layers, or one for each, moves the w+ by just that."""
    mean = torch.randn(rows, SMALL.dim, generator=torch.Generator().manual_seed(1))
    numbers = random_encoder()
    moved = built("e4e", numbers, mean)(photos[:1]) - built("e4e", numbers)(photos[:1])
    assert torch.allclose(moved[0], mean.expand(SMALL.styles, -1), atol=1e-5)


def test_a_photo_does_not_depend_on_its_batch(photos: Tensor) -> None:
    """Alone or among others, a photo has the same w+."""
    encoder = built("psp", random_encoder())
    whole = encoder(photos)
    for number in range(3):
        assert torch.allclose(encoder(photos[number : number + 1])[0], whole[number], atol=1e-5)


def test_pictures_of_another_size_are_refused() -> None:
    """The heads fit 256 px only, which is said instead of an error deep inside."""
    encoder = built("psp", random_encoder())
    for side in ((128, 128), (256, 192)):
        with pytest.raises(ValueError, match="256 x 256"):
            encoder(torch.zeros(1, 3, *side))


@pytest.mark.parametrize(
    ("gone", "reason"),
    [
        ("input_layer.0.weight", "lacks its input_layer"),
        ("body.2.res_layer.1.weight", "lacks some of body"),
        ("body.0.res_layer.1.weight", "lacks some of body"),
        ("body.3.shortcut_layer.0.weight", "four stages"),
        ("styles.4.linear.weight", "lacks some of styles"),
        ("styles.0.convs.0.weight", "lacks some of styles"),
        ("styles.8.convs.10.weight", "heads of pSp"),
        ("styles.0.convs.6.weight", "heads of pSp"),
        ("body.1.res_layer.4.running_var", r"lacks its body\.1"),
        ("body.1.res_layer.5.fc2.weight", r"lacks its body\.1"),
        ("latlayer2.bias", "lacks its latlayer2"),
    ],
)
def test_missing_weights_are_told(gone: str, reason: str) -> None:
    """Whatever is left out, the sentence says what is missing."""
    numbers = random_encoder()
    del numbers[gone]
    with pytest.raises(WeightsWrong, match=reason):
        built("e4e", numbers)


@pytest.mark.parametrize(
    ("name", "shape", "reason"),
    [
        ("input_layer.0.weight", (5, 19, 3, 3), "shape"),
        ("input_layer.0.weight", (9, 3, 3, 3), "do not fit one after the other"),
        ("body.4.res_layer.1.weight", (7, 6, 3, 3), "do not fit one after the other"),
        ("body.4.res_layer.1.weight", (7,), "lacks its"),
        ("styles.3.linear.weight", (12, 11), "shape"),
        ("extra.weight", (3,), "which such a network has not"),
        ("body.99.res_layer.1.weight", (8, 8, 3, 3), "lacks some of body"),
    ],
)
def test_misshapen_weights_are_told(name: str, shape: tuple[int, ...], reason: str) -> None:
    """Weights of another shape, and weights no encoder has, are refused by name."""
    with pytest.raises(WeightsWrong, match=reason):
        built("e4e", random_encoder() | {name: torch.zeros(shape)})
