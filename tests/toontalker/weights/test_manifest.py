"""The manifest of the project, and what a manifest must not say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from toontalker.errors import BadSetting, WeightsMissing
from toontalker.weights import manifest as manifest_module
from toontalker.weights import read_manifest

LICENCES = '[licences.terms]\nname = "Terms"\nsentence = "For tests."\n'
ENTRY = {
    "name": "toon",
    "file": "toon.pkl",
    "use": "For tests.",
    "addresses": ["https://example.org/toon.pkl"],
    "licence": "terms",
    "formats": ["tf-pickle"],
    "holds": "stylegan2",
}


def _file(tmp_path: Path, *entries: dict[str, Any]) -> Path:
    path = tmp_path / "manifest.toml"
    tables = ["[[files]]\n" + "".join(f"{key} = {value!r}\n" for key, value in entry.items()) for entry in entries]
    path.write_text(LICENCES + "\n".join(tables), encoding="utf-8")
    return path


def test_manifest_of_the_project_is_sound(repo: Path) -> None:
    """It can be read, and it names what the settings ask for."""
    manifest = read_manifest()
    assert len(manifest.files) == len(tomllib.loads((repo / "weights" / "manifest.toml").read_text(encoding="utf-8"))["files"])
    for name in ("stylegan2-ffhq", "toonify-cartoon", "e4e-ffhq", "psp-toonify", "vgg16-lpips", "dlib-landmarks", "wav2lip", "wav2lip-gan"):
        assert manifest.named(name).name == name


def test_every_file_has_a_use_and_terms_in_whole_sentences() -> None:
    """An operator is told what a file is for and what may be done with it."""
    manifest = read_manifest()
    for file in manifest.files:
        assert file.use.endswith(".")
        assert manifest.licence_of(file).sentence.endswith(".")
    assert set(manifest.licences) == {file.licence for file in manifest.files}


def test_installed_package_reads_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a checkout, the copy inside the package is read; one that is missing is told."""
    monkeypatch.setattr(manifest_module, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(manifest_module, "_PACKAGED", _file(tmp_path, ENTRY))
    assert [file.name for file in read_manifest().files] == ["toon"]
    monkeypatch.setattr(manifest_module, "_PACKAGED", tmp_path / "none.toml")
    with pytest.raises(BadSetting, match=r"none\.toml cannot be read"):
        read_manifest()


def test_published_name_finds_its_file(tmp_path: Path) -> None:
    """By the name a browser saves it under."""
    manifest = read_manifest(_file(tmp_path, ENTRY))
    assert manifest.published_as("toon.pkl") == manifest.named("toon")
    assert manifest.published_as("other.pkl") is None


def test_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """Or with all names where none is near."""
    manifest = read_manifest(_file(tmp_path, ENTRY))
    with pytest.raises(WeightsMissing, match=r"did you mean toon\?$"):
        manifest.named("toons")
    with pytest.raises(WeightsMissing, match=r"known are toon\.$"):
        manifest.named("zzz")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"addresses": ["http://example.org/toon.pkl"]}, "is not https"),
        ({"addresses": []}, "addresses"),
        ({"file": "../toon.pkl"}, "file"),
        ({"file": ".hidden"}, "file"),
        ({"name": "Toon Two"}, "name"),
        ({"sha256": "abc"}, "sha256"),
        ({"bytes": 0}, "bytes"),
        ({"bytes": 3_000_000_000}, "bytes"),
        ({"formats": ["exe"]}, "formats"),
        ({"holds": "anything"}, "holds"),
        ({"licence": "none"}, "names the licence none, which is not there"),
        ({"packed": "a" * 64}, "its bytes and sha256 must be stated"),
        ({"hash": "abc"}, "hash"),
        ({"along": ["none"]}, "toon is fetched along with none, which is not there"),
        ({"along": ["No Name"]}, "along"),
    ],
)
def test_what_a_manifest_must_not_say(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    """Paths, plain http, unknown keys and half-said things are refused with one sentence."""
    with pytest.raises(BadSetting, match=reason) as caught:
        read_manifest(_file(tmp_path, ENTRY | change))
    assert "\n" not in str(caught.value)


def test_what_belongs_to_a_file_comes_along_with_it(tmp_path: Path) -> None:
    """And is not listed by itself."""
    part = ENTRY | {"name": "part", "file": "part.pkl"}
    manifest = read_manifest(_file(tmp_path, ENTRY | {"along": ["part"]}, part))
    assert [file.name for file in manifest.with_all("toon")] == ["toon", "part"]
    assert [file.name for file in manifest.with_all("part")] == ["part"]
    assert [file.name for file in manifest.listed()] == ["toon"]


def test_every_voice_of_piper_comes_with_its_alphabet() -> None:
    """Under the name that the network looks for it by, from the same folder of the same state of the collection."""
    manifest = read_manifest()
    voices = [file for file in manifest.listed() if file.name.startswith("piper-")]
    assert len(voices) >= 20
    for voice in voices:
        network, alphabet = manifest.with_all(voice.name)
        assert alphabet.file == f"{network.file}.json"
        assert alphabet.addresses == (f"{network.addresses[0]}.json",)
        assert "/resolve/v1.0.0/" in network.addresses[0]


@pytest.mark.parametrize("key", ["name", "file"])
def test_nothing_stands_there_twice(tmp_path: Path, key: str) -> None:
    """Names and files are unique: a second would hide behind the first."""
    other = ENTRY | {"name": "other", "file": "other.pkl"}
    with pytest.raises(BadSetting, match="stands there twice"):
        read_manifest(_file(tmp_path, ENTRY, other | {key: ENTRY[key]}))


def test_broken_toml_is_told(tmp_path: Path) -> None:
    """With the file's name."""
    path = tmp_path / "manifest.toml"
    path.write_text("[[files]", encoding="utf-8")
    with pytest.raises(BadSetting, match=r"manifest\.toml is not valid TOML"):
        read_manifest(path)
