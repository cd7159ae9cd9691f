"""Pickles that mean harm: each would leave a marker file if anything in it were run."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.toontalker.cartoon.toonify.tf_files import StandIn, pickled

NETWORK: Final = b"cdnnlib.tflib.network\nNetwork\n"
MARKED: Final = b"\x80\x04"
"""Protocol 4."""
DTYPE: Final = b"cnumpy\ndtype\n\x8c\x02f4\x85R"
"""A float32 dtype, as far as it must be known."""

LAUGHS: Final = b"N" + b"2\x86" * 60
"""A tuple of a tuple of … sixty times twice the same: 2⁶⁰ values to whoever looks at each."""
REBUILT: Final = b"cnumpy.core.multiarray\n_reconstruct\n(tR"
"""An array without anything in it yet."""

Make = Callable[[Path], bytes]
"""A marker → the content of a file that would make it."""


def text(content: str) -> bytes:
    """Pushes text."""
    encoded = content.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def called(module: str, name: str, *arguments: bytes) -> bytes:
    """Pushes the result of calling a global."""
    return f"c{module}\n{name}\n".encode() + b"(" + b"".join(arguments) + b"tR"


def touch(marker: Path) -> bytes:
    """Pushes a command line that makes the marker."""
    return text(f"touch {marker}")


def program(marker: Path) -> bytes:
    """Pushes Python source that makes the marker."""
    return text(f"open({str(marker)!r}, 'w').close()")


def inside(content: bytes, place: str = "static_kwargs") -> bytes:
    """A network that is whole but for `content` at one place of its state."""
    state = {"version": b"K\x04", "name": text("G"), "build_func_name": text("G_main")}
    state |= {"variables": b"]", "static_kwargs": b"}", "components": b"}", place: content}
    return MARKED + NETWORK + b")\x81}(" + b"".join(text(name) + value for name, value in state.items()) + b"ub\x85."


def with_state(**state: Any) -> bytes:
    """A (G, D, Gs) whose G has another state here and there."""
    whole = {"version": 4, "name": "G", "static_kwargs": {}, "components": {}, "build_func_name": "G_main", "variables": []}
    return pickled(tuple(StandIn(**whole | state) for _ in range(3)))


def with_variable(value: Any, name: Any = "noise0") -> bytes:
    """A network with one variable."""
    return with_state(variables=[(name, value)])


class Reduced:
    """Pickles as a call of any function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self._call


_CALLS: Final[dict[str, Callable[[Path], tuple[bytes, ...]]]] = {
    "os.system": lambda marker: (touch(marker),),
    "posix.system": lambda marker: (touch(marker),),
    "nt.system": lambda marker: (touch(marker),),
    "subprocess.Popen": lambda marker: (text("touch") + text(str(marker)) + b"\x86",),
    "subprocess.getoutput": lambda marker: (touch(marker),),
    "pty.spawn": lambda marker: (touch(marker),),
    "builtins.eval": lambda marker: (program(marker),),
    "builtins.exec": lambda marker: (program(marker),),
    "builtins.open": lambda marker: (text(str(marker)), text("w")),
    "builtins.getattr": lambda marker: (NETWORK, text("__init__")),
    "builtins.__import__": lambda marker: (text("os"),),
    "builtins.compile": lambda marker: (program(marker), text("x"), text("exec")),
    "__builtin__.apply": lambda marker: (text("x"), b")"),
    "__builtin__.eval": lambda marker: (program(marker),),
    "builtins.object": lambda marker: (),
    "numpy.load": lambda marker: (text(str(marker)),),
    "numpy.save": lambda marker: (text(str(marker)), b"K\x01"),
    "numpy.ndarray": lambda marker: (b"K\x01\x85",),
    "numpy.testing._private.utils.runstring": lambda marker: (program(marker), b"}"),
    "numpy.f2py.compile": lambda marker: (program(marker),),
    "torch._utils._rebuild_tensor_v2": lambda marker: (b"N",),
    "torch.load": lambda marker: (text(str(marker)),),
    "functools.partial": lambda marker: (NETWORK,),
    "operator.attrgetter": lambda marker: (text("__class__"),),
    "operator.methodcaller": lambda marker: (text("touch"),),
    "importlib.import_module": lambda marker: (text("os"),),
    "runpy.run_path": lambda marker: (text(str(marker)),),
    "shutil.rmtree": lambda marker: (text(str(marker)),),
    "ctypes.CDLL": lambda marker: (text(str(marker)),),
    "pickle.loads": lambda marker: (b"B\x02\x00\x00\x00N.",),
    "marshal.loads": lambda marker: (b"B\x01\x00\x00\x00N",),
    "types.FunctionType": lambda marker: (b"N", b"}"),
    "codecs.encode": lambda marker: (text("x"), text("rot13")),
    "_codecs.decode": lambda marker: (text("x"), text("unicode_escape")),
    "_codecs.encode": lambda marker: (text("x"), text("idna")),
    "copyreg.add_extension": lambda marker: (text("os"), text("system"), b"K\x01"),
    "copyreg._reconstructor": lambda marker: (b"cbuiltins\nobject\n", b"cbuiltins\nobject\n", b"N"),
    "toontalker.cartoon.toonify.tf_unpickler.unpickled": lambda marker: (b"N", b"K\x01"),
    "dnnlib.tflib.network.exec": lambda marker: (program(marker),),
    "dnnlib.util.call_func_by_name": lambda marker: (text("os.system"), touch(marker)),
    "dnnlib.tflib.network.Network.__init__": lambda marker: (b"N",),
}


