"""Reads the pickles of the original StyleGAN2 (TensorFlow 1.15) without TensorFlow and without running anything in them.

The original loader executes Python source that lies in the file. Here `tf_unpickler` fills stand-ins, and what they hold is checked
part by part before anybody sees it.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from toontalker.cartoon.toonify.tf_unpickler import MALFORMED, ArrayStandIn, Refused, StandIn, said, unpickled
from toontalker.errors import WeightsMissing, WeightsWrong

_LARGEST: Final = 1_000_000_000
"""Bytes: the largest published files have less than half of it."""
_DEEPEST: Final = 4
"""Networks within networks: a G holds a mapping and a synthesis, and these hold none."""
_LONGEST: Final = 200
"""Characters of a name, or of an option's value."""
_MOST_OPTIONS: Final = 500
"""Values in the options of one network, those in lists counted too."""


@dataclass(frozen=True)
class TFNetwork:
    """One `dnnlib.tflib.Network` as it lay in the file, without its source."""

    name: str
    function: str
    """Name of the function that built it, such as ``G_synthesis_stylegan2``."""
    options: Mapping[str, Any]
    """Its static keyword arguments: text, numbers, None, or lists, tuples and dicts of them."""
    variables: Mapping[str, NDArray[Any]]
    """Its own variables by name, floating-point and finite, without those of its components."""
    components: Mapping[str, TFNetwork] = field(default_factory=dict)


def read_tf_pickle(path: Path) -> tuple[TFNetwork, ...]:
    """The networks in a pickle: (G, D, Gs) of a StyleGAN2, or a single one of a metric.

    Raises `WeightsMissing` where there is no such file, `WeightsWrong` with the reason where it is not such a pickle.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            if size > _LARGEST:
                raise WeightsWrong(f"{path.name} is larger than any published network, so it was not read.")
            content = unpickled(file, size)
        tree, found = _Tree(), content if isinstance(content, (tuple, list)) else (content,)
        return tuple(tree.network(network) for network in found)
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error.strerror}.") from error
    except Refused as error:
        raise WeightsWrong(f"{path.name} was not read: {error}.") from error
    except MALFORMED as error:
        raise WeightsWrong(f"{path.name} is damaged or is no network of TensorFlow ({type(error).__name__}).") from error


class _Tree:
    """Makes networks of stand-ins, each part once, however often the file names it."""

    def __init__(self) -> None:
        self._networks: dict[int, TFNetwork | None] = {}
        """By the id of the stand-in; None while its parts are being made."""
        self._arrays: set[int] = set()
        """Ids of the arrays that were looked through."""

    def network(self, found: object, depth: int = 0) -> TFNetwork:
        """A network, every part of it checked for its type."""
        if type(found) is not StandIn:
            raise Refused("it holds something else than networks")
        known = self._networks.get(id(found))
        if known is not None:
            return known
        if depth >= _DEEPEST or id(found) in self._networks:
            raise Refused("its networks are nested too deeply")
        self._networks[id(found)] = None
        state = found.state
        version = state.get("version")
        if type(version) is not int or version not in (2, 3, 4):
            raise Refused(f"its networks are of version {said(str(version)) if type(version) is int else 'unknown'}, not 2 to 4")
        variables = dict(self._variables(state.get("variables")))
        components = state.get("components") or {}
        if type(components) is not dict or len(components) > 8:
            raise Refused("its networks lack their parts")
        inner = {_text(name): self.network(component, depth + 1) for name, component in components.items()}
        name, function = _text(state.get("name")), _text(state.get("build_func_name"))
        made = self._networks[id(found)] = TFNetwork(name, function, _options(state.get("static_kwargs")), variables, inner)
        return made

    def _variables(self, found: object) -> Iterator[tuple[str, NDArray[Any]]]:
        if not isinstance(found, (list, tuple)):
            raise Refused("its networks hold no variables")
        names = set()
        for pair in found:
            if not isinstance(pair, (list, tuple)) or len(pair) != 2 or type(pair[0]) is not str or len(pair[0]) > _LONGEST:
                raise Refused("its networks hold a variable without a name")
            name, value = pair
            if name in names:
                raise Refused(f"it holds two variables {said(name)}")
            names.add(name)
            yield name, self._numbers(name, value)

    def _numbers(self, name: str, found: object) -> NDArray[Any]:
        """The value of a variable."""
        value = np.array(found) if type(found) is float else found.value if type(found) is ArrayStandIn else None
        if value is None:
            raise Refused(f"its variable {said(name)} is no array")
        if value.dtype.kind != "f":
            raise Refused(f"its variable {said(name)} holds {value.dtype.name} instead of floating-point numbers")
        if id(value) not in self._arrays and not np.isfinite(value).all():
            raise Refused(f"its variable {said(name)} holds values that are no numbers")
        if type(found) is ArrayStandIn:
            self._arrays.add(id(value))
        return value


def _options(found: object) -> dict[str, Any]:
    """The static keyword arguments, as far as they are plain values."""
    counted = itertools.count()

    def plain(value: object, depth: int) -> Any:
        if next(counted) > _MOST_OPTIONS or depth > _DEEPEST:
            raise Refused("its networks have more options than any published one")
        if type(value) is ArrayStandIn and value.value is not None and value.value.ndim == 0:
            value = value.value.item()
        if value is None or type(value) in (bool, float) or (type(value) is int and abs(value) < 1 << 63):
            return value
        if type(value) is str and len(value) <= _LONGEST:
            return value
        if isinstance(value, (list, tuple)):
            return type(value)(plain(one, depth + 1) for one in value)
        if type(value) is dict:
            return {_text(name): plain(one, depth + 1) for name, one in value.items()}
        raise Refused("its networks have an option that is neither text nor number")

    if found is not None and type(found) is not dict:
        raise Refused("its networks lack their options")
    return dict(plain(found or {}, 0))


def _text(found: object) -> str:
    """A name, which messages may say."""
    if type(found) is not str or len(found) > _LONGEST or not found.isprintable():
        raise Refused("its networks have a part without a proper name")
    return found
