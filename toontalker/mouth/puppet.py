"""A drawn person who can be made to talk: the rig is made once, then frames come out one by one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toon import Toon
from toontalker.mesh import FaceFrame
from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.coarticulation import Tracks, mouth_tracks
from toontalker.mouth.eyelids import closing_eyes, stage_of
from toontalker.mouth.head import HeadMotion
from toontalker.mouth.interior import Opening
from toontalker.mouth.life import HEAD_MOTIONS, Life, live, still_life
from toontalker.mouth.rest import has_moustache, with_closed_mouth
from toontalker.mouth.rig import MouthRig
from toontalker.mouth.shapes import JAW_DROP
from toontalker.mouth.stage import Box, Reach, Stage
from toontalker.picture import Colour, Map, Picture, to_float
from toontalker.speech import Speech, envelope

_Layer = NDArray[np.uint8]
"""``(h, w, 4)``: RGB times alpha, then alpha."""


class Puppet:
    """One toon, rigged. Give each thread a puppet of its own: it draws in buffers that it keeps."""

    def __init__(self, toon: Toon) -> None:
        self.toon = toon = with_closed_mouth(toon)
        """The drawing at rest, its mouth shut."""
        frame = FaceFrame(toon.landmarks)
        figure = to_float(toon.figure)
        self._rig = MouthRig(frame, toon.alpha.shape, toon.palette, moustache=has_moustache(figure, frame))
        self._base = _layer(_with_glasses(figure, toon.glasses), toon.alpha)
        self._eyes = [
            (box, self._base[box].copy(), [_layer(_with_glasses(stage, toon.glasses, box), toon.alpha[box]) for stage in stages])
            for box, stages in closing_eyes(figure, frame, toon.palette)
        ]
        reach = Reach(head=round(0.06 * frame.unit), jaw=round(JAW_DROP * frame.unit))
        self._stage = Stage(toon.backdrop, toon.alpha, self._rig.grid.box, reach)
        self._head = HeadMotion(toon)
        self._head_at_mouth = self._head.at_nodes(self._rig.grid)
        self._moved = np.zeros_like(self._base)

    def listen(self, speech: Speech, fps: int, on_step: Callable[[float], None] | None = None) -> None:
        """Nothing takes long here: the mouth follows the sounds while it is drawn."""

    def animate(self, speech: Speech, *, fps: int, seed: int) -> Iterator[Picture]:
        """The frames of a speech, ``ceil(speech.seconds * fps)`` of them and at least one, each ``(n, n, 3)`` uint8 RGB.

        The same speech, rate and seed give the same frames. A new array comes for every frame.
        """
        frames = frames_of(speech, fps)
        loudness = envelope(speech, fps)
        tracks = mouth_tracks(speech.phonemes, frames, fps, loudness)
        yield from self.render(tracks, live(frames, fps, seed, loudness))

    def render(self, tracks: Tracks, life: Life | None = None) -> Iterator[Picture]:
        """Frames for given mouth parameters ``(frames, 8)`` (see `PARAMETERS`), with the head still unless `life` moves it."""
        life = life or still_life(len(tracks))
        for values, blink, head in zip(tracks, life.blink, life.head, strict=True):
            yield self.frame(values, float(blink), head)

    def frame(self, values: NDArray[np.float32], blink: float = 0.0, head: NDArray[np.float32] | None = None) -> Picture:
        """One frame ``(n, n, 3)``: eight mouth parameters, lids closed by `blink` in [0, 1], head motion ``(5,)``."""
        if len(values) != len(PARAMETERS):
            raise ValueError(f"a mouth has {len(PARAMETERS)} parameters, not {len(values)}")
        values = np.asarray(values, np.float32)
        self._close_lids(blink)
        self._rig.fill(self._move(values, head), self._moved)
        return self._stage.show(self._moved)

    def frame_wearing(self, skin: Picture, area: Box, blink: float = 0.0, head: NDArray[np.float32] | None = None) -> Picture:
        """One frame ``(n, n, 3)`` whose figure shows `skin` ``(h, w, 3)`` in `area`, lips and all: a mouth of another origin.

        The skin is worn before the head turns, so it turns along; the next frame is without it. `area` lies below the eyes.
        """
        self._close_lids(blink)
        kept = self._base[area].copy()
        self._base[area][..., :3] = skin
        self._move(np.zeros(len(PARAMETERS), np.float32), head)
        self._base[area] = kept
        return self._stage.show(self._moved)

    def skin(self, area: Box) -> Picture:
        """``(h, w, 3)`` the figure at rest in `area` (rows, columns), its lips shut, on black where it ends; a copy."""
        return self._base[area][..., :3].copy()

    def _close_lids(self, blink: float) -> None:
        stage = stage_of(blink)
        for box, open_eye, stages in self._eyes:
            self._base[box] = open_eye if stage is None else stages[stage]

    def _move(self, values: NDArray[np.float32], head: NDArray[np.float32] | None) -> Opening:
        """Draws the moved figure, without what shows between the lips; returns their edges."""
        head = np.zeros(len(HEAD_MOTIONS), np.float32) if head is None else np.asarray(head, np.float32)
        self._head.turn(head)
        for box in self._stage.pieces:
            self._draw(self._head.map(box), box)
        opening, mouth_map = self._rig.bend(values, self._head_at_mouth(head))
        self._draw(mouth_map, self._rig.grid.box)
        return opening

    def _draw(self, origin: NDArray[np.float32], box: Box) -> None:
        cv2.remap(self._base, origin, None, cv2.INTER_LINEAR, dst=self._moved[box], borderMode=cv2.BORDER_REPLICATE)


def frames_of(speech: Speech, fps: float) -> int:
    """How many frames a speech fills: ``ceil(speech.seconds * fps)``, and at least one."""
    return max(1, math.ceil(speech.seconds * fps - 1e-6))


def _with_glasses(figure: Colour, glasses: NDArray[np.uint8] | None, box: tuple[slice, slice] | None = None) -> Colour:
    if glasses is None:
        return figure
    layer = to_float(glasses if box is None else glasses[box])
    return np.asarray(figure + (layer[..., :3] - figure) * layer[..., 3:], np.float32)


def _layer(figure: Colour, alpha: Map) -> _Layer:
    return _bytes(np.dstack([figure * alpha[..., None], alpha]))


def _bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)
