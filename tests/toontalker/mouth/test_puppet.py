"""A whole person talking."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from itertools import islice
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import COLUMN, MAMA, SpokenByHand, shape, timeline
from toontalker.cartoon.toon import Toon
from toontalker.face import FaceFinder
from toontalker.mesh import FaceFrame
from toontalker.mouth import Puppet, live, mouth_tracks
from toontalker.picture import Picture
from toontalker.speech import Speech

_REST = np.zeros(8, np.float32)


def _speech(seconds: float = 1.2) -> Speech:
    whole, sounds = round(seconds / 1.2), MAMA
    phonemes = timeline(*((p.ipa, p.viseme, p.end - p.start) for p in sounds * whole))
    return cast(Speech, SpokenByHand(tuple(phonemes)))


def _aperture(finder: FaceFinder, picture: Picture) -> float:
    found = finder.mesh(picture)
    assert found is not None
    eyes = np.hypot(*(found[33, :2] - found[263, :2]))
    return float(np.mean([np.hypot(*(found[a, :2] - found[b, :2])) for a, b in ((13, 14), (82, 87), (312, 317))]) / eyes)


def test_frames_come_in_the_right_number_and_form(puppet: Puppet) -> None:
    """Exactly the frames the speech lasts, uint8 RGB of the toon's size, each a picture of its own."""
    frames = list(puppet.animate(_speech(), fps=25, seed=1))
    assert len(frames) == 30
    assert all(frame.shape == (256, 256, 3) and frame.dtype == np.uint8 for frame in frames)
    assert len({id(frame) for frame in frames}) == 30
    assert len(list(puppet.animate(_speech(), fps=10, seed=1))) == 12


def test_the_same_seed_gives_the_same_frames(toon: Toon, puppet: Puppet) -> None:
    """Also from a puppet made anew, and whatever was animated before; another seed moves the head otherwise."""
    first = list(puppet.animate(_speech(), fps=12, seed=5))
    again = list(Puppet(toon).animate(_speech(), fps=12, seed=5))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    other = list(puppet.animate(_speech(), fps=12, seed=6))
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_puppet_at_rest_is_the_still_toon(toon: Toon, puppet: Puppet) -> None:
    """Without movement the frame is the drawing, but for the line between the lips."""
    difference = np.abs(puppet.frame(_REST).astype(int) - toon.still())
    mouth = int(FaceFrame(toon.landmarks).points[0, 1]) - 4
    assert difference[:mouth].max() <= 2
    assert (difference.max(2) > 8).mean() < 0.01


def test_the_backdrop_stands_still(sticker: Toon) -> None:
    """Where the figure never comes, every frame shows the backdrop to the bit: a sticker's border does not bend."""
    puppet = Puppet(sticker)
    far = np.ones(sticker.alpha.shape, bool)
    rows, columns = np.nonzero(sticker.alpha > 0.002)
    reach = round(0.2 * FaceFrame(sticker.landmarks).unit)
    for row, column in zip(rows[::7], columns[::7], strict=True):
        far[max(row - reach, 0) : row + reach, max(column - reach, 0) : column + reach] = False
    assert far.sum() > 100
    for picture in islice(puppet.animate(_speech(), fps=25, seed=2), 5, 30, 8):
        assert np.array_equal(picture[far], sticker.backdrop[far])


def test_no_gap_opens_at_the_lower_edge(toon: Toon, puppet: Puppet) -> None:
    """The last row of the picture keeps its figure, however the head moves."""
    life = live(60, 5, 3)
    still = puppet.frame(_REST)[-1].astype(int)
    for head in life.head[::10]:
        assert np.abs(puppet.frame(_REST, 0.0, head)[-1] - still).mean() < 3


def test_lips_are_seen_shut_in_silence_and_at_m_and_open_at_a(puppet: Puppet) -> None:
    """Measured on the finished frames, as a viewer sees them: at most .05 for silence and /m/, more than .15 for /a/."""
    with FaceFinder() as finder:
        assert _aperture(finder, puppet.frame(_REST)) <= 0.05
        assert _aperture(finder, puppet.frame(shape("PP"))) <= 0.05
        assert _aperture(finder, puppet.frame(shape("aa"))) > 0.15