def _call(name: str, marker: Path) -> bytes:
    module, _, function = name.rpartition(".")
    return called(module, function, *_CALLS[name](marker))


def _bare(name: str) -> Make:
    return lambda marker: MARKED + _call(name, marker) + b"."


def _hidden(name: str, place: str) -> Make:
    return lambda marker: inside(_call(name, marker), place)


def _stacked(name: str) -> Make:
    """The same global named by STACK_GLOBAL."""
    module, _, function = name.rpartition(".")
    return lambda marker: MARKED + text(module) + text(function) + b"\x93(" + b"".join(_CALLS[name](marker)) + b"tR."


CALLS: Final[dict[str, Make]] = {
    **{name: _bare(name) for name in _CALLS},
    **{f"{name} in an option": _hidden(name, "static_kwargs") for name in ("os.system", "builtins.eval", "numpy.load")},
    **{f"{name} in a component": _hidden(name, "components") for name in ("os.system", "subprocess.Popen")},
    **{f"{name} by STACK_GLOBAL": _stacked(name) for name in ("os.system", "builtins.exec", "torch.load")},
}
"""Calls of whatever could do harm."""


def _array_of_objects(marker: Path) -> bytes:
    import os

    values = np.empty(2, object)
    values[:] = [Reduced(os.system, f"touch {marker}")] * 2
    return with_variable(values)


def _built(made: bytes, state: bytes) -> Make:
    return lambda marker: MARKED + made + state + b"b\x85."


_EVIL_STATE: Final = b"}" + text("__class__") + b"K\x01s"

