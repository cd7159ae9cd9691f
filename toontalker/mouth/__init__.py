"""The mouth room: a still toon and a speech go in, the frames of a talking person come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.coarticulation import Tracks, mouth_tracks
from toontalker.mouth.life import Life, live
from toontalker.mouth.puppet import Puppet
from toontalker.picture import Picture
from toontalker.speech import Speech

__all__ = ["PARAMETERS", "Life", "Puppet", "TalkingMouth", "Tracks", "live", "mouth_tracks"]


class TalkingMouth(Protocol):
    """A drawing that can be made to talk, by whatever moves its lips."""

    def listen(self, speech: Speech, fps: int, on_step: Callable[[float], None] | None = None) -> None:
        """Does beforehand what takes long; `on_step` is told how far it is, 0 to 1."""

    def animate(self, speech: Speech, *, fps: int, seed: int) -> Iterator[Picture]:
        """The frames of a speech, ``ceil(speech.seconds * fps)`` of them and at least one, each ``(n, n, 3)`` uint8 RGB."""
