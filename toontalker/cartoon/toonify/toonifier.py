"""The networks of the style toonify, loaded once and kept for many pictures: an aligned photo goes in, its toon comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.projection import Perceptual, Projector, Search, Space
from toontalker.errors import BadSetting
from toontalker.picture import Picture

_ENCODED_AT: Final = 256
"""px: what encoders were trained on."""


class FaceReader(Protocol):
    """A network that finds the w of a face in one pass."""

    def __call__(self, image: Tensor) -> Tensor:
        """``(n, 3, 256, 256)`` in [-1, 1] → w ``(n, layers, dim)``."""


@dataclass(frozen=True)
class ToFace:
    """How a photo becomes a w: by a search in the network of photographs, or by an encoder."""

    photo_generator: Generator | None = None
    """The network whose w is searched for."""
    perceptual: Perceptual | None = None
    """What says how alike two pictures look."""
    encoder: FaceReader | None = None
    """Used instead of a search where it is given."""
    steps: int = 500
    """Of a search."""
    space: Space = "w"
    """Of a search."""


class Toonifier:
    """Draws toons; one at a time. Memory is taken when it is made and does not grow with the pictures."""

    def __init__(self, drawing: Generator, to_face: ToFace) -> None:
        self._drawing, self._to_face = drawing, to_face
        self._projector: Projector | None = None
        if to_face.encoder is None:
            if to_face.photo_generator is None or to_face.perceptual is None:
                raise ValueError("a photo is searched for in a generator with a perceptual network, or read by an encoder")
            if to_face.photo_generator.shape.layers != drawing.shape.layers or to_face.photo_generator.shape.dim != drawing.shape.dim:
                raise BadSetting("The settings toonify.generator and toonify.photo_generator name networks of different shapes.")
            self._projector = Projector(to_face.photo_generator, to_face.perceptual, to_face.space)

    @property
    def size(self) -> int:
        """Side of the aligned photo that it takes and of the toon that it gives, px."""
        return self._drawing.shape.resolution

    def draw(self, photo: Picture, seed: int = 0, on_step: Callable[[float], None] | None = None) -> Picture:
        """The toon ``(size, size, 3)`` of an aligned photo of the same shape; `on_step` is told how far it is, 0 to 1.

        The same photo and seed give the same toon on the same machine.
        """
        device = self._drawing.w_avg.device
        target = torch.from_numpy(photo.copy()).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
        with torch.no_grad():
            w = self._encoded(target) if self._projector is None else self._searched(target, seed, on_step)
            with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):  # the search may be a little less exact than the drawing
                return as_picture(self._drawing.synthesis(w))

    def _encoded(self, target: Tensor) -> Tensor:
        assert self._to_face.encoder is not None
        seen = functional.interpolate(target, (_ENCODED_AT, _ENCODED_AT), mode="bilinear", antialias=True)
        w = self._to_face.encoder(seen)
        if w.shape[1] != self._drawing.shape.layers or w.shape[2] != self._drawing.shape.dim:
            raise BadSetting("The settings toonify.encoder and toonify.generator name networks that do not fit each other.")
        return w

    def _searched(self, target: Tensor, seed: int, on_step: Callable[[float], None] | None) -> Tensor:
        assert self._projector is not None
        told = None if on_step is None else (lambda done, steps: on_step(done / steps))
        with torch.enable_grad():
            return self._projector.run(target, self._to_face.steps, Search(seed=seed, on_step=told)).w


def as_picture(image: Tensor) -> Picture:
    """A picture ``(1, 3, r, r)`` in about [-1, 1] as ``(r, r, 3) uint8``: ``trunc(127.5 x + 128)``, cut at 0 and 255."""
    levels = (image[0] * 127.5 + 128).clamp(0, 255).to(torch.uint8)
    return np.ascontiguousarray(levels.permute(1, 2, 0).cpu().numpy())
