"""The two mouths that Wav2Lip can give a drawing: its pictures laid into it, or its lips followed by the sharp rig."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.coarticulation import Tracks, mouth_tracks
from toontalker.mouth.life import live
from toontalker.mouth.lip_points import LIPS
from toontalker.mouth.puppet import Puppet, frames_of
from toontalker.mouth.wav2lip.box import face_box
from toontalker.mouth.wav2lip.hearing import heard
from toontalker.mouth.wav2lip.lip_source import LipSource
from toontalker.mouth.wav2lip.meter import LipMeter, Mesh
from toontalker.mouth.wav2lip.paste import MouthPatch
from toontalker.mouth.wav2lip.sharp import SeenLips, lip_tracks
from toontalker.picture import Picture
from toontalker.speech import Speech, envelope

_REST = np.zeros(len(PARAMETERS), np.float32)


class PastedMouth:
    """``mouth = "wav2lip"``: the network redraws the lower face of the toon at rest; blinks and head motion are the puppet's.

    The mouth is as soft as 96 px make it.
    """

    def __init__(self, toon: Toon, source: LipSource) -> None:
        self._puppet, self._source = Puppet(toon), source
        still = self._puppet.frame(_REST)
        shut = self._puppet.toon
        box = face_box(shut.landmarks, still.shape)
        self._face = box.cut(still)
        self._patch = MouthPatch(still, shut.landmarks, box, shut.alpha)

    def listen(self, speech: Speech, fps: int, on_step: Callable[[float], None] | None = None) -> None:
        """Nothing is done beforehand: the network draws while the frames are asked for."""

    def animate(self, speech: Speech, *, fps: int, seed: int) -> Iterator[Picture]:
        """The frames of a speech, as many as `Puppet.animate` gives and of the same form, head and lids alike."""
        frames = frames_of(speech, fps)
        life = live(frames, fps, seed, envelope(speech, fps))
        skin = self._puppet.skin(self._patch.area)
        pictures = self._source.lips(self._face, heard(speech), frames, fps)
        for lips, blink, head in zip(pictures, life.blink, life.head, strict=True):
            worn = self._patch.laid_over(skin, lips)
            yield self._puppet.frame_wearing(worn, self._patch.area, float(blink), head)


@dataclass(frozen=True)
class SourceFace:
    """The photo that the network is shown while the toon talks: photos are what it was trained on."""

    image: Picture
    """``(n, n, 3)``: the portrait."""
    landmarks: NDArray[np.float32]
    """``(478, 3)`` px in it."""
    mesh: Mesh
    """Finds faces in pictures: measures the lips that the network draws."""


class DrivenMouth:
    """``mouth = "wav2lip-sharp"``: the lips that the network draws into the photo are measured, and the toon's own rig follows."""

    def __init__(self, toon: Toon, face: SourceFace, source: LipSource) -> None:
        self._puppet, self._source = Puppet(toon), source
        self._landmarks = face.landmarks
        box = face_box(face.landmarks, face.image.shape)
        self._face = box.cut(face.image)
        self._meter = LipMeter(face.image, face.landmarks, box, face.mesh)
        self._heard: tuple[Speech, int, Tracks] | None = None

    def listen(self, speech: Speech, fps: int, on_step: Callable[[float], None] | None = None) -> None:
        """Measures all lips of a speech beforehand, which takes a while; `on_step` is told how far it is, 0 to 1."""
        self._heard = (speech, fps, self._measured(speech, fps, on_step))

    def animate(self, speech: Speech, *, fps: int, seed: int) -> Iterator[Picture]:
        """The frames of a speech, as many as `Puppet.animate` gives and of the same form; all are measured before the first comes."""
        tracks = self.tracks(speech, fps)
        yield from self._puppet.render(tracks, live(frames_of(speech, fps), fps, seed, envelope(speech, fps)))

    def tracks(self, speech: Speech, fps: int) -> Tracks:
        """The mouth parameters ``(frames, 8)`` of a speech, measured now unless it was listened to before."""
        if self._heard is None or self._heard[0] is not speech or self._heard[1] != fps:
            self.listen(speech, fps)
        assert self._heard is not None
        return self._heard[2]

    def _measured(self, speech: Speech, fps: int, on_step: Callable[[float], None] | None) -> Tracks:
        """Of each frame only the lips' 80 points are kept."""
        frames = frames_of(speech, fps)
        points = np.full((frames, len(LIPS), 2), np.nan, np.float32)
        for index, lips in enumerate(self._source.lips(self._face, heard(speech), frames, fps)):
            found = self._meter.landmarks(lips)
            if found is not None:
                points[index] = found[list(LIPS)]
            if on_step is not None:
                on_step((index + 1) / frames)
        sounds = mouth_tracks(speech.phonemes, frames, fps, envelope(speech, fps))
        return lip_tracks(SeenLips(points, self._landmarks, fps), speech.phonemes, sounds)
