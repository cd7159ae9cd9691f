"""The mouth room: a still toon and a speech go in, the frames of a talking person come out."""

from __future__ import annotations

from toontalker.mouth.articulation import PARAMETERS
from toontalker.mouth.coarticulation import Tracks, mouth_tracks
from toontalker.mouth.life import Life, live
from toontalker.mouth.puppet import Puppet

__all__ = ["PARAMETERS", "Life", "Puppet", "Tracks", "live", "mouth_tracks"]
