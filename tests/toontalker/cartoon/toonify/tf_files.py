"""Small random networks, and files of them exactly as the original programs write them."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toonify.tf_pickle import TFNetwork

Variables = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Plan:
    """What a random network is like."""

    channels: tuple[int, ...] = (10, 8, 6)
    """At 4, 8, … px; they decide the resolution."""
    latent: int = 12
    mapping: tuple[int, ...] = (11, 12)
    architecture: str = "skip"
    critic: str = "resnet"
    """The architecture of D."""
    labels: int = 0
    colours: int = 3
    group: int = 4
    features: int = 1
    """Of D's minibatch deviation."""
    dense: int = 9
    """Width of D's last layer but one."""
    options: tuple[tuple[str, Any], ...] = ()
    """More options of the original functions."""

    @property
    def resolution(self) -> int:
        """In px."""
        return 2 << len(self.channels)

    @property
    def sizes(self) -> list[int]:
        """In px, from 4 on."""
        return [4 << index for index in range(len(self.channels))]

    @property
    def kwargs(self) -> dict[str, Any]:
        """The static keyword arguments that every network of the set carries."""
        return {"num_channels": self.colours, "resolution": self.resolution, "label_size": self.labels, **dict(self.options)}


def random_tf_networks(plan: Plan, seed: int = 0) -> tuple[TFNetwork, TFNetwork, TFNetwork]:
    """A set (G, D, Gs); the two generators differ."""
    g, gs = (replace(random_tf_network("G", plan, seed + number), name=name) for number, name in ((0, "G"), (1, "Gs")))
    return g, random_tf_network("D", plan, seed + 2), gs


def random_tf_network(kind: str, plan: Plan, seed: int = 0) -> TFNetwork:
    """A G or a D, about as strong as a trained one, so that no layer vanishes or explodes."""
    draw = _Draw(np.random.default_rng(seed))
    if kind == "D":
        options = plan.kwargs | {"architecture": plan.critic, "mbstd_group_size": plan.group, "mbstd_num_features": plan.features}
        return TFNetwork("D", "D_stylegan2", options, _critic(plan, draw))
    options = plan.kwargs | {"architecture": plan.architecture}
    parts = {
        "synthesis": TFNetwork("G_synthesis", "G_synthesis_stylegan2", options, _synthesis(plan, draw)),
        "mapping": TFNetwork("G_mapping", "G_mapping", options | {"dlatent_broadcast": 2 * len(plan.channels)}, _mapping(plan, draw)),
    }
    own = {"lod": np.float32(0).reshape(()), "dlatent_avg": draw(plan.mapping[-1]) * np.float32(0.3)}
    return TFNetwork("G", "G_main", options, own, parts)


class _Draw:
    """Random variables of TensorFlow's shapes."""

    def __init__(self, draw: np.random.Generator) -> None:
        self._draw = draw

    def __call__(self, *shape: int) -> NDArray[np.float32]:
        return self._draw.standard_normal(shape).astype(np.float32)

    def conv(self, name: str, kernel: int, wide: int, out: int) -> Variables:
        return {f"{name}/weight": self(kernel, kernel, wide, out), f"{name}/bias": self(out) * np.float32(0.3)}

    def dense(self, name: str, wide: int, out: int, rate: float = 1) -> Variables:
        return {f"{name}/weight": self(wide, out) / np.float32(rate), f"{name}/bias": self(out) * np.float32(0.1 / rate)}

    def styled(self, name: str, kernel: int, wide: int, out: int, w: int) -> Variables:
        style = {f"{name}/mod_weight": self(w, wide), f"{name}/mod_bias": self(wide) * np.float32(0.3)}
        return self.conv(name, kernel, wide, out) | style


def _mapping(plan: Plan, draw: _Draw) -> Variables:
    made: Variables = {"LabelConcat/weight": draw(plan.labels, plan.latent)} if plan.labels else {}
    widths = [plan.latent * (2 if plan.labels else 1), *plan.mapping]
    rate = dict(plan.options).get("mapping_lrmul", 0.01)
    for number, (wide, out) in enumerate(pairwise(widths)):
        made |= draw.dense(f"Dense{number}", wide, out, rate)
    return made


def _synthesis(plan: Plan, draw: _Draw) -> Variables:
    w, first = plan.mapping[-1], plan.channels[0]
    made: Variables = {"4x4/Const/const": draw(1, first, 4, 4)}
    layers = [("4x4/Conv", first, first)]
    for size, (wide, out) in zip(plan.sizes[1:], pairwise(plan.channels), strict=True):
        layers += [(f"{size}x{size}/Conv0_up", wide, out), (f"{size}x{size}/Conv1", out, out)]
        if plan.architecture == "resnet":
            made[f"{size}x{size}/Skip/weight"] = draw(1, 1, wide, out)
    for index, (name, wide, out) in enumerate(layers):
        size = int(name.split("x")[0])
        made |= draw.styled(name, 3, wide, out, w)
        made |= {f"{name}/noise_strength": np.float32(0.2 + 0.1 * index).reshape(()), f"noise{index}": draw(1, 1, size, size)}
    for size, wide in zip(plan.sizes, plan.channels, strict=True):
        if plan.architecture == "skip" or size == plan.resolution:
            made |= draw.styled(f"{size}x{size}/ToRGB", 1, wide, plan.colours, w)
    return made


