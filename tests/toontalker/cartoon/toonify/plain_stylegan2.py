"""StyleGAN2 once more, written straight from its formulas in float64 NumPy: slow, plain, and on the variables as TensorFlow keeps them.

Every picture has convolution weights of its own, filters are two-dimensional sums over their sixteen taps, sizes are doubled by zeros
between the pixels. It shares nothing with the engine, so that the two can be held against each other (Karras et al. 2020).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toonify.tf_pickle import TFNetwork

Array = NDArray[Any]
Variables = Mapping[str, Array]
FILTER = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def lrelu(values: Array) -> Array:
    """Leaky ReLU of slope 0.2, times sqrt(2)."""
    return np.where(values < 0, 0.2 * values, values) * math.sqrt(2)


def correlate(picture: Array, kernel: Array, stride: int = 1) -> Array:
    """``(c, h, w)`` with ``(kh, kw, in, out)``, without padding."""
    high, wide = kernel.shape[:2]
    rows, columns = picture.shape[1] - high + 1, picture.shape[2] - wide + 1
    total = np.zeros((kernel.shape[3], rows, columns))
    for y in range(high):
        for x in range(wide):
            total += np.einsum("chw,co->ohw", picture[:, y : y + rows, x : x + columns], kernel[y, x])
    return total[:, ::stride, ::stride]


def spread(picture: Array, trailing: int) -> Array:
    """Zeros between the pixels, and `trailing` rows and columns of them behind the last."""
    channels, height, width = picture.shape
    out = np.zeros((channels, 2 * height - 1 + trailing, 2 * width - 1 + trailing))
    out[:, ::2, ::2][:, :height, :width] = picture
    return out


def padded(picture: Array, before: int, after: int) -> Array:
    """Zeros around a picture."""
    return np.pad(picture, ((0, 0), (before, after), (before, after)))


def filtered(picture: Array, before: int, after: int, gain: float = 1) -> Array:
    """Padded by zeros and filtered."""
    picture = padded(picture, before, after)
    rows, columns = picture.shape[1] - 3, picture.shape[2] - 3
    total = np.zeros((len(picture), rows, columns))
    for y in range(4):
        for x in range(4):
            total += gain * FILTER[3 - y, 3 - x] * picture[:, y : y + rows, x : x + columns]
    return total


def up_convolution(picture: Array, kernel: Array) -> Array:
    """Twice the size: zeros between, the convolution over every place that it touches, the filter with gain 4."""
    reach = len(kernel) - 1
    grown = correlate(padded(spread(picture, 0), reach, reach), kernel)
    pad = (4 - 2) - reach
    return filtered(grown, (pad + 1) // 2 + 1, pad // 2 + 1, gain=4)


def down_convolution(picture: Array, kernel: Array) -> Array:
    """Half the size: the filter, then the convolution at every second place."""
    pad = (4 - 2) + (len(kernel) - 1)
    return correlate(filtered(picture, (pad + 1) // 2, pad // 2), kernel, stride=2)


def scaled(variables: Variables, name: str, rate: float = 1) -> Array:
    """A weight times its constant 1/sqrt(fan-in)."""
    weight = variables[name].astype(np.float64)
    return weight * rate / math.sqrt(np.prod(weight.shape[:-1]))


def biased(picture: Array, variables: Variables, layer: str) -> Array:
    """A picture with the bias of each channel."""
    return picture + variables[f"{layer}/bias"].astype(np.float64)[:, None, None]


def modulated(variables: Variables, layer: str, picture: Array, w: Array, *, up: bool = False, demodulate: bool = True) -> Array:
    """Convolution of one picture with weights of its own, made from its w."""
    kernel = scaled(variables, f"{layer}/weight")
    style = w @ scaled(variables, f"{layer}/mod_weight") + variables[f"{layer}/mod_bias"] + 1
    kernel = kernel * style[None, None, :, None]
    if demodulate:
        kernel = kernel / np.sqrt((kernel**2).sum((0, 1, 2)) + 1e-8)
    if up:
        return up_convolution(picture, kernel)
    reach = len(kernel) // 2
    return correlate(padded(picture, reach, reach), kernel)


def mapping(network: TFNetwork, z: Array, labels: Array | None = None) -> Array:
    """z → w ``(n, layers, dim)`` of a G."""
    inner = network.components["mapping"]
    values = z.astype(np.float64)
    if labels is not None:
        values = np.concatenate([values, labels @ inner.variables["LabelConcat/weight"].astype(np.float64)], 1)
    if inner.options.get("normalize_latents", True):
        values = values / np.sqrt((values**2).mean(1, keepdims=True) + 1e-8)
    rate, number = inner.options.get("mapping_lrmul", 0.01), 0
    while f"Dense{number}/weight" in inner.variables:
        bias = inner.variables[f"Dense{number}/bias"].astype(np.float64) * rate
        values = lrelu(values @ scaled(inner.variables, f"Dense{number}/weight", rate) + bias)
        number += 1
    layers = 2 * int(math.log2(network.options["resolution"])) - 2
    return np.repeat(values[:, None], layers, 1)


def truncated(network: TFNetwork, w: Array, psi: float, cutoff: int | None = None) -> Array:
    """w moved towards the mean on the first layers."""
    mean = network.variables["dlatent_avg"].astype(np.float64)
    out = w.copy()
    for layer in range(w.shape[1] if cutoff is None else cutoff):
        out[:, layer] = mean + (w[:, layer] - mean) * psi
    return out


def synthesis(network: TFNetwork, w: Array, architecture: str, *, noise: bool = True) -> Array:
    """W → pictures ``(n, colours, r, r)`` of a G."""
    return np.stack([_picture(network.components["synthesis"].variables, one, architecture, noise=noise) for one in w])


def _picture(variables: Variables, w: Array, architecture: str, *, noise: bool) -> Array:
    def styled(layer: str, features: Array, index: int, *, up: bool = False) -> Array:
        features = modulated(variables, layer, features, w[index], up=up)
        if noise:
            features = features + variables[f"noise{index}"].astype(np.float64)[0] * variables[f"{layer}/noise_strength"]
        return lrelu(biased(features, variables, layer))

    def colours(size: int, features: Array, index: int) -> Array:
        return biased(modulated(variables, f"{size}x{size}/ToRGB", features, w[index], demodulate=False), variables, f"{size}x{size}/ToRGB")

    features = styled("4x4/Conv", variables["4x4/Const/const"][0].astype(np.float64), 0)
    rgb = colours(4, features, 1) if architecture == "skip" else None
    for level in range(3, len(w) // 2 + 2):
        size, before = 2**level, features
        features = styled(f"{size}x{size}/Conv0_up", features, 2 * level - 5, up=True)
        features = styled(f"{size}x{size}/Conv1", features, 2 * level - 4)
        if architecture == "resnet":
            features = (features + up_convolution(before, scaled(variables, f"{size}x{size}/Skip/weight"))) / math.sqrt(2)
        if architecture == "skip":
            rgb = filtered(spread(rgb, 1), 2, 1, gain=4) + colours(size, features, 2 * level - 3) if rgb is not None else None
        elif level == len(w) // 2 + 1:
            rgb = colours(size, features, 2 * level - 3)
    assert rgb is not None
    return rgb


def score(network: TFNetwork, pictures: Array, architecture: str, labels: Array | None = None) -> Array:
    """Pictures → ``(n, 1)`` of a D."""
    variables = network.variables
    features = np.stack([_seen(variables, picture.astype(np.float64), architecture) for picture in pictures])
    group = network.options.get("mbstd_group_size", 4)
    if group > 1:
        features = with_deviation(features, min(group, len(features)), network.options.get("mbstd_num_features", 1))
    kernel = scaled(variables, "4x4/Conv/weight")
    features = np.stack([lrelu(biased(correlate(padded(one, 1, 1), kernel), variables, "4x4/Conv")) for one in features])
    values = lrelu(features.reshape(len(features), -1) @ scaled(variables, "4x4/Dense0/weight") + variables["4x4/Dense0/bias"])
    values = values @ scaled(variables, "Output/weight") + variables["Output/bias"]
    return values if labels is None else (values * labels).sum(1, keepdims=True)


def _seen(variables: Variables, picture: Array, architecture: str) -> Array:
    """The features of one picture at 4 px."""

    def taken_in(size: int, rgb: Array) -> Array:
        return lrelu(biased(correlate(rgb, scaled(variables, f"{size}x{size}/FromRGB/weight")), variables, f"{size}x{size}/FromRGB"))

    rgb, size = picture, picture.shape[1]
    features = taken_in(size, rgb)
    while size > 4:
        before, place = features, f"{size}x{size}"
        features = lrelu(biased(correlate(padded(features, 1, 1), scaled(variables, f"{place}/Conv0/weight")), variables, f"{place}/Conv0"))
        down = down_convolution(features, scaled(variables, f"{place}/Conv1_down/weight"))
        features = lrelu(biased(down, variables, f"{place}/Conv1_down"))
        if architecture == "resnet":
            features = (features + down_convolution(before, scaled(variables, f"{place}/Skip/weight"))) / math.sqrt(2)
        size //= 2
        if architecture == "skip":
            rgb = filtered(rgb, 1, 1)[:, ::2, ::2]
            features = features + taken_in(size, rgb)
    return features


def with_deviation(features: Array, group: int, added: int) -> Array:
    """Features with `added` more channels: the deviation within each group of pictures, averaged over a share of the channels."""
    count, channels = features.shape[:2]
    groups, wide = count // group, channels // added
    more = np.zeros((count, added, *features.shape[2:]))
    for index in range(groups):
        members = list(range(index, count, groups))
        for feature in range(added):
            part = features[members, feature * wide : (feature + 1) * wide]
            more[members, feature] = np.sqrt(part.var(0) + 1e-8).mean()
    return np.concatenate([features, more], 1)
