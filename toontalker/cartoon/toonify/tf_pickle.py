"""Reads the pickles of the original StyleGAN2 (TensorFlow 1.15) without TensorFlow and without running anything in them.

The original loader executes Python source that lies in the file. Here a pickle may do four things only: build lists, tuples and
dicts, name the handful of globals below, describe arrays, and fill in the state of a `Network`. Every global is a stand-in of
ours, so not even NumPy's own constructors are called with what a stranger wrote; every other global, and every opcode that the
real files do not use, is refused by name.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from toontalker.errors import WeightsMissing, WeightsWrong

_LARGEST: Final = 4_000_000_000
"""Bytes: no published file has a quarter of it."""
_DEEPEST: Final = 4
"""Networks within networks: a G holds a mapping and a synthesis, and these hold none."""
_DTYPES: Final = {"f2": np.float16, "f4": np.float32, "f8": np.float64, "i4": np.int32, "i8": np.int64, "u1": np.uint8, "b1": np.bool_}
_OPCODES: Final = (
    b"\x80\x95(.012N\x88\x89"  # PROTO FRAME MARK STOP POP POP_MARK DUP NONE TRUE FALSE
    b"JKM\x8a\x8bG"  # integers and floats
    b"TU\x8c\x8d\x8eXBC\x96"  # text and bytes
    b"]ael)t\x85\x86\x87}sud"  # lists, tuples, dicts
    b"qr\x94hj"  # the memo
    b"c\x93R\x81b"  # GLOBAL STACK_GLOBAL REDUCE NEWOBJ BUILD
)
"""What a pickle may do; what is missing: persistent ids, extension codes, INST, OBJ, NEWOBJ_EX, sets, old text opcodes."""
_MALFORMED: Final = (
    AssertionError, AttributeError, EOFError, IndexError, KeyError, MemoryError, NotImplementedError, OverflowError, RecursionError,
    TypeError, UnicodeDecodeError, ValueError, pickle.UnpicklingError, struct.error,
)  # fmt: skip
"""What Python's own unpickler raises on a damaged file."""


@dataclass(frozen=True)
class TFNetwork:
    """One `dnnlib.tflib.Network` as it lay in the file, without its source."""

    name: str
    function: str
    """Name of the function that built it, such as ``G_synthesis_stylegan2``."""
    options: Mapping[str, Any]
    """Its static keyword arguments: text, numbers, lists of them, or None."""
    variables: Mapping[str, NDArray[Any]]
    """Its own variables by name, without those of its components."""
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
            content = _Unpickler(_Source(file, size)).load()
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error.strerror}.") from error
    except _Refused as error:
        raise WeightsWrong(f"{path.name} was not read: {error}.") from error
    except _MALFORMED as error:
        raise WeightsWrong(f"{path.name} is damaged or is no network of TensorFlow ({type(error).__name__}).") from error
    try:
        networks = content if isinstance(content, (tuple, list)) else (content,)
        return tuple(_network(network) for network in networks)
    except _Refused as error:
        raise WeightsWrong(f"{path.name} was not read: {error}.") from error


class _Refused(Exception):
    """Something in the file is not among what is allowed; the message ends a sentence."""


class _Source:
    """A file for the unpickler: no read goes past the end, so a length that lies takes no memory."""

    def __init__(self, file: io.BufferedReader, size: int) -> None:
        self._file, self._left = file, size

    def read(self, count: int) -> bytes:
        if not 0 <= count <= self._left:
            raise EOFError
        self._left -= count
        return self._file.read(count)

    def readline(self) -> bytes:
        line = self._file.readline(200)
        self._left -= len(line)
        return line


