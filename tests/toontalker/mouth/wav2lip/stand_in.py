"""What stands for the network in tests of the mouths: pictures of 96 px whose lips are known, as soft and tinted as the network's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon import cartoonize
from toontalker.cartoon.toon import Toon
from toontalker.face import Portrait
from toontalker.mouth import Puppet, Tracks
from toontalker.mouth.wav2lip.box import Box
from toontalker.picture import Picture

TINT = (6, -4, 3)
"""Levels by which the pictures are off in red, green and blue."""


def photo_as_toon(portrait: Portrait) -> Toon:
    """The photo itself as a drawing: a puppet of it has the skin and the light of a photo."""
    drawn = cartoonize(portrait, "toon3d", strength=0.0)
    image = portrait.image
    return replace(drawn, figure=image, backdrop=image, alpha=portrait.matte, landmarks=portrait.landmarks, glasses=None)


@dataclass(frozen=True)
class PuppetLips:
    """A `LipSource` whose lips are a puppet's, moved by given tracks: the last one stays."""

    puppet: Puppet
    box: Box
    tracks: Tracks
    tint: tuple[int, int, int] = TINT

    def lips(self, face: Picture, sound: NDArray[np.float32], frames: int, fps: float) -> Iterator[Picture]:
        for index in range(frames):
            drawn = self.box.cut(self.puppet.frame(self.tracks[min(index, len(self.tracks) - 1)]))
            soft = cv2.GaussianBlur(drawn, (0, 0), 0.8).astype(np.float32) + np.array(self.tint, np.float32)
            yield np.clip(soft, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class OnePicture:
    """A `LipSource` that always gives the same picture, or the face itself."""

    picture: Picture | None = None

    def lips(self, face: Picture, sound: NDArray[np.float32], frames: int, fps: float) -> Iterator[Picture]:
        for _ in range(frames):
            yield face if self.picture is None else self.picture
