"""The filters smooth what they should smooth and keep what they should keep."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from toontalker.cartoon.filters import along_flow, broad_flow, edge_flow, guided, kuwahara, limit_chroma, soft_quantise


def _step(noise: float = 0.0) -> NDArray[np.float32]:
    """A picture dark on the left and light on the right, with noise."""
    picture = np.full((64, 64, 3), 0.2, np.float32)
    picture[:, 32:] = 0.8
    return (picture + np.random.default_rng(1).normal(0, noise, picture.shape)).astype(np.float32)


def _stripes(angle: float, size: int = 96) -> NDArray[np.float32]:
    """Stripes that run at `angle` (radians from the x axis)."""
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    return (0.5 + 0.4 * np.sin((-columns * np.sin(angle) + rows * np.cos(angle)) * 0.9)).astype(np.float32)


def test_kuwahara_calms_surfaces_and_keeps_edges() -> None:
    """Noise goes, a step stays as steep as it was."""
    painted = kuwahara(_step(0.05), 4)
    assert painted[:, 6:26].std() < 0.4 * _step(0.05)[:, 6:26].std()
    assert painted[:, 33].mean() - painted[:, 30].mean() > 0.5


def test_kuwahara_leaves_a_plain_picture_plain() -> None:
    """One colour in, the same colour out, up to the edge."""
    plain = np.full((32, 32, 3), 0.37, np.float32)
    assert np.allclose(kuwahara(plain, 3), plain, atol=1e-4)


@pytest.mark.parametrize("degrees", [0, 30, 75, 120])
@pytest.mark.parametrize("find", [edge_flow, broad_flow])
def test_flow_runs_along_the_stripes(find: type, degrees: float) -> None:
    """The tangent is the direction of the stripes, up to its sign, and they are seen to run one way."""
    flow = find(_stripes(np.radians(degrees)), 4.0)
    middle = (slice(24, -24), slice(24, -24))
    along = np.abs(flow.x[middle] * np.cos(np.radians(degrees)) + flow.y[middle] * np.sin(np.radians(degrees)))
    assert along.min() > 0.97
    assert flow.coherence[middle].min() > 0.8


def test_noise_has_no_direction() -> None:
    """Where edges run all ways the coherence is low."""
    noise = np.random.default_rng(2).uniform(0, 1, (96, 96)).astype(np.float32)
    assert np.median(edge_flow(noise, 6.0).coherence) < 0.35


def test_smoothing_along_the_flow_spares_what_lies_across_it() -> None:
    """Stripes stay, noise along them goes."""
    stripes = _stripes(0.6)
    noisy = (stripes + np.random.default_rng(3).normal(0, 0.1, stripes.shape)).astype(np.float32)
    smooth = along_flow(noisy, edge_flow(stripes, 4.0), 6, 1.0)
    middle = (slice(16, -16), slice(16, -16))
    assert np.abs(smooth - stripes)[middle].mean() < 0.6 * np.abs(noisy - stripes)[middle].mean()
    assert smooth[middle].std() > 0.8 * stripes[middle].std()


def test_guided_filter_keeps_the_edges_of_its_guide() -> None:
    """A noisy source gets the guide's clean step."""
    out = guided(_step()[..., 0], _step(0.05)[..., 0], 6, 1e-3)
    assert out[:, 4:28].std() < 0.02
    assert out[:, 34].mean() - out[:, 29].mean() > 0.5


def test_quantising_gathers_values_at_its_levels() -> None:
    """Most values end near one of the levels; order is kept."""
    ramp = np.linspace(0, 100, 501, dtype=np.float32)[None]
    out = soft_quantise(ramp, 5, 9.0)
    assert (np.diff(out[0]) > -1e-3).all()
    distance = np.abs(out - np.round(out / 20 + 0.5) * 20 + 10)
    assert np.median(distance) < 1.0


def test_chroma_is_raised_up_to_a_cap_and_hue_stays() -> None:
    """Pale colours gain, strong ones do not pass the cap, grey stays grey, and the argument is left alone."""
    lab = np.array([[[50, 5, 5], [50, 30, 30], [50, 70, 0], [50, 0, 0]]], np.float32)
    before = lab.copy()
    out = limit_chroma(lab, 1.4, 46)
    chroma = np.hypot(out[0, :, 1], out[0, :, 2])
    assert chroma[0] == pytest.approx(1.4 * np.hypot(5, 5), rel=0.02)
    assert chroma[1] < 60
    assert chroma[2] < 70
    assert chroma[3] < 1e-3
    assert np.allclose(out[0, :2, 1], out[0, :2, 2], atol=1e-3)
    assert np.array_equal(lab, before)
