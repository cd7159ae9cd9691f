"""What the roster says of each voice."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import get_args

import pytest

from toontalker.errors import MissingPart
from toontalker.speech import roster as roster_module
from toontalker.speech.roster import VoiceState, roster
from toontalker.voice_settings import VoiceName, VoiceSettings


def _roster(tmp_path: Path, **changes: object) -> dict[str, VoiceState]:
    states = roster(VoiceSettings.model_validate({"piper_folder": str(tmp_path), "cache_folder": str(tmp_path), **changes}))
    return {state.name: state for state in states}


def _alphabet(folder: Path, name: str) -> None:
    language = name.split("_", maxsplit=1)[0]
    (folder / f"{name}.onnx").write_bytes(b"")
    content = {"espeak": {"voice": language}, "phoneme_id_map": {"_": [0]}}
    (folder / f"{name}.onnx.json").write_text(json.dumps(content), encoding="utf-8")


def test_every_voice_is_on_it_in_the_order_in_which_they_are_asked(tmp_path: Path) -> None:
    """Those that are not asked come last."""
    assert list(_roster(tmp_path)) == ["gtts", "piper", "house", "espeak", "edge"]
    assert list(_roster(tmp_path, order=["espeak"])) == ["espeak", *(name for name in get_args(VoiceName) if name != "espeak")]


def test_who_is_ready_needs_nothing_and_who_is_not_needs_something(tmp_path: Path) -> None:
    """And who is ready speaks something, as somebody."""
    for state in _roster(tmp_path).values():
        assert (state.state == "ready") == (state.needs == "")
        assert not state.needs.endswith(".")
        assert state.state != "ready" or (state.speaks and state.voices)


def test_the_embedded_voices_are_ready(tmp_path: Path) -> None:
    """Whatever else is there."""
    states = _roster(tmp_path)
    assert states["house"].speaks == ("en",)
    assert {"en", "de", "zh", "ar"} < set(states["espeak"].speaks)
    assert states["espeak"].voices == "male and female"


def test_who_is_not_named_is_off_and_how_to_name_it_is_told(tmp_path: Path) -> None:
    """Ready though it be."""
    state = _roster(tmp_path, order=["espeak"])["house"]
    assert (state.state, state.speaks) == ("off", ("en",))
    assert '"house"' in state.needs


@pytest.mark.parametrize(
    ("names", "voices", "speaks"),
    [
        (["en_US-ryan-medium"], "male; female by conversion", ("en",)),
        (["en_US-ryan-medium", "de_DE-kerstin-low"], "male and female", ("de", "en")),
        (["en_US-nobody-medium"], "male or female by conversion", ("en",)),
    ],
)
def test_voices_of_piper_are_those_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], voices: str, speaks: tuple[str, ...]
) -> None:
    """No network is loaded to tell."""
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *rest: object() if name == "piper" else real(name, *rest))
    for name in names:
        _alphabet(tmp_path, name)
    state = _roster(tmp_path)["piper"]
    assert (state.state, state.voices, state.speaks) == ("ready", voices, speaks)


def test_a_voice_that_does_not_open_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The roster goes on with the others."""

    def refuse(*_: object) -> None:
        raise MissingPart("Its weights are damaged.")

    monkeypatch.setattr(roster_module, "open_voice", refuse)
    state = _roster(tmp_path)["house"]
    assert (state.state, state.needs) == ("missing", "Its weights are damaged")


def test_it_becomes_json(tmp_path: Path) -> None:
    """With everything that it says."""
    for state in _roster(tmp_path).values():
        assert json.loads(json.dumps(state.as_json()))["name"] == state.name
