"""Any published file becomes networks, and networks become a converted file and come back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from tests.toontalker.cartoon.toonify.port_files import rosinality_numbers
from tests.toontalker.cartoon.toonify.tf_files import Plan, random_tf_network, random_tf_networks, write_tf_pickle
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.networks import (
    FORMAT,
    Networks,
    convert_networks,
    is_networks_file,
    read_generator,
    read_networks,
    write_networks,
)
from toontalker.cartoon.toonify.tf_variables import generator_from
from toontalker.errors import WeightsMissing, WeightsWrong


def equal(one: Any, other: Any) -> bool:
    """Of one shape, with the same numbers."""
    numbers = other.state_dict()
    return one.shape == other.shape and all(torch.equal(value, numbers[name]) for name, value in one.state_dict().items())


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, tiny32_file: Path) -> Path:
    """The original's file, converted."""
    out = tmp_path_factory.mktemp("converted") / "tiny32.safetensors"
    convert_networks(tiny32_file, out)
    return out


def test_a_converted_file_holds_the_same_networks(converted: Path, tiny32: Networks) -> None:
    """All three, ready to be used; `read_generator` gives the one that makes pictures."""
    found = read_networks(converted)
    assert equal(found.g, tiny32.g)
    assert equal(found.d, tiny32.d)
    assert equal(found.g_ema, tiny32.g_ema)
    assert equal(read_generator(converted), tiny32.g_ema)
    assert not read_generator(converted).training
    assert is_networks_file(converted)


def test_conversion_twice_gives_the_same_bytes(converted: Path, tmp_path: Path, tiny32_file: Path) -> None:
    """From the original, and from the converted file."""
    for source in (tiny32_file, converted):
        convert_networks(source, tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == converted.read_bytes()


PLANS = [Plan(architecture="resnet", labels=2), Plan(architecture="orig", critic="skip", group=1), Plan(mapping=(5,))]


@pytest.mark.parametrize("plan", PLANS)
def test_every_shape_is_kept(tmp_path: Path, plan: Plan) -> None:
    """Read from the original format, written, and read again."""
    write_tf_pickle(tmp_path / "n.pkl", random_tf_networks(plan))
    first = read_networks(tmp_path / "n.pkl")
    write_networks(first, tmp_path / "n")
    again = read_networks(tmp_path / "n")
    assert all(equal(getattr(first, part), getattr(again, part)) for part in ("g", "d", "g_ema"))


def test_a_file_may_hold_one_network_only(tmp_path: Path, tiny32: Networks) -> None:
    """A blend has neither G nor D."""
    write_networks(Networks(None, None, tiny32.g_ema), tmp_path / "blend")
    found = read_networks(tmp_path / "blend")
    assert (found.g, found.d) == (None, None)
    assert equal(found.g_ema, tiny32.g_ema)


def test_the_name_of_a_file_says_nothing(tmp_path: Path, tiny32_file: Path, converted: Path, tiny32: Networks) -> None:
    """Its content does."""
    (tmp_path / "x.pt").write_bytes(tiny32_file.read_bytes())
    (tmp_path / "x.pkl").write_bytes(converted.read_bytes())
    for name in ("x.pt", "x.pkl"):
        assert equal(read_networks(tmp_path / name).g_ema, tiny32.g_ema)


def test_absent_files_are_missing(tmp_path: Path) -> None:
    """Not wrong."""
    for read in (read_networks, read_generator):
        with pytest.raises(WeightsMissing, match="no weights file"):
            read(tmp_path / "absent")
    assert not is_networks_file(tmp_path / "absent")


def header(path: Path) -> dict[str, str]:
    """What the header of a converted file says."""
    with safe_open(path, framework="pt") as file:
        return dict(file.metadata())


def shapes(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, str]], dict[str, str]]:
    """A header with other shapes."""

    def changed(found: dict[str, str]) -> dict[str, str]:
        described = json.loads(found[FORMAT])
        other = change(described)
        return {FORMAT: json.dumps(described if other is None else other)}

    return changed


