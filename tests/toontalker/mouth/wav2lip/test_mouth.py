"""Whole persons talking with the network's lips."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import COLUMN, SpokenByHand, timeline
from tests.toontalker.mouth.wav2lip.stand_in import OnePicture, PuppetLips, photo_as_toon
from toontalker.cartoon.toon import Toon
from toontalker.face import FaceFinder, Portrait
from toontalker.mesh import FaceFrame
from toontalker.mouth import Puppet, Tracks, live, mouth_tracks
from toontalker.mouth.wav2lip.box import SIDE, face_box
from toontalker.mouth.wav2lip.mouth import DrivenMouth, PastedMouth, SourceFace
from toontalker.picture import Picture
from toontalker.speech import Speech, envelope

_SAID = timeline(
    ("", "sil", 0.3), ("m", "PP", 0.08), ("ɑ", "aa", 0.2), ("m", "PP", 0.08), ("ɑ", "aa", 0.2), ("b", "PP", 0.08), ("u", "ou", 0.24),
    ("p", "PP", 0.08), ("i", "ih", 0.24), ("", "sil", 0.3),
)  # fmt: skip
_FPS = 25


def _speech(times: int = 1) -> Speech:
    return cast(Speech, SpokenByHand(tuple(timeline(*((p.ipa, p.viseme, p.end - p.start) for p in _SAID * times)))))


def _tracks() -> Tracks:
    speech = _speech()
    return mouth_tracks(speech.phonemes, round(speech.seconds * _FPS), _FPS)


@pytest.fixture(scope="module")
def finder() -> Iterator[FaceFinder]:
    """The face finder, whose mesh measures."""
    with FaceFinder() as opened:
        yield opened


@pytest.fixture(scope="module")
def pasted(toon: Toon) -> PastedMouth:
    """Her toon, with lips of 96 px laid into it."""
    return PastedMouth(toon, PuppetLips(Puppet(toon), face_box(toon.landmarks, toon.figure.shape), _tracks()))


@pytest.fixture(scope="module")
def photo_lips(smiling: Portrait) -> PuppetLips:
    """Her photo talking, as the network would redraw it."""
    return PuppetLips(Puppet(photo_as_toon(smiling)), face_box(smiling.landmarks, smiling.image.shape), _tracks())


@pytest.fixture(scope="module")
def driven(grinning_toon: Toon, smiling: Portrait, photo_lips: PuppetLips, finder: FaceFinder) -> DrivenMouth:
    """Her toon, following those lips."""
    return DrivenMouth(grinning_toon, SourceFace(smiling.image, smiling.landmarks, finder.mesh), photo_lips)


def _aperture(finder: FaceFinder, picture: Picture) -> float:
    found = finder.mesh(picture)
    assert found is not None
    return float(np.hypot(*(found[13, :2] - found[14, :2])) / np.hypot(*(found[33, :2] - found[263, :2])))


def test_both_give_the_frames_that_the_puppet_gives(pasted: PastedMouth, driven: DrivenMouth, puppet: Puppet) -> None:
    """As many, of the same size; the same seed gives the same bytes, another seed another head."""
    expected = len(list(puppet.animate(_speech(), fps=10, seed=3)))
    for mouth in (pasted, driven):
        first, again, other = (list(mouth.animate(_speech(), fps=10, seed=seed)) for seed in (3, 3, 4))
        assert len(first) == len(other) == expected
        assert all(frame.shape == (256, 256, 3) and frame.dtype == np.uint8 for frame in first)
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
        assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_pasted_lips_open_and_close(pasted: PastedMouth, finder: FaceFinder) -> None:
    """Measured on the finished frames: shut at each /m/, open in the /a/ after it."""
    frames = list(pasted.animate(_speech(), fps=_FPS, seed=0))
    apertures = [_aperture(finder, frame) for frame in frames]
    for sound in _SAID[1:5]:
        during = apertures[int(sound.start * _FPS) : int(np.ceil(sound.end * _FPS)) + 1]
        assert min(during) <= 0.06 if sound.viseme == "PP" else max(during) > 0.15


def test_eyes_and_brows_know_nothing_of_a_pasted_mouth(pasted: PastedMouth, puppet: Puppet, toon: Toon) -> None:
    """Head motion, blinks and brows are the puppet's own, to the bit."""
    above = int(toon.landmarks[[145, 374], 1].min())
    pairs = zip(pasted.animate(_speech(), fps=_FPS, seed=8), puppet.animate(_speech(), fps=_FPS, seed=8), strict=True)
    assert all(np.array_equal(a[:above], b[:above]) for a, b in pairs)


