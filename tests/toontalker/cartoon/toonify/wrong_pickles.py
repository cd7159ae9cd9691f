"""Pickles that would take much memory or time, and files that are no networks, or none that are supported."""

from __future__ import annotations

import gzip
import io
import pickle
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.toontalker.cartoon.toonify.hostile_pickles import (
    DTYPE,
    LAUGHS,
    MARKED,
    REBUILT,
    Make,
    Reduced,
    called,
    inside,
    text,
    with_state,
    with_variable,
)
from tests.toontalker.cartoon.toonify.tf_files import Plan, StandIn, Writing, pickled, random_tf_networks, tf_pickle


def _nested_networks(depth: int) -> bytes:
    made = StandIn(version=4, name="G", static_kwargs={}, components={}, build_func_name="x", variables=[])
    for _ in range(depth):
        made = StandIn(version=4, name="G", static_kwargs={}, components={"a": made}, build_func_name="x", variables=[])
    return pickled(made)


def _own_component(marker: Path) -> bytes:
    made = StandIn(version=4, name="G", static_kwargs={}, build_func_name="x", variables=[])
    made.__dict__["components"] = {"synthesis": made}
    return pickled(made)


def _laughs(marker: Path) -> bytes:
    return inside(b"}" + text("x") + LAUGHS + b"s")


def _array(shape: bytes, content: bytes, dtype: bytes = DTYPE) -> bytes:
    """Pushes a named variable."""
    return text("x") + REBUILT + b"(K\x01" + shape + dtype + b"\x89" + content + b"tb\x86"


def _twin_arrays(marker: Path) -> bytes:
    """Four megabytes of zeros, and a thousand arrays and texts made of the same ones."""
    zeros = bytes(4 << 20)
    content = b"B" + struct.pack("<I", len(zeros)) + zeros + b"\x940" + DTYPE + b"\x940"
    one = REBUILT + b"(K\x01J\x00\x00\x10\x00\x85h\x01\x89h\x00tb"
    return MARKED + content + b"](" + one * 1000 + b"e."


def _twin_texts(marker: Path) -> bytes:
    zeros = bytes(4 << 20)
    one = b"h\x01h\x00\x85R"
    return MARKED + b"X" + struct.pack("<I", len(zeros)) + zeros + b"\x940c_codecs\nencode\n\x940](" + one * 1000 + b"e."