def test_a_jaw_that_follows_loudness_alone_misses_the_closures(puppet: Puppet) -> None:
    """The control: the same rig with nothing but loudness stays open at /m/, so a closure measured is one made on purpose."""
    frames = 30
    tracks = np.zeros((frames, 8), np.float32)
    tracks[:, COLUMN["jaw"]] = 0.8
    moment = round(MAMA[3].start * 25 + 1)
    spoken = mouth_tracks(MAMA, frames, 25)
    with FaceFinder() as finder:
        loud = next(islice(puppet.render(tracks), moment, None))
        right = next(islice(puppet.render(spoken), moment, None))
        assert _aperture(finder, loud) > 0.1
        assert _aperture(finder, right) <= 0.05


def test_blinks_hide_the_eyes_under_the_glasses(bespectacled: Toon) -> None:
    """The lids close, and the glasses stay in front of them."""
    puppet = Puppet(bespectacled)
    points = FaceFrame(bespectacled.landmarks).points
    row, column = int((points[159, 1] + points[145, 1]) / 2), int(points[468, 0])
    for blink in (0.0, 0.5, 1.0):
        assert tuple(puppet.frame(_REST, blink)[row, column]) == (0, 0, 255)
    open_eye, shut = puppet.frame(_REST, 0.0), puppet.frame(_REST, 1.0)
    assert not np.array_equal(open_eye, shut)
    assert np.array_equal(puppet.frame(_REST, 0.0), open_eye)


def test_glasses_move_with_the_head(bespectacled: Toon) -> None:
    """A turn moves the blue bar with the face."""
    head = np.array([0.03, 0, 0, 0, 0], np.float32)
    puppet = Puppet(bespectacled)
    blue = [np.argwhere((f[..., 2] > 200) & (f[..., 0] < 40))[:, 1].mean() for f in (puppet.frame(_REST), puppet.frame(_REST, 0.0, head))]
    assert blue[1] > blue[0] + 1


def test_frames_are_drawn_one_by_one(puppet: Puppet) -> None:
    """Memory does not grow with the length of the speech: ten times the text, the same peak."""

    def peak(seconds: float) -> int:
        tracemalloc.start()
        for _ in puppet.animate(_speech(seconds), fps=5, seed=1):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1.2)
    assert peak(12.0) < peak(1.2) + 600_000


def test_an_empty_picture_and_a_wrong_number_of_parameters(toon: Toon, puppet: Puppet) -> None:
    """A figure that covers nothing shows the backdrop; seven parameters are a mistake that is named."""
    ghost = replace(toon, alpha=np.zeros_like(toon.alpha))
    frame = Puppet(ghost).frame(_REST)
    outside = int(FaceFrame(toon.landmarks).points[10, 1])
    assert np.array_equal(frame[:outside], toon.backdrop[:outside])
    with pytest.raises(ValueError, match="8 parameters, not 7"):
        puppet.frame(cast(NDArray[np.float32], np.zeros(7, np.float32)))


def test_a_mouth_of_another_origin_is_worn_for_one_frame(toon: Toon, puppet: Puppet) -> None:
    """Blue skin over the mouth is there, moves with the head, and is gone in the next frame."""
    points = FaceFrame(toon.landmarks).points
    area = (slice(int(points[2, 1]) + 2, int(points[152, 1])), slice(int(points[61, 0]), int(points[291, 0])))
    before = puppet.frame(_REST)
    blue = np.zeros_like(puppet.skin(area))
    blue[..., 2] = 255
    turned = np.array([0.03, 0, 0, 0, 0], np.float32)
    middles = []
    for head in (None, turned):
        seen = np.argwhere((puppet.frame_wearing(blue, area, 0.0, head) == (0, 0, 255)).all(2))
        assert len(seen) > 0.7 * blue[..., 0].size
        middles.append(seen[:, 1].mean())
    assert middles[1] > middles[0] + 1
    assert np.array_equal(puppet.frame(_REST), before)


def test_its_own_skin_worn_is_the_puppet_at_rest(toon: Toon, puppet: Puppet) -> None:
    """But for the line between the lips, which belongs to no skin; a blink is a blink."""
    points = FaceFrame(toon.landmarks).points
    area = (slice(int(points[2, 1]) + 2, int(points[152, 1])), slice(int(points[61, 0]), int(points[291, 0])))
    for blink in (0.0, 1.0):
        worn, bare = puppet.frame_wearing(puppet.skin(area), area, blink), puppet.frame(_REST, blink)
        differs = np.argwhere((worn != bare).any(2))
        assert len(differs) > 0
        assert differs[:, 0].min() > points[2, 1]
        assert differs[:, 0].max() < points[17, 1]