def test_a_network_that_changes_nothing_leaves_no_trace(toon: Toon) -> None:
    """The face given back, tinted or not: the frames are the puppet's at rest, but for what 96 px lose of the lips."""
    mouth, at_rest = PastedMouth(toon, OnePicture()), Puppet(toon)
    silent = cast(Speech, SpokenByHand(tuple(timeline(("", "sil", 0.8)))))
    for ours, theirs in zip(mouth.animate(silent, fps=10, seed=1), at_rest.animate(silent, fps=10, seed=1), strict=True):
        off = np.abs(ours.astype(int) - theirs)
        assert off.mean() < 0.5
        assert np.percentile(off, 99) < 12


def test_driven_lips_do_what_the_network_s_lips_do(driven: DrivenMouth) -> None:
    """Measured in a photo, through blur and tint: jaw and width follow the truth, without delay, and each /p b m/ presses."""
    truth, found = _tracks(), driven.tracks(_speech(), _FPS)
    jaw, width = COLUMN["jaw"], [COLUMN["wide"], COLUMN["pucker"]]

    def r(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
        return float(np.corrcoef(a, b)[0, 1])

    assert r(found[:, jaw], truth[:, jaw]) > 0.9
    assert r(found[:, width] @ [1, -1], truth[:, width] @ [1, -1]) > 0.85
    assert int(np.argmax([r(np.roll(found[:, jaw], -lag), truth[:, jaw]) for lag in (-2, -1, 0, 1, 2)])) == 2
    for sound in _SAID:
        if sound.viseme == "PP":
            assert found[int(sound.start * _FPS) : int(np.ceil(sound.end * _FPS)) + 1, COLUMN["press"]].max() > 0.9


def test_driven_frames_are_the_puppet_s_own(driven: DrivenMouth, grinning_toon: Toon) -> None:
    """Not a pixel of the network's comes into the clip: the frames are what the puppet draws for the tracks."""
    speech = _speech()
    frames = list(driven.animate(speech, fps=10, seed=5))
    life = live(len(frames), 10, 5, envelope(speech, 10))
    drawn = Puppet(grinning_toon).render(driven.tracks(speech, 10), life)
    assert all(np.array_equal(a, b) for a, b in zip(frames, drawn, strict=True))


def test_a_network_that_shows_no_face_does_not_spoil_the_clip(toon: Toon, smiling: Portrait) -> None:
    """Where the mesh finds nothing at all, the sounds move the lips: the clip is the puppet's."""
    face = SourceFace(smiling.image, smiling.landmarks, lambda _: None)
    blind = DrivenMouth(toon, face, OnePicture(np.zeros((SIDE, SIDE, 3), np.uint8)))
    pairs = zip(blind.animate(_speech(), fps=10, seed=2), Puppet(toon).animate(_speech(), fps=10, seed=2), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


def test_a_figure_that_is_not_there_can_talk(toon: Toon) -> None:
    """A toon whose alpha is nothing: the backdrop, whatever the network draws."""
    ghost = PastedMouth(replace(toon, alpha=np.zeros_like(toon.alpha)), OnePicture(np.full((SIDE, SIDE, 3), 255, np.uint8)))
    above = int(FaceFrame(toon.landmarks).points[10, 1])
    for frame in ghost.animate(cast(Speech, SpokenByHand(tuple(timeline(("", "sil", 0.2))))), fps=10, seed=1):
        assert np.array_equal(frame[:above], toon.backdrop[:above])


def test_frames_are_not_kept(toon: Toon, smiling: Portrait) -> None:
    """Six times the text needs hardly more memory: of each frame some numbers stay, and the sound."""
    face = SourceFace(smiling.image, smiling.landmarks, lambda _: smiling.landmarks)
    for mouth in (PastedMouth(toon, OnePicture()), DrivenMouth(toon, face, OnePicture())):

        def peak(times: int) -> int:
            tracemalloc.start()
            for _ in mouth.animate(_speech(times), fps=5, seed=1):  # noqa: B023 - called inside the loop
                pass
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return used

        peak(1)
        assert peak(6) < peak(1) + 3_000_000


def test_listening_beforehand_tells_how_far_it_is_and_changes_nothing(driven: DrivenMouth) -> None:
    """A long speech is measured for a while: news come for every frame, and the lips are the same as without."""
    speech, told = _speech(), list[float]()
    plain = driven.tracks(speech, 10)
    driven.listen(speech, 10, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == len(plain)
    assert np.array_equal(driven.tracks(speech, 10), plain)