GREEDY: Final[dict[str, Make]] = {
    "huge LONG_BINPUT": lambda marker: MARKED + b"Nr\xff\xff\xff\xff.",
    "huge BINBYTES8": lambda marker: MARKED + b"\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
    "BINBYTES8 without end": lambda marker: MARKED + b"\x8e" + b"\xff" * 8 + b"x.",
    "huge BYTEARRAY8": lambda marker: b"\x80\x05\x96" + struct.pack("<Q", 1 << 33) + b"x.",
    "huge BINUNICODE8": lambda marker: MARKED + b"\x8d" + struct.pack("<Q", 1 << 40) + b"x.",
    "huge FRAME": lambda marker: MARKED + b"\x95" + struct.pack("<Q", 1 << 40) + b"N.",
    "huge BINSTRING": lambda marker: b"\x80\x02T\xff\xff\xff\x7fx.",
    "negative BINSTRING": lambda marker: b"\x80\x02T\xff\xff\xff\xffx.",
    "huge LONG4": lambda marker: b"\x80\x02\x8b\xff\xff\xff\x7fx.",
    "huge shape": lambda marker: inside(b"]" + _array(b"J\xff\xff\xff\x7f\x85", b"C\x04abcd") + b"a", "variables"),
    "large shape": lambda marker: inside(b"]" + _array(b"J\xff\xff\xff\x00J\xff\xff\xff\x00\x86", b"C\x04abcd") + b"a", "variables"),
    "many axes": lambda marker: inside(b"]" + _array(b"(" + b"K\x01" * 40 + b"t", b"C\x04abcd") + b"a", "variables"),
    "tuples within tuples": lambda marker: inside(b")" + b"\x85" * 60_000),
    "lists within lists": lambda marker: inside(b"]" * 60_000 + b"a" * 59_999),
    "dicts within dicts": lambda marker: inside((b"}" + text("a")) * 20_000 + b"N" + b"s" * 20_000),
    "marks without end": lambda marker: MARKED + b"(" * 60_000,
    "networks within networks": lambda marker: _nested_networks(5),
    "a network within itself": _own_component,
    "a list within itself": lambda marker: inside(b"}" + text("x") + b"]\x94h\x00as"),
    "laughs": _laughs,
    "laughs as a name": lambda marker: inside(b"}" + LAUGHS + b"Ns"),
    "laughs as a dtype": lambda marker: inside(b"]" + _array(b")", b"C\x04abcd", called("numpy", "dtype", LAUGHS)) + b"a", "variables"),
    "laughs as an encoding": lambda marker: MARKED + called("_codecs", "encode", text("x"), LAUGHS) + b".",
    "laughs as a shape": lambda marker: inside(b"]" + _array(LAUGHS, b"C\x04abcd") + b"a", "variables"),
    "laughs as a version": lambda marker: inside(LAUGHS, "version"),
    "arrays of the same bytes": _twin_arrays,
    "bytes of the same text": _twin_texts,
    "a number of many digits": lambda marker: inside(b"\x8b" + struct.pack("<I", 100_000) + b"\x7f" * 100_000, "version"),
    "an option of many digits": lambda marker: inside(b"}" + text("x") + b"\x8b" + struct.pack("<I", 100_000) + b"\x7f" * 100_000 + b"s"),
    "a global of many letters": lambda marker: MARKED + text("a" * 1_000_000) + text("b\x1b[31m") + b"\x93.",
    "many options": lambda marker: with_state(static_kwargs={"x": list(range(5_000))}),
}
"""What should take much memory or time, and must not."""


class _Bytes:
    """An array whose pickle says something else of it."""

    def __init__(self, shape: Any, dtype: Any, data: Any) -> None:
        self._state = (1, shape, dtype, False, data)

    def __reduce__(self) -> tuple[Any, ...]:
        return (*np.zeros(1, np.float32).__reduce__()[:2], self._state)


