"""From the variables of a TensorFlow StyleGAN2 to our modules: names, axes, and the shape that they tell.

TensorFlow keeps convolutions as (height, width, in, out) and dense layers as (in, out). Where it doubles the size, it runs the kernel
turned by half a turn, so ours is stored turned; its style biases are meant as ``1 + b``, so ours are stored with the 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.cartoon.toonify.discriminator import Discriminator
from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.shape import Architecture, DiscriminatorShape, GeneratorShape
from toontalker.cartoon.toonify.tf_pickle import TFNetwork
from toontalker.cartoon.toonify.tf_unpickler import said
from toontalker.errors import WeightsWrong

_ONLY: Final[dict[str, tuple[Any, ...]]] = {
    "nonlinearity": ("lrelu",),
    "mapping_nonlinearity": ("lrelu",),
    "use_attention": (False, None, 0),
    "min_h": (4,),
    "min_w": (4,),
    "resample_kernel": ([1, 3, 3, 1], (1, 3, 3, 1), None),
    "fmap_decay": (1.0,),
}
"""Options that change the arithmetic, and the values for which ours is the same; whatever else an option says shows in the shapes."""
_Variables: TypeAlias = Mapping[str, NDArray[Any]]
_Key: TypeAlias = tuple[str, Callable[[NDArray[Any]], NDArray[Any]]]
"""Our name of a number, and what turns TensorFlow's array into ours."""


def generator_from(network: TFNetwork) -> Generator:
    """G from a ``G_main`` network. Raises `WeightsWrong` where it is of another kind."""
    synthesis, mapping = network.components.get("synthesis"), network.components.get("mapping")
    if network.function != "G_main" or synthesis is None or mapping is None:
        raise WeightsWrong(f"The network {network.name} is no StyleGAN2 generator.")
    if synthesis.function != "G_synthesis_stylegan2" or mapping.function != "G_mapping":
        raise WeightsWrong(f"The network {network.name} is of another generation of StyleGAN ({synthesis.function}), which is not read.")
    options = {**network.options, **mapping.options, **synthesis.options}
    _check_options(network.name, options)
    try:
        shape = _generator_shape(synthesis.variables, mapping.variables, options)
    except (TypeError, ValueError) as error:
        raise WeightsWrong(f"The network {network.name} cannot be: {error}.") from error
    found = dict(_named(mapping.variables, _mapping_keys(shape)))
    found.update(_named(synthesis.variables, _synthesis_keys(shape)))
    found["w_avg"] = _tensor(network.variables["dlatent_avg"]) if "dlatent_avg" in network.variables else torch.zeros(shape.dim)
    return filled(lambda: Generator(shape), found, network.name)


def discriminator_from(network: TFNetwork) -> Discriminator:
    """D from a ``D_stylegan2`` network. Raises `WeightsWrong` where it is of another kind."""
    if network.function != "D_stylegan2":
        raise WeightsWrong(f"The network {network.name} is no StyleGAN2 discriminator ({network.function}).")
    _check_options(network.name, network.options)
    variables = network.variables
    sizes = _sizes(variables)
    channels = tuple(_shape_of(variables, f"{size}x{size}/{'Conv' if size == 4 else 'Conv0'}/weight", 4)[-1] for size in sizes)
    deviation = _shape_of(variables, "4x4/Conv/weight", 4)[2] - channels[0]
    try:
        shape = DiscriminatorShape(
            sizes[-1],
            channels,
            _shape_of(variables, "4x4/Dense0/weight", 2)[1],
            _architecture(variables, sizes, "FromRGB"),
            labels=network.options.get("label_size") or 0,
            colours=_shape_of(variables, f"{sizes[-1]}x{sizes[-1]}/FromRGB/weight", 4)[2],
            group=network.options.get("mbstd_group_size", 4) if deviation else 1,
            features=max(deviation, 1),
        )
    except (TypeError, ValueError) as error:
        raise WeightsWrong(f"The network {network.name} cannot be: {error}.") from error
    return filled(lambda: Discriminator(shape), dict(_named(variables, _discriminator_keys(shape))), network.name)


def _generator_shape(synthesis: _Variables, mapping: _Variables, options: Mapping[str, Any]) -> GeneratorShape:
    sizes = _sizes(synthesis)
    layers = len([name for name in mapping if name.startswith("Dense")]) // 2
    dense = [_shape_of(mapping, f"Dense{number}/weight", 2) for number in range(layers)]
    labels = _shape_of(mapping, "LabelConcat/weight", 2)[0] if "LabelConcat/weight" in mapping else 0
    if not dense:
        raise WeightsWrong("The mapping network has no layers.")
    return GeneratorShape(
        sizes[-1],
        tuple(_shape_of(synthesis, f"{size}x{size}/{'Conv' if size == 4 else 'Conv1'}/weight", 4)[-1] for size in sizes),
        dense[0][0] // (2 if labels else 1),
        tuple(width for _, width in dense),
        _architecture(synthesis, sizes, "ToRGB"),
        labels=labels,
        colours=_shape_of(synthesis, f"{sizes[-1]}x{sizes[-1]}/ToRGB/weight", 4)[-1],
        rate=options.get("mapping_lrmul", 0.01),
        normalize=bool(options.get("normalize_latents", True)),
    )


def _sizes(variables: _Variables) -> list[int]:
    """4, 8, … up to the resolution, as the names of the variables tell it."""
    found = {int(match[1]) for name in variables if (match := re.match(r"([0-9]{1,4})x\1/", name))}
    sizes = [4 << index for index in range(len(found))]
    if len(sizes) < 2 or set(sizes) != found:
        raise WeightsWrong("The network's layers are not at 4, 8, 16 … px, so it is no StyleGAN2.")
    return sizes