def _critic(plan: Plan, draw: _Draw) -> Variables:
    made: Variables = {}
    for size, wide, out in zip(plan.sizes[:0:-1], plan.channels[:0:-1], plan.channels[-2::-1], strict=True):
        if plan.critic == "skip" or size == plan.resolution:
            made |= draw.conv(f"{size}x{size}/FromRGB", 1, plan.colours, wide)
        made |= draw.conv(f"{size}x{size}/Conv0", 3, wide, wide) | draw.conv(f"{size}x{size}/Conv1_down", 3, wide, out)
        if plan.critic == "resnet":
            made[f"{size}x{size}/Skip/weight"] = draw(1, 1, wide, out)
    first = plan.channels[0]
    if plan.critic == "skip":
        made |= draw.conv("4x4/FromRGB", 1, plan.colours, first)
    made |= draw.conv("4x4/Conv", 3, first + (plan.features if plan.group > 1 else 0), first)
    return made | draw.dense("4x4/Dense0", first * 16, plan.dense) | draw.dense("Output", plan.dense, max(plan.labels, 1))


@dataclass(frozen=True)
class Writing:
    """How a pickle is written; the default is what the original does."""

    protocol: int = 4
    numpy_core: str = "numpy.core"
    """``numpy._core`` from NumPy 2 on."""
    source: str = ""
    """Python source that the original would run on loading."""
    python2: bool = False
    """Bytes as Python 2 writes them."""


def write_tf_pickle(path: Path, networks: Sequence[TFNetwork] | TFNetwork, writing: Writing | None = None) -> None:
    """Writes networks as the original program does: a tuple of them, or a single one."""
    path.write_bytes(tf_pickle(networks, writing))


def tf_pickle(networks: Sequence[TFNetwork] | TFNetwork, writing: Writing | None = None) -> bytes:
    """The content of such a file."""
    writing = writing or Writing()
    single = isinstance(networks, TFNetwork)
    made = tuple(_stand_in(network, writing) for network in ((networks,) if isinstance(networks, TFNetwork) else networks))
    return pickled(made[0] if single else made, writing)


def pickled(content: object, writing: Writing | None = None) -> bytes:
    """Any content as a pickle in which `StandIn` is named as the original's class."""
    out = io.BytesIO()
    _Pickler(out, writing or Writing()).dump(content)
    return out.getvalue()


class StandIn:
    """Named in the file as ``dnnlib.tflib.network.Network``; its attributes are the state there."""

    def __init__(self, **state: Any) -> None:
        self.__dict__.update(state)


class EasyDict(dict[str, Any]):
    """Named in the file as ``dnnlib.util.EasyDict``."""


def _stand_in(network: TFNetwork, writing: Writing) -> StandIn:
    return StandIn(
        version=4,
        name=network.name,
        static_kwargs=dict(network.options),
        components={name: _stand_in(component, writing) for name, component in network.components.items()},
        build_module_src=writing.source,
        build_func_name=network.function,
        variables=[(name, value if value.ndim else value[()]) for name, value in network.variables.items()],
    )


class _Pickler(pickle._Pickler):
    """Python's own, which names a few things as they are named in the original files."""

    def __init__(self, file: io.BytesIO, writing: Writing) -> None:
        super().__init__(file, writing.protocol)
        self._writing = writing

    def save(self, obj: Any, *rest: Any, **more: Any) -> None:
        plain: Any = super()
        if obj is StandIn:
            self._name("dnnlib.tflib.network", "Network", obj)
        elif obj is EasyDict:
            self._name("dnnlib.util", "EasyDict", obj)
        elif type(obj) is bytes and self._writing.python2:
            self._own.write(pickle.BINSTRING + len(obj).to_bytes(4, "little") + obj)
        elif type(obj).__name__ == "builtin_function_or_method" and str(obj.__module__).startswith("numpy"):
            self._name(f"{self._writing.numpy_core}.multiarray", obj.__name__, obj)
        elif getattr(obj, "__name__", "") == "_frombuffer":
            self._name(f"{self._writing.numpy_core}.numeric", "_frombuffer", obj)
        else:
            plain.save(obj, *rest, **more)

    def _name(self, module: str, name: str, obj: Any) -> None:
        own = self._own
        if own.memo.get(id(obj)) is not None:
            own.write(own.get(own.memo[id(obj)][0]))
            return
        if self._writing.protocol >= 4:
            own.save(module)
            own.save(name)
            own.write(pickle.STACK_GLOBAL)
        else:
            own.write(pickle.GLOBAL + f"{module}\n{name}\n".encode())
        own.memoize(obj)

    @property
    def _own(self) -> Any:
        """Itself, with the methods that its stubs do not name."""
        return self
