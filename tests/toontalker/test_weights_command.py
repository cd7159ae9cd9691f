"""`toontalker weights`: what an operator sees and types, from the list to the converted file."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.server import Server, serving
from tests.toontalker.weights.shelves import shelf_for
from toontalker import weights_command
from toontalker.errors import BadSetting, LicenceNotAccepted, MissingPart, WeightsMissing, WeightsUnpinned, WeightsWrong
from toontalker.weights import Shelf, find_weights, read_manifest
from toontalker.weights_command import add_weights_parser

pytest.importorskip("safetensors")


def _run(*arguments: str | Path) -> None:
    parser = argparse.ArgumentParser(prog="toontalker")
    parser.add_argument("--config")
    add_weights_parser(parser.add_subparsers(required=True))
    parsed = parser.parse_args([str(argument) for argument in arguments])
    for line in parsed.run(parsed):
        print(line)  # noqa: T201 - as the command line does


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def shelf(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf whose one file has no published hash and is served on this machine; the commands work on it."""
    made = shelf_for(tmp_path / "weights", files.TF_PICKLE, server.put("/toon.pkl", files.TF_PICKLE), sha256=None)
    monkeypatch.setattr("toontalker.weights.shelf.read_manifest", lambda: made.manifest)
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(made.folder))
    monkeypatch.delenv("TOONTALKER_CONFIG", raising=False)
    return made


@pytest.fixture
def converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of StyleGAN2 files that writes four zeros."""
    module = ModuleType("toontalker_test_reader")
    module.convert = lambda source, out: out.write_bytes(files.safetensors())  # type: ignore[attr-defined]  # a module made here
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(weights_command._CONVERTERS, "stylegan2", (module.__name__, "convert"))


def test_from_the_list_to_the_converted_file(shelf: Shelf, converter: None, capsys: pytest.CaptureFixture[str]) -> None:
    """The three commands of the README, one after the other, and the list after each."""
    _run("weights", "list")
    assert "toon  -     0 MB  to pin  Terms" in capsys.readouterr().out
    with pytest.raises(LicenceNotAccepted, match="--accept-licence accepts it"):
        _run("weights", "fetch", "toon")
    assert "For tests only." in capsys.readouterr().out
    with pytest.raises(WeightsUnpinned, match="`toontalker weights fetch toon --pin`"):
        _run("weights", "fetch", "toon", "--accept-licence")
    assert hashlib.sha256(files.TF_PICKLE).hexdigest() in capsys.readouterr().out
    _run("weights", "fetch", "toon", "--pin")
    path = shelf.folder / "toon.pkl"
    assert f"toon is in {path}; next: toontalker weights convert {path}" in capsys.readouterr().out
    _run("weights", "list")
    assert "to convert" in capsys.readouterr().out
    _run("weights", "convert", path)
    assert capsys.readouterr().out == f"{shelf.folder / 'toon.safetensors'}\n"
    _run("weights", "check")
    assert "Everything that is here is as it should be." in capsys.readouterr().out
    _run("weights", "list")
    assert "toon  ready" in capsys.readouterr().out
    assert find_weights("toon") == shelf.folder / "toon.safetensors"


def test_check_names_what_must_not_be_used(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """It says why, and ends as a failure."""
    _run("weights", "check")
    assert "no weights in" in capsys.readouterr().out
    shelf.folder.mkdir()
    (shelf.folder / "toon.pkl").write_bytes(files.PAGE)
    with pytest.raises(WeightsWrong, match=r"toon\.pkl must not be used"):
        _run("weights", "check")
    assert "WRONG  toon.pkl" in capsys.readouterr().out


def test_all_names_are_looked_up_before_anything_is_fetched(shelf: Shelf, server: Server) -> None:
    """A misspelt second name does not cost the download of the first."""
    with pytest.raises(WeightsMissing, match="did you mean toon"):
        _run("weights", "fetch", "toon", "tone", "--accept-licence", "--pin")
    assert not server.asked


@pytest.mark.parametrize(("answer", "agrees"), [("y", True), ("Yes ", True), ("", False), ("n", False), (None, False)])
def test_terminal_is_asked(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, answer: str | None, agrees: bool) -> None:
    """Without the options, a person at a terminal is asked, and only a yes is a yes."""

    def says(_: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", says)
    if agrees:
        _run("weights", "fetch", "toon")
        assert (shelf.folder / "toon.pkl").is_file()
    else:
        with pytest.raises(LicenceNotAccepted):
            _run("weights", "fetch", "toon")


def test_folder_comes_from_the_option_else_from_the_settings(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files come to where the engines look for them."""
    config = tmp_path / "some.toml"
    config.write_text(f'[neural]\nweights = "{tmp_path / "set"}"\n', encoding="utf-8")
    _run("--config", config, "weights", "list")
    assert f"Weights in {tmp_path / 'set'}\n" in capsys.readouterr().out
    _run("--config", config, "weights", "list", "--folder", tmp_path / "option")
    assert f"Weights in {tmp_path / 'option'}\n" in capsys.readouterr().out
    monkeypatch.setenv("TOONTALKER_CONFIG", str(config))
    _run("weights", "list")
    assert f"Weights in {tmp_path / 'set'}\n" in capsys.readouterr().out


