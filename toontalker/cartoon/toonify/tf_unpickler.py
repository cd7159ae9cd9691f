"""Unpickles what the original StyleGAN2 (TensorFlow 1.15) wrote, without running anything in it.

Here a pickle may do four things only: build lists, tuples and dicts, name the handful of globals below, describe arrays, and fill in
the state of a network. Every global is a stand-in of ours, so not even NumPy's own constructors are called with what a stranger wrote;
every other global, and every opcode that the real files do not use, is refused by name. The memory that it takes is bounded by the
size of the file: lengths are held against what is left of it, and what is made of its bytes is counted.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Callable
from typing import Any, ClassVar, Final, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

_DTYPES: Final = {"f2": np.float16, "f4": np.float32, "f8": np.float64, "i4": np.int32, "i8": np.int64, "u1": np.uint8, "b1": np.bool_}
_OPCODES: Final = (
    b"\x80\x95(.012N\x88\x89"  # PROTO FRAME MARK STOP POP POP_MARK DUP NONE TRUE FALSE
    b"JKM\x8a\x8bG"  # integers and floats
    b"TU\x8c\x8d\x8eXBC\x96"  # text and bytes
    b"]ae)t\x85\x86\x87}su"  # lists, tuples, dicts
    b"qr\x94hj"  # the memo
    b"c\x93R\x81b"  # GLOBAL STACK_GLOBAL REDUCE NEWOBJ BUILD
)
"""What a pickle may do; what is missing: persistent ids, extension codes, INST, OBJ, NEWOBJ_EX, sets, old text opcodes."""
MALFORMED: Final = (
    AssertionError, AttributeError, EOFError, IndexError, KeyError, MemoryError, NotImplementedError, OverflowError, RecursionError,
    TypeError, UnicodeError, ValueError, pickle.UnpicklingError, struct.error,
)  # fmt: skip
"""What Python's own unpickler raises on a damaged file."""


class Refused(Exception):
    """Something in the file is not among what is allowed; the message ends a sentence."""


class StandIn:
    """Of a `dnnlib.tflib.network.Network`."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}


class ArrayStandIn:
    """Of a `numpy.ndarray` or a NumPy scalar."""

    def __init__(self, value: NDArray[Any] | None = None) -> None:
        self.value = value
        """None until its state was read."""


def unpickled(file: io.BufferedReader, size: int) -> object:
    """What lies in a pickle of `size` bytes, in stand-ins; raises `Refused`, or one of `MALFORMED` where it is damaged."""
    return _Unpickler(_Source(file, size), size).load()


def said(text: str) -> str:
    """A stranger's text for a message of ours: one short line of printable characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:60])


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


class _Dtype:
    """Stands in for `numpy.dtype`."""

    def __init__(self, name: str = "", *_: object) -> None:
        self.name, self.order = name, "<"


def _reconstruct(*_: object) -> ArrayStandIn:
    return ArrayStandIn()


def _easy_dict(*_: object) -> dict[str, Any]:
    return {}


def _old_object(made: object, _base: object = None, state: object = None) -> object:
    """`copy_reg._reconstructor`: how old protocols made instances of new-style classes."""
    if made is StandIn:
        return StandIn()
    if made is _easy_dict:
        return state if type(state) is dict else {}
    raise Refused("it makes an object that is no network")


def _only_named(*_: object) -> NoReturn:
    raise Refused("it calls a type that is only ever named")


_NUMPY_CORES: Final = ("numpy.core", "numpy._core")
_ALLOWED: Final[dict[tuple[str, str], Callable[..., object]]] = {
    ("dnnlib.tflib.network", "Network"): StandIn,
    ("dnnlib.util", "EasyDict"): _easy_dict,
    ("numpy", "ndarray"): _only_named,
    ("numpy", "dtype"): _Dtype,
    **{(f"{core}.multiarray", "_reconstruct"): _reconstruct for core in _NUMPY_CORES},
    **{(module, "_reconstructor"): _old_object for module in ("copy_reg", "copyreg")},
    **{(module, "object"): _only_named for module in ("__builtin__", "builtins")},
}


