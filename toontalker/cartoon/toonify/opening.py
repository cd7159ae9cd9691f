"""A `Toonifier` from converted weights files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toontalker.cartoon.toonify.device import choose_device
from toontalker.cartoon.toonify.encoder_files import read_decoder, read_encoder
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.networks import is_networks_file, read_generator
from toontalker.cartoon.toonify.perceptual_files import read_perceptual
from toontalker.cartoon.toonify.projection import Space
from toontalker.cartoon.toonify.toonifier import ToFace, Toonifier


@dataclass(frozen=True)
class ToonifierFiles:
    """Which converted files it is made of: a generator, and either an encoder or the other two."""

    generator: Path
    """The network that draws; an encoder's file will do where its decoder draws toons (pSp toonify)."""
    photo_generator: Path | None = None
    """The network of photographs."""
    perceptual: Path | None = None
    """The perceptual network."""
    encoder: Path | None = None
    """The encoder."""


def open_toonifier(files: ToonifierFiles, *, device: str = "auto", steps: int = 500, space: Space = "w") -> Toonifier:
    """Loads the networks onto a device. Raises `WeightsMissing`, `WeightsWrong`, `BadSetting`."""
    place = choose_device(device)
    drawing = _generator(files.generator).to(place)
    if files.encoder is not None:
        return Toonifier(drawing, ToFace(encoder=read_encoder(files.encoder).to(place)))
    assert files.photo_generator is not None
    assert files.perceptual is not None
    search = ToFace(_generator(files.photo_generator).to(place), read_perceptual(files.perceptual).to(place), steps=steps, space=space)
    return Toonifier(drawing, search)


def _generator(path: Path) -> Generator:
    return read_generator(path) if is_networks_file(path) else read_decoder(path)