def test_without_the_extra_one_sentence_says_what_to_install(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """torch is needed only to convert."""
    monkeypatch.setitem(sys.modules, "torch", None)
    reader = "toontalker_test_reader_of_torch"
    (shelf.folder.parent / f"{reader}.py").write_text("import torch\n", encoding="utf-8")
    monkeypatch.syspath_prepend(shelf.folder.parent)
    monkeypatch.setitem(weights_command._CONVERTERS, "wav2lip", (reader, "convert"))
    source = shelf.folder.parent / "mine.pt"
    source.write_bytes(files.torch_zip())
    with pytest.raises(MissingPart, match=r"pip install 'toontalker\[neural\]'"):
        _run("weights", "convert", source, "--holds", "wav2lip", "--out", shelf.folder.parent / "mine.safetensors")


def test_own_file_needs_its_kind(shelf: Shelf, converter: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no manifest knows is converted as what it is said to be."""
    source, out = tmp_path / "mine.pkl", tmp_path / "mine.safetensors"
    source.write_bytes(files.TF_PICKLE + b"own")
    with pytest.raises(BadSetting, match="--holds and --out"):
        _run("weights", "convert", source)
    _run("weights", "convert", source, "--holds", "stylegan2", "--out", out)
    assert capsys.readouterr().out == f"{out}\n"


def test_fetching_brings_what_belongs_to_a_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A voice of piper is two files; its name brings both."""
    network, alphabet = b"\x08\x08\x12\x07pytorch", b'{"audio": {}}'
    usual = {"holds": "as-is", "name": "toon"}
    voice = shelf_for(tmp_path, network, server.put("/v.onnx", network), **usual, file="v.onnx", formats=("onnx",)).manifest
    usual["name"] = "part"
    part = shelf_for(tmp_path, alphabet, server.put("/v.onnx.json", alphabet), **usual, file="v.onnx.json", formats=("json",)).manifest
    both = (voice.files[0].model_copy(update={"along": ("part",)}), *part.files)
    manifest = voice.model_copy(update={"files": both})
    monkeypatch.setattr("toontalker.weights.shelf.read_manifest", lambda: manifest)
    _run("weights", "fetch", "toon", "--accept-licence", "--folder", tmp_path / "weights")
    assert {path.name for path in (tmp_path / "weights").iterdir()} >= {"v.onnx", "v.onnx.json"}
    assert "part is in " in capsys.readouterr().out


def test_list_of_the_project_names_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its use and its licence, in lines that a terminal can show; what only comes along with another file is left out."""
    _run("weights", "list", "--folder", tmp_path)
    out = capsys.readouterr().out
    manifest = read_manifest()
    assert "-config" not in out
    for file in manifest.listed():
        assert file.name in out
        assert file.use.split()[0] in out
    assert max(map(len, out.splitlines())) <= 140


@pytest.mark.parametrize("holds", sorted({file.holds for file in read_manifest().files} - {"as-is"}))
def test_every_kind_of_the_manifest_has_its_converter(holds: str) -> None:
    """Where torch is, each can be loaded."""
    pytest.importorskip("torch")
    assert callable(weights_command._converter_of(holds))