class _Network:
    """Stands in for `dnnlib.tflib.network.Network`."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}


class _Dtype:
    """Stands in for `numpy.dtype`."""

    def __init__(self, name: str = "", *_: object) -> None:
        self.name, self.order = name, "<"


class _Array:
    """Stands in for `numpy.ndarray` until its state is known."""

    def __init__(self) -> None:
        self.value: NDArray[Any] | None = None


def _array(shape: object, dtype: object, data: object, fortran: object = False) -> NDArray[Any]:
    """An array from what the file says of it, or `_Refused`."""
    if not isinstance(dtype, _Dtype) or dtype.name not in _DTYPES or dtype.order not in ("<", "|", "="):
        raise _Refused(f"it holds an array of {dtype.name or 'unknown' if isinstance(dtype, _Dtype) else 'unknown'} values")
    if not isinstance(shape, tuple) or len(shape) > 6 or not all(type(side) is int and 0 <= side < 1 << 24 for side in shape):
        raise _Refused("it holds an array of impossible shape")
    if isinstance(data, str):
        data = data.encode("latin1")
    if not isinstance(data, (bytes, bytearray)):
        raise _Refused("it holds an array without numbers")
    kind = np.dtype(_DTYPES[dtype.name])
    if len(data) != kind.itemsize * int(np.prod(shape, dtype=object)):
        raise _Refused("it holds an array whose bytes do not fit its shape")
    return np.frombuffer(bytes(data), kind).reshape(shape, order="F" if fortran else "C").copy()


def _reconstruct(*_: object) -> _Array:
    return _Array()


def _scalar(dtype: object, data: object = b"") -> NDArray[Any]:
    return _array((), dtype, data)


def _frombuffer(data: object, dtype: object, shape: object, order: object) -> NDArray[Any]:
    return _array(shape, dtype, data, order == "F")


def _encode(text: object, encoding: object = "latin1") -> bytes:
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
        raise _Refused("it encodes text in an unusual way")
    return text.encode("latin1")


def _easy_dict(*_: object) -> dict[str, Any]:
    return {}


def _old_object(made: object, *_: object) -> object:
    """`copy_reg._reconstructor`: how protocol 2 made instances of new-style classes."""
    if made is _Network:
        return _Network()
    if made is _easy_dict:
        return {}
    raise _Refused("it makes an object that is no network")


def _only_named(*_: object) -> NoReturn:
    raise _Refused("it calls a type that is only ever named")


_NUMPY_CORES: Final = ("numpy.core.multiarray", "numpy._core.multiarray")
_ALLOWED: Final[dict[tuple[str, str], Callable[..., object]]] = {
    ("dnnlib.tflib.network", "Network"): _Network,
    ("dnnlib.util", "EasyDict"): _easy_dict,
    ("numpy", "ndarray"): _only_named,
    ("numpy", "dtype"): _Dtype,
    **{(core, "_reconstruct"): _reconstruct for core in _NUMPY_CORES},
    **{(core, "scalar"): _scalar for core in _NUMPY_CORES},
    ("numpy.core.numeric", "_frombuffer"): _frombuffer,
    ("numpy._core.numeric", "_frombuffer"): _frombuffer,
    ("_codecs", "encode"): _encode,
    **{(module, "_reconstructor"): _old_object for module in ("copy_reg", "copyreg")},
    **{(module, "object"): _only_named for module in ("__builtin__", "builtins")},
}


class _Unpickler(pickle._Unpickler):
    """Python's own unpickler (the one in Python, whose memo is a dict and whose every step can be replaced)."""

    dispatch: ClassVar[dict[int, Any]] = {code: step for code, step in pickle._Unpickler.dispatch.items() if code in _OPCODES}

    def __init__(self, file: _Source) -> None:
        super().__init__(file, encoding="latin1")

    def load(self) -> Any:
        try:
            return super().load()
        except KeyError as error:
            if error.args and type(error.args[0]) is int and error.args[0] < 256 and error.args[0] not in _OPCODES:
                raise _Refused(f"it uses the pickle opcode {bytes([error.args[0]])!r}, which no network needs") from error
            raise

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in _ALLOWED:
            raise _Refused(f"it asks for {module}.{name}, which no network needs")
        return _ALLOWED[module, name]

    def build(self) -> None:
        """BUILD: fills in a network, a dtype or an array, and nothing else (the original would set any attribute)."""
        stack = cast("list[Any]", self.stack)  # type: ignore[attr-defined] # typeshed does not name it
        state, made = stack.pop(), stack[-1]
        if type(made) is _Network and isinstance(state, dict):
            made.state = state
        elif type(made) is dict and isinstance(state, dict):
            made.update(state)
        elif type(made) is _Dtype and isinstance(state, tuple) and len(state) > 1:
            made.order = str(state[1])
        elif type(made) is _Array and isinstance(state, tuple) and len(state) == 5:
            made.value = _array(state[1], state[2], state[4], state[3])
        else:
            raise _Refused("it sets the state of something that has none")

    def make(self) -> None:
        """NEWOBJ: an instance of a network, by way of its stand-in."""
        stack = cast("list[Any]", self.stack)  # type: ignore[attr-defined] # typeshed does not name it
        arguments, made = stack.pop(), stack.pop()
        if made is not _Network and made is not _easy_dict:
            raise _Refused("it makes an object that is no network")
        if arguments:
            raise _Refused("it makes a network with arguments")
        stack.append(made())

    dispatch[pickle.BUILD[0]] = build
    dispatch[pickle.NEWOBJ[0]] = make


def _network(found: object, depth: int = 0) -> TFNetwork:
    """The tree of a network, every part of it checked for its type."""
    if type(found) is not _Network:
        raise _Refused("it holds something else than networks")
    if depth >= _DEEPEST:
        raise _Refused("its networks are nested too deeply")
    state = found.state
    if state.get("version") not in (2, 3, 4):
        raise _Refused(f"its networks are of version {state.get('version')!r}, not 2 to 4")
    variables = dict(_variables(state.get("variables")))
    components = state.get("components") or {}
    options = state.get("static_kwargs") or {}
    if not isinstance(components, dict) or not isinstance(options, dict) or len(components) > 8:
        raise _Refused("its networks lack their parts")
    inner = {str(name): _network(component, depth + 1) for name, component in components.items()}
    return TFNetwork(str(state.get("name")), str(state.get("build_func_name")), dict(options), variables, inner)


def _variables(found: object) -> Iterator[tuple[str, NDArray[Any]]]:
    if not isinstance(found, (list, tuple)):
        raise _Refused("its networks hold no variables")
    for pair in found:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not isinstance(pair[0], str):
            raise _Refused("its networks hold a variable without a name")
        name, value = pair
        value = value.value if type(value) is _Array else np.asarray(value) if isinstance(value, (int, float)) else value
        if not isinstance(value, np.ndarray):
            raise _Refused(f"its variable {name[:60]} is no array")
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise _Refused(f"its variable {name[:60]} holds values that are no numbers")
        yield name, value
