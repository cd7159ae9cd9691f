"""A view maps coordinates both ways and shows what they say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toontalker.face.view import View

VIEWS = st.builds(
    View,
    st.tuples(st.floats(-500, 2500), st.floats(-500, 2500)),
    st.floats(20, 4000),
    st.floats(-3.2, 3.2),
    st.sampled_from([192, 256, 512, 1024]),
)


@given(VIEWS)
def test_there_and_back(view: View) -> None:
    """Photo → view → photo is where one started, for points and for meshes; the centre is in the middle."""
    points = np.random.default_rng(0).uniform(0, 1000, (478, 3)).astype(np.float32)
    assert np.allclose(view.to_photo(view.to_view(points[:, :2])), points[:, :2], atol=1e-3)
    assert np.allclose(view.landmarks_to_photo(view.landmarks_to_view(points)), points, atol=0.5)
    assert np.allclose(view.to_view([view.centre]), (view.size - 1) / 2, atol=1e-6)


def test_a_view_shows_the_pixels_it_names() -> None:
    """The brightest pixel of the photo appears where `to_view` says, shrunk, enlarged or turned."""
    photo = np.zeros((400, 500, 3), np.uint8)
    photo[118:123, 208:213] = 255
    for view in (
        View((200, 150), 200, 0.0, 200),
        View((230, 100), 390, 0.3, 128),
        View((220, 130), 80, -1.2, 512),
        View((250, 200), 380, 3.0, 100),
    ):
        for fine in (False, True):
            shown = view.of(photo, fine=fine)[..., 0].astype(float)
            rows, columns = np.nonzero(shown > shown.max() / 2)
            assert np.allclose((columns.mean(), rows.mean()), view.to_view([(210, 120)])[0], atol=max(0.6, view.scale))


def test_a_view_of_the_whole_photo_is_the_photo() -> None:
    """At scale 1 and roll 0 nothing is resampled, and all of it lies inside."""
    photo = np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)
    view = View((127.5, 127.5), 256, 0.0, 256)
    assert np.array_equal(view.of(photo), photo)
    assert np.abs(view.of(photo, fine=True).astype(int) - photo).max() <= 1
    assert view.inside(photo).min() == 1


def test_outside_is_zero() -> None:
    """A view beside the photo lies wholly outside, one over its corner for a quarter inside."""
    photo = np.zeros((100, 100, 3), np.uint8)
    assert View((500, 500), 80, 0.4, 64).inside(photo).max() == 0
    assert abs(View((-0.5, -0.5), 80, 0.0, 64).inside(photo).mean() - 0.25) < 0.01
    assert View((500, 500), 80, 0.4, 64).of(photo).shape == (64, 64, 3)