F4: Final = np.dtype("<f4")
WRONG: Final[dict[str, Make]] = {
    "a negative shape": lambda marker: with_variable(_Bytes((-1, -1), F4, bytes(4))),
    "a shape of floats": lambda marker: with_variable(_Bytes((1.0,), F4, bytes(4))),
    "a shape of truths": lambda marker: with_variable(_Bytes((True,), F4, bytes(4))),
    "no shape": lambda marker: with_variable(_Bytes(None, F4, bytes(4))),
    "too few bytes": lambda marker: with_variable(_Bytes((2,), F4, bytes(4))),
    "too many bytes": lambda marker: with_variable(_Bytes((2,), F4, bytes(12))),
    "no bytes": lambda marker: with_variable(_Bytes((1,), F4, None)),
    "a list for bytes": lambda marker: with_variable(_Bytes((1,), F4, [1.0])),
    "text beyond latin": lambda marker: with_variable(_Bytes((1,), F4, "\u20ac" * 4)),
    "text for a dtype": lambda marker: with_variable(_Bytes((1,), "f4", bytes(4))),
    "an array without a state": lambda marker: with_variable(Reduced(np.zeros(1).__reduce__()[0], np.ndarray, (0,), b"b")),
    "big-endian numbers": lambda marker: with_variable(np.ones(3, ">f4")),
    "complex numbers": lambda marker: with_variable(np.ones(3, np.complex64)),
    "integers": lambda marker: with_variable(np.ones(3, np.int64)),
    "truths": lambda marker: with_variable(np.ones(3, np.bool_)),
    "texts": lambda marker: with_variable(np.array(["a", "b"])),
    "times": lambda marker: with_variable(np.array([0], "M8[s]")),
    "records": lambda marker: with_variable(np.zeros(2, [("a", "f4")])),
    "text for an array": lambda marker: with_variable("0.5"),
    "a list for an array": lambda marker: with_variable([0.5]),
    "a number for an array": lambda marker: with_variable(7),
    "a network for an array": lambda marker: with_variable(StandIn(version=4)),
    "NaN": lambda marker: with_variable(np.array([1, np.nan], np.float32)),
    "infinity": lambda marker: with_variable(np.float32(np.inf)),
    "an infinite Python number": lambda marker: with_variable(float("inf")),
    "a variable without a name": lambda marker: with_variable(np.ones(1, np.float32), None),
    "a variable under a number": lambda marker: with_variable(np.ones(1, np.float32), 7),
    "a long name": lambda marker: with_variable(np.ones(1, np.float32), "x" * 300),
    "two variables of a name": lambda marker: with_state(variables=[("x", np.float32(1)), ("x", np.float32(2))]),
    "a lonely variable": lambda marker: with_state(variables=[("x",)]),
    "variables as a dict": lambda marker: with_state(variables={"x": 1}),
    "no variables": lambda marker: with_state(variables=None),
    "version 1": lambda marker: with_state(version=1),
    "version 5": lambda marker: with_state(version=5),
    "version in words": lambda marker: with_state(version="4"),
    "an array for a version": lambda marker: with_state(version=np.arange(4)),
    "no name": lambda marker: with_state(name=None),
    "a name on two lines": lambda marker: with_state(name="G\nG"),
    "a function that is a number": lambda marker: with_state(build_func_name=3),
    "options as a list": lambda marker: with_state(static_kwargs=["x"]),
    "an array for an option": lambda marker: with_state(static_kwargs={"use_attention": np.arange(3)}),
    "a network for an option": lambda marker: with_state(static_kwargs={"x": StandIn(version=4)}),
    "a long option": lambda marker: with_state(static_kwargs={"x": "y" * 1000}),
    "components as a list": lambda marker: with_state(components=["x"]),
    "a component that is text": lambda marker: with_state(components={"synthesis": "x"}),
    "many components": lambda marker: with_state(components={str(number): 1 for number in range(20)}),
    "no network": lambda marker: pickled({"x": 1}),
    "a number": lambda marker: pickled(7),
    "an empty file": lambda marker: b"",
    "a web page": lambda marker: b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>",
    "a zip": lambda marker: _zipped(),
    "a gzip": lambda marker: gzip.compress(pickled(7), mtime=0),
    "a picture": lambda marker: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "pickled text": lambda marker: pickle.dumps("G"),
}
"""Files that are no networks, or networks that cannot be."""


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("model.pkl", tf_pickle(random_tf_networks(Plan())))
    return out.getvalue()


def _set_with(**options: Any) -> bytes:
    """A whole set, small, whose networks carry more options."""
    return tf_pickle(random_tf_networks(Plan(options=tuple(options.items()))))


def _stylegan1() -> bytes:
    g, d, gs = random_tf_networks(Plan())
    names = {"synthesis": "G_synthesis", "mapping": "G_mapping"}
    old = [
        replace(n, function="G_style", components={k: replace(c, function=names[k]) for k, c in n.components.items()}) for n in (g, gs)
    ]  # fmt: skip
    return tf_pickle((old[0], replace(d, function="D_basic"), old[1]))


UNSUITED: Final[dict[str, Make]] = {
    "attention": lambda marker: _set_with(use_attention=True),
    "min_h": lambda marker: _set_with(min_h=5, min_w=4, res_log2=2),
    "another nonlinearity": lambda marker: _set_with(nonlinearity="relu"),
    "StyleGAN1": lambda marker: _stylegan1(),
    "two networks": lambda marker: tf_pickle(random_tf_networks(Plan())[:2]),
    "one network": lambda marker: tf_pickle(random_tf_networks(Plan())[0]),
    "D first": lambda marker: tf_pickle(random_tf_networks(Plan())[::-1][:1] + random_tf_networks(Plan())[1:2] * 2),
    "source that would run": lambda marker: tf_pickle(random_tf_networks(Plan())[:1], Writing(source=f"open({str(marker)!r}, 'w')")),
}
"""Proper pickles of networks that are not those of a StyleGAN2 that is read."""