OPCODES: Final[dict[str, Make]] = {
    "object array": _array_of_objects,
    "INST": lambda marker: b"\x80\x02(" + touch(marker) + b"ios\nsystem\n.",
    "INST of a network": lambda marker: b"\x80\x02(idnnlib.tflib.network\nNetwork\n.",
    "OBJ": lambda marker: b"\x80\x02(cos\nsystem\n" + touch(marker) + b"o.",
    "OBJ of a network": lambda marker: b"\x80\x02(" + NETWORK + b"o.",
    "NEWOBJ of a type": lambda marker: MARKED + b"cnumpy\ndtype\n)\x81.",
    "NEWOBJ with arguments": lambda marker: MARKED + NETWORK + touch(marker) + b"\x85\x81.",
    "NEWOBJ_EX": lambda marker: MARKED + NETWORK + b")}\x92.",
    "EXT1": lambda marker: MARKED + b"\x82\x01.",
    "EXT2": lambda marker: MARKED + b"\x83\x01\x00.",
    "EXT4": lambda marker: MARKED + b"\x84\x01\x00\x00\x00.",
    "PERSID": lambda marker: b"\x80\x02Pos.system\n.",
    "BINPERSID": lambda marker: MARKED + text("os.system") + b"Q.",
    "set": lambda marker: MARKED + b"\x8f(K\x01\x90.",
    "frozen set": lambda marker: MARKED + b"(K\x01\x91.",
    "out-of-band buffer": lambda marker: b"\x80\x05\x97.",
    "INT": lambda marker: b"\x80\x02I" + b"9" * 10_000 + b"\n.",
    "LONG": lambda marker: b"\x80\x02L" + b"9" * 10_000 + b"L\n.",
    "UNICODE": lambda marker: b"\x80\x02V\\u0041\n.",
    "STRING": lambda marker: b"\x80\x02S'os'\n.",
    "BUILD of a function": _built(b"cnumpy.core.multiarray\n_reconstruct\n", _EVIL_STATE),
    "BUILD of a class": _built(NETWORK, _EVIL_STATE),
    "BUILD of the dtype class": _built(b"cnumpy\ndtype\n", _EVIL_STATE),
    "BUILD with slots": _built(NETWORK + b")\x81", b"N}" + text("state") + b"}s\x86"),
    "BUILD of an array": _built(REBUILT, _EVIL_STATE),
    "BUILD of a dtype": _built(DTYPE, _EVIL_STATE),
    "BUILD of an option dict": _built(b"cdnnlib.util\nEasyDict\n)\x81", _EVIL_STATE),
    "BUILD of encode": _built(b"c_codecs\nencode\n", _EVIL_STATE),
    "BUILD of text": _built(text("x"), _EVIL_STATE),
    "SETITEM on a network": lambda marker: MARKED + NETWORK + b")\x81" + text("a") + b"K\x01s.",
    "SETITEM on a list": lambda marker: MARKED + b"]K\x00K\x01s.",
    "SETITEMS on text": lambda marker: MARKED + text("x") + b"(" + text("a") + b"K\x01u.",
    "SETITEMS of odd number": lambda marker: MARKED + b"}(" + text("a") + b"u.",
    "APPEND to a network": lambda marker: MARKED + NETWORK + b")\x81K\x01a.",
    "REDUCE of text": lambda marker: MARKED + text("os.system") + b")R.",
    "REDUCE of a dtype": lambda marker: MARKED + DTYPE + b")R.",
    "REDUCE of a network with arguments": lambda marker: MARKED + NETWORK + touch(marker) + b"\x85R.",
    "scalar of text": lambda marker: MARKED + called("numpy.core.multiarray", "scalar", DTYPE, text("\u20ac")) + b".",
    "scalar without bytes": lambda marker: MARKED + called("numpy.core.multiarray", "scalar", DTYPE) + b".",
    "scalar without a dtype": lambda marker: MARKED + called("numpy.core.multiarray", "scalar", text("f4"), b"B\x00\x00\x00\x00") + b".",
    "unnamed dtype": lambda marker: MARKED + called("numpy.core.multiarray", "scalar", called("numpy", "dtype", b"]"), b"N") + b".",
    "byte order of a list": lambda marker: MARKED + called("numpy.core.multiarray", "scalar", DTYPE + b"(K\x03]tb", b"N") + b".",
    "STACK_GLOBAL of numbers": lambda marker: MARKED + b"K\x01K\x02\x93.",
    "GLOBAL of bad text": lambda marker: MARKED + b"c\xff\xfe\nx\n.",
    "protocol 9": lambda marker: b"\x80\x09N.",
    "protocol 0": lambda marker: b"(lp0\n.",
    "nothing on the stack": lambda marker: MARKED + b".",
    "unknown memo": lambda marker: MARKED + b"h\x07.",
    "unknown opcode": lambda marker: MARKED + b"\xfe.",
}
"""Everything that an unpickler can be made to do, and that no network needs."""