def _architecture(variables: _Variables, sizes: list[int], colours: str) -> Architecture:
    if f"4x4/{colours}/weight" in variables:
        return "skip"
    return "resnet" if f"{sizes[1]}x{sizes[1]}/Skip/weight" in variables else "orig"


def _check_options(name: str, options: Mapping[str, Any]) -> None:
    """Refuses options under which the original would compute something else than we do."""
    for option, known in _ONLY.items():
        if option in options and options[option] not in known:
            raise WeightsWrong(f"The network {name} was made with {option} = {said(repr(options[option]))}, which is not supported.")


def _mapping_keys(shape: GeneratorShape) -> dict[str, _Key]:
    keys: dict[str, _Key] = {"LabelConcat/weight": ("mapping.label", _same)} if shape.labels else {}
    for number in range(len(shape.mapping)):
        keys |= _dense_keys(f"Dense{number}", f"mapping.layers.{number}")
    return keys


def _synthesis_keys(shape: GeneratorShape) -> dict[str, _Key]:
    keys: dict[str, _Key] = {"4x4/Const/const": ("synthesis.const", _same)}
    keys |= _styled_keys("4x4/Conv", "synthesis.first", 0)
    if shape.architecture == "skip":
        keys |= _modulated_keys("4x4/ToRGB", "synthesis.first_rgb")
    for index in range(len(shape.channels) - 1):
        size, block = 8 << index, f"synthesis.blocks.{index}"
        keys |= _styled_keys(f"{size}x{size}/Conv0_up", f"{block}.up", 2 * index + 1, turned=True)
        keys |= _styled_keys(f"{size}x{size}/Conv1", f"{block}.conv", 2 * index + 2)
        if shape.architecture == "resnet":
            keys[f"{size}x{size}/Skip/weight"] = (f"{block}.skip.weight", _kernel_turned)
        if shape.architecture == "skip" or size == shape.resolution:
            keys |= _modulated_keys(f"{size}x{size}/ToRGB", f"{block}.rgb")
    return keys


def _discriminator_keys(shape: DiscriminatorShape) -> dict[str, _Key]:
    keys = _biased_keys("4x4/Conv", "conv") | _dense_keys("4x4/Dense0", "dense") | _dense_keys("Output", "output")
    if shape.architecture == "skip":
        keys |= _biased_keys("4x4/FromRGB", "last_rgb")
    for index in range(len(shape.channels) - 1):
        size = shape.resolution >> index
        theirs, ours = f"{size}x{size}", f"blocks.{index}"
        keys |= _biased_keys(f"{theirs}/Conv0", f"{ours}.conv") | _biased_keys(f"{theirs}/Conv1_down", f"{ours}.down")
        if shape.architecture == "skip" or index == 0:
            keys |= _biased_keys(f"{theirs}/FromRGB", f"{ours}.rgb")
        if shape.architecture == "resnet":
            keys[f"{theirs}/Skip/weight"] = (f"{ours}.skip.weight", _kernel)
    return keys


def _styled_keys(theirs: str, ours: str, noise: int, *, turned: bool = False) -> dict[str, _Key]:
    return _modulated_keys(theirs, ours, turned=turned) | {
        f"{theirs}/noise_strength": (f"{ours}.noise_strength", _same),
        f"noise{noise}": (f"{ours}.noise", _same),
    }


def _modulated_keys(theirs: str, ours: str, *, turned: bool = False) -> dict[str, _Key]:
    return {
        f"{theirs}/weight": (f"{ours}.conv.weight", _kernel_turned if turned else _kernel),
        f"{theirs}/mod_weight": (f"{ours}.conv.style.weight", np.transpose),
        f"{theirs}/mod_bias": (f"{ours}.conv.style.bias", lambda bias: bias + np.float32(1)),
        f"{theirs}/bias": (f"{ours}.bias", _same),
    }


def _biased_keys(theirs: str, ours: str) -> dict[str, _Key]:
    return {f"{theirs}/weight": (f"{ours}.conv.weight", _kernel), f"{theirs}/bias": (f"{ours}.bias", _same)}


def _dense_keys(theirs: str, ours: str) -> dict[str, _Key]:
    return {f"{theirs}/weight": (f"{ours}.weight", np.transpose), f"{theirs}/bias": (f"{ours}.bias", _same)}


def _same(values: NDArray[Any]) -> NDArray[Any]:
    return values


def _kernel(values: NDArray[Any]) -> NDArray[Any]:
    return values.transpose(3, 2, 0, 1)


def _kernel_turned(values: NDArray[Any]) -> NDArray[Any]:
    return values[::-1, ::-1].transpose(3, 2, 0, 1)


def _shape_of(variables: _Variables, name: str, axes: int) -> tuple[int, ...]:
    if name not in variables:
        raise WeightsWrong(f"The network lacks its variable {name}.")
    if variables[name].ndim != axes:
        raise WeightsWrong(f"The network's variable {name} has the wrong number of axes.")
    return variables[name].shape


def _named(variables: _Variables, keys: Mapping[str, _Key]) -> Iterator[tuple[str, Tensor]]:
    """Every variable under our name; one that has none is refused, since a network that needs it computes something else."""
    for name, values in variables.items():
        if name not in keys:
            if name == "lod":
                continue
            raise WeightsWrong(f"The network has a variable {said(name)} that no StyleGAN2 has.")
        ours, turn = keys[name]
        try:
            yield ours, _tensor(turn(values))
        except (IndexError, ValueError) as error:
            raise WeightsWrong(f"The network's variable {said(name)} has the wrong number of axes.") from error


def _tensor(values: NDArray[Any]) -> Tensor:
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as such
        return torch.from_numpy(np.array(values, np.float32, order="C"))