class _Arrays:
    """Makes arrays and bytes; all of them together are at most twice the file, however often it names the same ones."""

    def __init__(self, size: int) -> None:
        self._spare = 2 * size
        self.allowed: dict[tuple[str, str], Callable[..., object]] = {
            ("_codecs", "encode"): self.encoded,
            **{(f"{core}.multiarray", "scalar"): self.scalar for core in _NUMPY_CORES},
            **{(f"{core}.numeric", "_frombuffer"): self.from_buffer for core in _NUMPY_CORES},
        }

    def array(self, shape: object, dtype: object, data: object, *, fortran: bool = False) -> NDArray[Any]:
        """An array from what the file says of it, or `Refused`."""
        if type(dtype) is not _Dtype or type(dtype.name) is not str:
            raise Refused("it holds an array of unknown values")
        if dtype.name not in _DTYPES or dtype.order not in ("<", "|", "="):
            raise Refused(f"it holds an array of {said(dtype.name)} values")
        if not isinstance(shape, tuple) or len(shape) > 6 or not all(type(side) is int and 0 <= side < 1 << 24 for side in shape):
            raise Refused("it holds an array of impossible shape")
        if isinstance(data, str):
            data = self.encoded(data)
        if not isinstance(data, bytes):
            raise Refused("it holds an array without numbers")
        kind = np.dtype(_DTYPES[dtype.name])
        if len(data) != kind.itemsize * int(np.prod(shape, dtype=object)):
            raise Refused("it holds an array whose bytes do not fit its shape")
        self._spend(len(data))
        return np.frombuffer(data, kind).reshape(shape, order="F" if fortran else "C").copy()

    def scalar(self, dtype: object, data: object = b"") -> ArrayStandIn:
        return ArrayStandIn(self.array((), dtype, data))

    def from_buffer(self, data: object, dtype: object, shape: object, order: object) -> ArrayStandIn:
        return ArrayStandIn(self.array(shape, dtype, data, fortran=order == "F"))

    def encoded(self, text: object, encoding: object = "latin1") -> bytes:
        """The bytes that text stands for: how protocol 2 writes them."""
        if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
            raise Refused("it encodes text in an unusual way")
        self._spend(len(text))
        return text.encode("latin1")

    def _spend(self, count: int) -> None:
        self._spare -= count
        if self._spare < 0:
            raise Refused("it unpacks to more than it is")


class _Unpickler(pickle._Unpickler):
    """Python's own unpickler (the one in Python, whose memo is a dict and whose every step can be replaced)."""

    dispatch: ClassVar[dict[int, Any]] = {code: step for code, step in pickle._Unpickler.dispatch.items() if code in _OPCODES}

    def __init__(self, file: _Source, size: int) -> None:
        super().__init__(file, encoding="latin1")
        self._arrays = _Arrays(size)

    def load(self) -> Any:
        try:
            return super().load()
        except KeyError as error:
            if error.args and type(error.args[0]) is int and error.args[0] < 256 and error.args[0] not in _OPCODES:
                raise Refused(f"it uses the pickle opcode {bytes([error.args[0]])!r}, which no network needs") from error
            raise

    def find_class(self, module: str, name: str, /) -> Any:
        allowed = _ALLOWED.get((module, name)) or self._arrays.allowed.get((module, name))
        if allowed is None:
            raise Refused(f"it asks for {said(f'{module}.{name}')}, which no network needs")
        return allowed

    def build(self) -> None:
        """BUILD: fills in a network, a dtype or an array, and nothing else (the original would set any attribute)."""
        stack = self._stack()
        state, made = stack.pop(), stack[-1]
        if type(made) is StandIn and type(state) is dict:
            made.state = state
        elif type(made) is _Dtype and isinstance(state, tuple) and len(state) > 1:
            made.order = state[1] if isinstance(state[1], str) else "?"
        elif type(made) is ArrayStandIn and isinstance(state, tuple) and len(state) == 5:
            made.value = self._arrays.array(state[1], state[2], state[4], fortran=state[3] is True)
        elif type(made) is not dict or type(state) is not dict or state:  # an EasyDict has no state but its items
            raise Refused("it sets the state of something that has none")

    def make(self) -> None:
        """NEWOBJ: an instance of a network, by way of its stand-in."""
        stack = self._stack()
        arguments, made = stack.pop(), stack.pop()
        if made is not StandIn and made is not _easy_dict:
            raise Refused("it makes an object that is no network")
        if arguments:
            raise Refused("it makes a network with arguments")
        stack.append(made())

    def set_item(self) -> None:
        """SETITEM: only into a dict, and only under text (to hash a tuple of tuples may take for ever)."""
        stack = self._stack()
        value, key = stack.pop(), stack.pop()
        self._put(stack[-1], [key, value])

    def set_items(self) -> None:
        """SETITEMS: as SETITEM, for all values since the last mark."""
        items = cast("list[Any]", self.pop_mark())  # type: ignore[attr-defined] # typeshed does not name it
        self._put(self._stack()[-1], items)

    def byte_array(self) -> None:
        """BYTEARRAY8: the length is believed when the bytes are there."""
        (length,) = struct.unpack("<Q", self._read(8))
        self._stack().append(self._read(length))

    def _put(self, made: object, items: list[Any]) -> None:
        if type(made) is not dict or len(items) % 2 or not all(type(key) is str for key in items[::2]):
            raise Refused("it fills in something else than a dict of named values")
        made.update(zip(items[::2], items[1::2], strict=True))

    def _stack(self) -> list[Any]:
        return cast("list[Any]", self.stack)  # type: ignore[attr-defined] # typeshed does not name it

    def _read(self, count: int) -> bytes:
        return cast("bytes", self.read(count))  # type: ignore[attr-defined] # typeshed does not name it

    dispatch[pickle.BUILD[0]] = build
    dispatch[pickle.NEWOBJ[0]] = make
    dispatch[pickle.SETITEM[0]] = set_item
    dispatch[pickle.SETITEMS[0]] = set_items
    dispatch[pickle.BYTEARRAY8[0]] = byte_array
