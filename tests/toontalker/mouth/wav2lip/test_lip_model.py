"""From lips to the parameters that would have moved them there."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.mouth.sounds import COLUMN, shape
from toontalker.mesh import FaceFrame
from toontalker.mouth import PARAMETERS
from toontalker.mouth.lip_points import LIPS
from toontalker.mouth.shapes import lip_shapes
from toontalker.mouth.wav2lip.lip_model import LipModel, lip_gap

_NOTHING = np.zeros((1, len(PARAMETERS)))


@pytest.fixture(scope="module")
def rest(frame: FaceFrame) -> NDArray[np.float64]:
    """Her lips, shut."""
    return frame.points[list(LIPS)]


@pytest.fixture(scope="module")
def model(frame: FaceFrame, rest: NDArray[np.float64]) -> LipModel:
    """The model of her lips."""
    return LipModel(frame.landmarks, rest)


def _moved(frame: FaceFrame, values: NDArray[np.float32]) -> NDArray[np.float64]:
    return (frame.points + np.einsum("k,kmc->mc", values, lip_shapes(frame)))[None, list(LIPS)]


@pytest.mark.parametrize("viseme", ["aa", "E", "ih", "oh", "ou", "SS", "kk"])
def test_lips_of_a_sound_give_back_what_made_them(model: LipModel, frame: FaceFrame, viseme: str) -> None:
    """Jaw, spreading and rounding within a sixth of their range; the opening and the width that a viewer sees far closer."""
    values = shape(viseme)
    values[COLUMN["tongue"]] = 0
    found = model.parameters(_moved(frame, values), _NOTHING)[0]
    for name in ("jaw", "wide", "pucker"):
        assert found[COLUMN[name]] == pytest.approx(values[COLUMN[name]], abs=0.17)
    assert found @ model.gap == pytest.approx(values @ model.gap, abs=0.01)
    assert found @ model.width == pytest.approx(values @ model.width, abs=0.03)


def test_lips_at_rest_ask_for_nothing(model: LipModel, rest: NDArray[np.float64]) -> None:
    """And a mesh that is off by half a px moves no lip far."""
    assert np.abs(model.parameters(rest[None], _NOTHING)).max() < 1e-9
    rng = np.random.default_rng(5)
    off = model.parameters(rest + rng.normal(0, 0.5, (50, *rest.shape)), np.zeros((50, len(PARAMETERS))))
    assert np.abs(off @ model.gap).max() < 0.02


def test_what_is_known_is_not_explained_twice(model: LipModel, frame: FaceFrame) -> None:
    """A lip tucked under the teeth looks half shut: told of it, the model finds the jaw where it was."""
    values = np.zeros(len(PARAMETERS), np.float32)
    values[[COLUMN["jaw"], COLUMN["tuck"]]] = 0.3, 1.0
    known = _NOTHING.copy()
    known[:, COLUMN["tuck"]] = 1.0
    told, untold = (model.parameters(_moved(frame, values), given)[0] for given in (known, _NOTHING))
    assert told[COLUMN["tuck"]] == 1
    jaw = COLUMN["jaw"]
    assert abs(told[jaw] - 0.3) < min(0.1, abs(untold[jaw] - 0.3))


def test_the_gap_is_that_of_the_inner_lips(frame: FaceFrame, rest: NDArray[np.float64]) -> None:
    """Nearly 0 for shut lips; as much as the jaw takes the lower one down."""
    values = np.zeros(len(PARAMETERS), np.float32)
    values[COLUMN["jaw"]] = 1.0
    gap = lip_gap(np.concatenate([rest[None], _moved(frame, values)])) / frame.unit
    assert abs(gap[0]) < 0.01
    assert 0.1 < gap[1] - gap[0] < 0.25
