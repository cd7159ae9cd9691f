"""Which voices lie in a folder, and which of them is the one for a request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toontalker.speech.piper.genders import GENDER_OF
from toontalker.speech.piper.voice_files import best_file, find_voice_files, piper_folder
from toontalker.weights import read_manifest


def _voice(folder: Path, name: str, **config: Any) -> None:
    """Writes the two files of a voice; the network is never opened here."""
    (folder / f"{name}.onnx").write_bytes(b"")
    language = name.split("-", maxsplit=1)[0]
    usual = {"espeak": {"voice": language.split("_", maxsplit=1)[0]}, "language": {"code": language}, "phoneme_id_map": {"_": [0]}}
    (folder / f"{name}.onnx.json").write_text(json.dumps(usual | config), encoding="utf-8")


def test_language_region_quality_and_gender_are_read(tmp_path: Path) -> None:
    """From the config, the name of the file and the table of names."""
    _voice(tmp_path, "en_GB-alan-medium")
    (found,) = find_voice_files(tmp_path)
    assert (found.language, found.region, found.speakers, found.quality) == ("en", "gb", (("male", None),), 2)


@pytest.mark.parametrize(
    ("voice", "language", "name"),
    [
        ("male", "en", "en_US-ryan-high"),
        ("male", "en-gb", "en_GB-alan-low"),
        ("female", "en-GB", "en_US-amy-medium"),
        ("female", "de", "de_DE-thorsten-medium"),
        ("male", "german", "de_DE-thorsten-medium"),
        ("male", "nb", "no_NO-talesyntese-medium"),
        ("male", "fr", None),
        ("male", "", None),
    ],
)
def test_the_best_voice_is_chosen(tmp_path: Path, voice: Any, language: str, name: str | None) -> None:
    """First the gender, then the region, then the quality; another gender rather than another language."""
    english = ("en_US-ryan-high", "en_US-ryan-low", "en_GB-alan-low", "en_US-amy-medium")
    for each in (*english, "de_DE-thorsten-medium", "no_NO-talesyntese-medium"):
        _voice(tmp_path, each)
    chosen = best_file(find_voice_files(tmp_path), voice, language)
    assert (chosen.model.stem if chosen else None) == name


@pytest.mark.parametrize(
    "config",
    [
        {"espeak": {"voice": "../../etc/passwd"}},
        {"espeak": {"voice": "en" + "x" * 5000}},
        {"espeak": "en"},
        {"phoneme_id_map": {}},
        {"phoneme_type": "pinyin"},
        {"language": {"code": "tlh_XX"}},
    ],
)
def test_what_is_no_voice_for_us_is_passed_over(tmp_path: Path, config: dict[str, Any]) -> None:
    """Strange names that could end the process, other alphabets, languages that nobody knows."""
    _voice(tmp_path, "en_US-ryan-medium", **config)
    assert find_voice_files(tmp_path) == ()


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{", b"\xff\xfe", b'{"espeak"', b"<html>", b" " * 3_000_000])
def test_a_file_without_a_config_is_no_voice(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, cut off, a web page, or far too long."""
    (tmp_path / "en_US-ryan-medium.onnx").write_bytes(b"")
    if content is not None:
        (tmp_path / "en_US-ryan-medium.onnx.json").write_bytes(content)
    assert find_voice_files(tmp_path) == ()


def test_no_folder_holds_no_voices(tmp_path: Path) -> None:
    """It is no error."""
    assert find_voice_files(tmp_path / "nowhere") == ()


def test_voices_lie_where_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else in the folder of the weights, where `toontalker weights fetch` puts them."""
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(tmp_path))
    assert piper_folder("") == tmp_path
    assert piper_folder("elsewhere") == Path("elsewhere")


def test_genders_of_the_manifest_are_those_of_the_table() -> None:
    """What is fetched as a man speaks as a man; of a file with several speakers its config tells."""
    for file in read_manifest().listed():
        if file.name.startswith("piper-"):
            _, _, gender, *_ = file.name.split("-")
            assert GENDER_OF.get(file.file.rsplit("-", 1)[0], gender) == gender, file.name
