"""The neural engines of a pipeline: opened when they are first asked for, kept for all later jobs.

PyTorch is imported by them and not before, so that who never asks for one neither needs it nor waits for it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toontalker.errors import MissingPart
from toontalker.settings import Settings
from toontalker.weights import find_weights

if TYPE_CHECKING:
    from toontalker.cartoon.toonify.alignment import FacePoints
    from toontalker.cartoon.toonify.toonifier import Toonifier
    from toontalker.face import Face
    from toontalker.mouth.wav2lip.engine import LipEngine
    from toontalker.picture import Picture


class NeuralEngines:
    """Everything in a pipeline that needs weights."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open_chosen(self) -> None:
        """Opens what the settings choose for every clip, so that what is missing is told at the start and not to the first person."""
        if self._settings.pipeline.style == "toonify":
            _ = self.toonifier, self.face_points
        if self._settings.pipeline.mouth != "puppet":
            _ = self.lips

    @cached_property
    def toonifier(self) -> Toonifier:
        """What draws the style toonify. Raises `MissingPart`, `WeightsMissing`, `WeightsWrong`."""
        _require_torch("The style toonify")
        from toontalker.cartoon.toonify.opening import ToonifierFiles, open_toonifier

        wanted, encoded = self._settings.toonify, self._settings.toonify.way == "encode"
        files = ToonifierFiles(
            generator=self._file(wanted.generator),
            photo_generator=None if encoded else self._file(wanted.photo_generator),
            perceptual=None if encoded else self._file(wanted.perceptual),
            encoder=self._file(wanted.encoder) if encoded else None,
        )
        return open_toonifier(files, device=self._settings.neural.device, steps=wanted.steps, space=wanted.space)

    @cached_property
    def face_points(self) -> Callable[[Picture, Face], FacePoints]:
        """What finds the eyes and the mouth that a photo is aligned by: the mesh that the face has already, or dlib."""
        from toontalker.cartoon.toonify.alignment import points_from_68, points_from_mesh

        if self._settings.face.landmarks == "mesh":
            return lambda _, face: points_from_mesh(face.landmarks)
        from toontalker.cartoon.toonify.landmarks_dlib import open_predictor

        predict = open_predictor(self._file("dlib-landmarks"))
        return lambda photo, face: points_from_68(predict(photo, face.box))

    @cached_property
    def lips(self) -> LipEngine:
        """The network that moves lips. Raises `MissingPart`, `WeightsMissing`, `WeightsWrong`."""
        _require_torch("The mouth wav2lip")
        from toontalker.mouth.wav2lip.engine import LipOptions, open_lip_engine

        wanted = self._settings.wav2lip
        options = LipOptions(device=self._settings.neural.device, precision=wanted.precision, batch=wanted.batch)
        return open_lip_engine(self._file(wanted.weights), options)

    def _file(self, name: str) -> Path:
        """The proven file of a name of the manifest, or of the operator's own."""
        folder = self._settings.neural.weights
        return find_weights(name, [Path(folder)] if folder else None)


def _require_torch(what: str) -> None:
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("safetensors") is None:
        raise MissingPart(
            f"{what} needs PyTorch and weights: pip install 'toontalker[neural]', then `toontalker weights list` says what to fetch."
        )
