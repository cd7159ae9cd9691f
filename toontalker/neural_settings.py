"""The sections of the settings that the neural engines read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toontalker.section import Section

Landmarks = Literal["mesh", "dlib"]
Way = Literal["project", "encode"]
Space = Literal["w", "w+"]
Show = Literal["portrait", "photo"]
Precision = Literal["auto", "float32", "bfloat16"]


class FaceSettings(Section):
    """[face]: how a face is measured before a neural cartoon is made of it."""

    landmarks: Landmarks = "mesh"
    """mesh (MediaPipe's, embedded) or dlib (its 68 points: the package dlib-bin and the weights dlib-landmarks)."""


class NeuralSettings(Section):
    """[neural]: where the neural engines run, and where their weights lie."""

    device: Annotated[str, Field(pattern=r"^(auto|cpu|cuda(:\d+)?)$")] = "auto"
    """auto (a GPU where there is one), cpu, cuda or cuda:1."""
    weights: str = ""
    """The folder of the converted weights; empty: the usual one, which `toontalker weights list` names."""


class ToonifySettings(Section):
    """[toonify]: how the style toonify makes its cartoon."""

    generator: str = "toonify-cartoon"
    """The network that draws: a name of the weights manifest, or a converted file."""
    photo_generator: str = "stylegan2-ffhq"
    """The network of photographs that a face is projected into."""
    way: Way = "project"
    """project (search for the face, best likeness, a GPU) or encode (one pass of an encoder, seconds on a CPU)."""
    encoder: str = "e4e-ffhq"
    """The encoder, where one is used."""
    perceptual: str = "vgg16-lpips"
    """The network that says how alike two pictures look, where a face is projected."""
    steps: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Steps of a projection."""
    space: Space = "w"
    """w (cleaner toon) or w+ (closer likeness)."""
    show: Show = "portrait"
    """portrait (the toon as the network draws it) or photo (the toon put back into the photo)."""


class Wav2LipSettings(Section):
    """[wav2lip]: how the mouths wav2lip and wav2lip-sharp work."""

    weights: str = "wav2lip-gan"
    """The network: a name of the weights manifest, or a converted file."""
    batch: Annotated[int, Field(ge=1, le=1024)] = 64
    """Frames at once on a GPU; fewer need less memory. On a CPU it changes nothing."""
    precision: Precision = "auto"
    """auto (the fastest that keeps the lips), float32 or bfloat16."""