HEADERS: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "no header": lambda h: {},
    "another format": lambda h: {"format": "pt"},
    "another version": lambda h: {"toontalker-stylegan2-0": h[FORMAT]},
    "no JSON": lambda h: {FORMAT: "{"},
    "deep JSON": lambda h: {FORMAT: "[" * 100_000 + "]" * 100_000},
    "a list": shapes(lambda s: [s]),
    "no g_ema": shapes(lambda s: {"g": s["g"]}),
    "a shape of text": shapes(lambda s: s | {"g_ema": "x"}),
    "a shape of a list": shapes(lambda s: s | {"g_ema": [1]}),
    "an unknown field": shapes(lambda s: s["g_ema"].update(x=1)),
    "another size": shapes(lambda s: s["g_ema"].update(resolution=64)),
    "more channels": shapes(lambda s: s["g_ema"].update(channels=[32, 32, 32, 32])),
    "vast channels": shapes(lambda s: s["g_ema"].update(channels=[1 << 40] * 4)),
    "no channels": shapes(lambda s: s["g_ema"].update(channels=[0] * 4)),
    "channels of text": shapes(lambda s: s["g_ema"].update(channels="abcd")),
    "another architecture": shapes(lambda s: s["g_ema"].update(architecture="orig")),
    "an unknown architecture": shapes(lambda s: s["g_ema"].update(architecture="x")),
    "a deeper mapping": shapes(lambda s: s["g_ema"].update(mapping=[16] * 9)),
    "no mapping": shapes(lambda s: s["g_ema"].update(mapping=[])),
    "labels": shapes(lambda s: s["g_ema"].update(labels=3)),
    "a rate of nothing": shapes(lambda s: s["g_ema"].update(rate=float("nan"))),
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS)
def test_a_header_that_was_tampered_with_is_refused(tmp_path: Path, converted: Path, change: Any) -> None:
    """In a sentence, and without taking the memory that it asks for."""
    save_file(load_file(converted), tmp_path / "x", metadata=change(header(converted)))
    with pytest.raises(WeightsWrong, match=r"\.$"):
        read_generator(tmp_path / "x")
    with pytest.raises(WeightsWrong, match=r"\.$"):
        read_networks(tmp_path / "x")


NUMBERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "missing": lambda n: n.pop("g_ema.synthesis.const"),
    "extra": lambda n: n.update({"g_ema.x": torch.zeros(1)}),
    "whole numbers": lambda n: n.update({"g_ema.w_avg": torch.zeros(16, dtype=torch.int32)}),
    "half precision": lambda n: n.update({"g_ema.w_avg": torch.zeros(16, dtype=torch.float16)}),
    "not a number": lambda n: n.update({"g_ema.w_avg": torch.full((16,), float("nan"))}),
    "another shape": lambda n: n.update({"g_ema.w_avg": torch.zeros(1, 16)}),
}


@pytest.mark.parametrize("change", NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_were_tampered_with_are_refused(tmp_path: Path, converted: Path, change: Any) -> None:
    """In a sentence."""
    numbers = load_file(converted)
    change(numbers)
    save_file(numbers, tmp_path / "x", metadata=header(converted))
    with pytest.raises(WeightsWrong, match=r"In the network g_ema|The network g_ema"):
        read_networks(tmp_path / "x")


def test_a_converted_file_cut_off_anywhere_is_refused(tmp_path: Path, converted: Path) -> None:
    """In its header and in its numbers."""
    whole = converted.read_bytes()
    for length in (1, 7, 8, 9, 40, 200, len(whole) // 2, len(whole) - 1):
        (tmp_path / "x").write_bytes(whole[:length])
        with pytest.raises(WeightsWrong, match=r"\.$"):
            read_networks(tmp_path / "x")
        with pytest.raises(WeightsWrong, match="damaged"):
            read_generator(tmp_path / "x")
        assert not is_networks_file(tmp_path / "x")


def test_other_files_of_pytorch_are_refused(tmp_path: Path) -> None:
    """A list, a dict of something else, an encoder without a decoder, a network whose numbers are text."""
    generator = generator_from(random_tf_network("G", Plan()))
    contents: list[Any] = [
        [1, 2],
        {"x": 1},
        {"g_ema": {}},
        {"g_ema": {"x": "y"}},
        {"g_ema": {"x": torch.zeros(1)}},
        {"state_dict": {"encoder.x": torch.zeros(1)}},
        {"state_dict": {"decoder.x": torch.zeros(1)}},
        {"g_ema": rosinality_numbers(generator), "d": {"x": torch.zeros(1)}},
        {"g_ema": rosinality_numbers(generator), "latent_avg": torch.zeros(3)},
        rosinality_numbers(generator),
    ]
    for content in contents:
        torch.save(content, tmp_path / "x.pt")
        with pytest.raises(WeightsWrong, match=r"\.$"):
            read_networks(tmp_path / "x.pt")


OTHERS = {
    "a web page": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
    "an empty file": b"",
    "something else": gzip.compress(b"weights", mtime=0),
}


@pytest.mark.parametrize(("what", "content"), OTHERS.items(), ids=OTHERS)
def test_what_a_file_is_instead_is_said(tmp_path: Path, what: str, content: bytes) -> None:
    """So that the operator knows what was fetched."""
    (tmp_path / "ffhq.pkl").write_bytes(content)
    with pytest.raises(WeightsWrong, match=f"ffhq.pkl is {what}"):
        read_networks(tmp_path / "ffhq.pkl")


def test_networks_are_loaded_when_they_are_first_named() -> None:
    """The names of the room are those of its modules, and no others."""
    from toontalker.cartoon import toonify

    assert toonify.Generator is Generator
    assert {name for name in toonify.__all__ if getattr(toonify, name) is not None} == set(toonify.__all__)
    with pytest.raises(AttributeError, match="no attribute 'StyleGAN3'"):
        toonify.StyleGAN3  # noqa: B018 - asking is the test
