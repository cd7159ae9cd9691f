"""The poster: which frame, and that it is a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.toontalker.video.conftest import FPS, Noise, pictures
from toontalker.clip import Phoneme
from toontalker.errors import SetupError
from toontalker.mesh import EYES
from toontalker.picture import Picture
from toontalker.video import write_clip, write_poster
from toontalker.video.poster import telling_frames


def test_prefers_a_long_open_vowel_in_the_first_third() -> None:
    """Before shorter and less open ones, and before one as good that comes late."""
    phonemes = [
        Phoneme(0.0, 0.4, "i", "ih"),
        Phoneme(0.4, 0.44, "a", "aa"),
        Phoneme(0.5, 0.7, "ə", "E"),
        Phoneme(0.8, 1.0, "ɑ", "aa"),
        Phoneme(3.0, 3.3, "ɑ", "aa"),
        Phoneme(3.9, 4.0, "m", "PP"),
    ]
    chosen = telling_frames(phonemes, FPS)
    assert 0.8 * FPS <= chosen[0] <= 1.0 * FPS
    assert len(chosen) == 4


def test_says_nothing_without_vowels() -> None:
    """No sound at all, or none that opens the mouth."""
    assert telling_frames([], FPS) == ()
    assert telling_frames([Phoneme(0, 1, "m", "PP")], FPS) == ()


def test_stills_come_from_the_vowel(speech: Noise, tmp_path: Path) -> None:
    """What the clip keeps for the poster is the frame shown while the /a/ sounds; without one it is the first frame."""
    film = [frame.copy() for frame in pictures()]
    still = write_clip(tmp_path / "clip.mp4", film, speech, fps=FPS, title="", tag=False).stills[0]
    distance = [np.abs(frame.astype(int) - still).mean() for frame in film]
    assert 0.3 * FPS <= int(np.argmin(distance)) <= 0.5 * FPS
    mute = Noise(phonemes=())
    still = write_clip(tmp_path / "clip.mp4", film, mute, fps=FPS, title="", tag=False).stills[0]
    assert np.abs(film[0].astype(int) - still).mean() < 3


def _mesh(eyes_open: bool) -> NDArray[np.float32]:
    landmarks = np.random.default_rng(0).uniform(0, 100, (478, 3)).astype(np.float32)
    for eye in EYES:
        for lids, y in ((eye.upper_lid, 50.0 - 3 * eyes_open), (eye.lower_lid, 50.0)):
            landmarks[list(lids), 0] = np.linspace(10, 20, len(lids))
            landmarks[list(lids), 1] = y
    return landmarks


def test_eyes_are_open(tmp_path: Path) -> None:
    """A still in the middle of a blink, and one in which no face is found, give way to the next."""
    stills = [np.full((32, 48, 3), level, np.uint8) for level in (10, 100, 200)]

    def find_mesh(still: Picture) -> NDArray[np.float32] | None:
        return {10: _mesh(False), 100: None, 200: _mesh(True)}[int(still[0, 0, 0])]

    write_poster(tmp_path / "poster.jpg", stills, find_mesh)
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert (poster.format, poster.size) == ("JPEG", (48, 32))
        assert abs(np.asarray(poster).mean() - 200) < 3
    write_poster(tmp_path / "poster.jpg", stills)
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert abs(np.asarray(poster).mean() - 10) < 3


def test_says_where_it_cannot_write(tmp_path: Path) -> None:
    """A missing folder is named in a sentence."""
    with pytest.raises(SetupError, match="No such file"):
        write_poster(tmp_path / "missing" / "poster.jpg", [np.zeros((32, 32, 3), np.uint8)])
