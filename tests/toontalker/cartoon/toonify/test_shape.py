"""Shapes: what a network can be, and how the header of a converted file says it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from toontalker.cartoon.toonify.shape import DiscriminatorShape, GeneratorShape

G = GeneratorShape(16, (8, 6, 4), 12, (9, 10), "resnet", labels=2, colours=1, rate=0.1, normalize=False)
D = DiscriminatorShape(16, (8, 6, 4), 7, "skip", labels=2, colours=1, group=2, features=4)


@pytest.mark.parametrize("shape", [G, D])
def test_a_shape_comes_back_from_its_text(shape: GeneratorShape | DiscriminatorShape) -> None:
    """Equal in everything."""
    assert type(shape).from_json(shape.as_json()) == shape


def test_layers_and_length_of_w() -> None:
    """Two w for each size; w is as long as the last layer of the mapping is wide."""
    assert (G.layers, G.dim) == (6, 10)


WRONG: dict[str, list[Any]] = {
    "resolution": [4, 8, 32, 0, -16, 16.0, "16", None, 1 << 20],
    "channels": [[], [8, 6], [8, 6, 4, 2], [8, 0, 4], [8, -6, 4], [8, 6, 1 << 20], ["8", "6", "4"], 8, "864", None, [8.0, 6.0, 4.0]],
    "architecture": ["", "styleGAN3", None, 3],
    "labels": [-1, 1 << 20, "2", None],
    "colours": [0, "3"],
}
WRONG_G = WRONG | {"latent": [0, "x", None], "mapping": [[], [0], ["x"], 3], "rate": [0, -1, "x", None], "normalize": ["x", None]}
WRONG_D = WRONG | {"dense": [0, None], "group": [0, -4, 2.5, "4"], "features": [0, 3, "1"]}


@pytest.mark.parametrize(
    ("shape", "field", "value"),
    [(shape, field, value) for shape, table in ((G, WRONG_G), (D, WRONG_D)) for field, values in table.items() for value in values],
)
def test_shapes_that_cannot_be_are_refused(shape: GeneratorShape | DiscriminatorShape, field: str, value: object) -> None:
    """By the errors that `from_json` promises."""
    with pytest.raises((TypeError, ValueError)):
        type(shape).from_json(json.dumps({**asdict(shape), field: value}))


@pytest.mark.parametrize("text", ["", "[]", "3", "{}", '{"resolution": 16}', '{"x": 1}', "null", '"x"'])
def test_texts_that_are_no_shapes_are_refused(text: str) -> None:
    """By the same errors."""
    with pytest.raises((TypeError, ValueError)):
        GeneratorShape.from_json(text)
