"""Opening voices by name, and the sentences about what stands in their way."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest

from toontalker.errors import BadSetting, MissingPart, NoVoice, SetupError
from toontalker.speech.opening import engines_of, obstacle, open_voice, voice_named
from toontalker.voice_settings import VoiceName, VoiceSettings

NAMES: tuple[VoiceName, ...] = get_args(VoiceName)


@pytest.fixture
def settings(tmp_path: Path) -> VoiceSettings:
    """With every voice in the order, and no voice files of piper around."""
    return VoiceSettings(order=NAMES, piper_folder=str(tmp_path), cache_folder=str(tmp_path))


def _without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name in packages else real(name, *rest))


def test_embedded_voices_open_by_their_names(settings: VoiceSettings) -> None:
    """Nothing stands in their way."""
    for name in ("house", "espeak"):
        assert obstacle(voice_named(name), settings) is None
        assert open_voice(voice_named(name), settings).name == name


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_the_way_is_what_is_told(settings: VoiceSettings, name: VoiceName) -> None:
    """Here without a network and without voice files: who has an obstacle cannot be opened, and the sentence says what to do."""
    found = obstacle(name, settings)
    if found is None:
        assert open_voice(name, settings).name == name
        return
    with pytest.raises((MissingPart, NoVoice)) as caught:
        open_voice(name, settings)
    assert str(caught.value) == f"The voice {name} cannot speak here yet: {found.needs}."


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("gtts", "gtts", "online"), ("edge", "edge_tts", "edge"), ("piper", "piper", "piper")]
)
def test_a_missing_package_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch, settings: VoiceSettings, name: str, package: str, extra: str
) -> None:
    """Even where the machine is offline besides."""
    _without(monkeypatch, package)
    with pytest.raises(MissingPart, match=rf"pip install 'toontalker\[{extra}\]'\.$"):
        open_voice(voice_named(name), settings)


@pytest.mark.parametrize("name", ["gtts", "edge"])
def test_offline_is_told(monkeypatch: pytest.MonkeyPatch, settings: VoiceSettings, name: str) -> None:
    """By the name of the variable that says so."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: SimpleNamespace())
    monkeypatch.setenv("TOONTALKER_OFFLINE", "1")
    with pytest.raises(NoVoice, match="TOONTALKER_OFFLINE"):
        open_voice(voice_named(name), settings)
    monkeypatch.setenv("TOONTALKER_OFFLINE", "0")
    assert obstacle(voice_named(name), settings) is None


def test_the_chain_passes_over_who_cannot_be_asked(settings: VoiceSettings) -> None:
    """And keeps the order of the settings."""
    assert [engine.name for engine in engines_of(settings)] == ["house", "espeak"]
    turned = settings.model_copy(update={"order": ("espeak", "gtts", "house")})
    assert [engine.name for engine in engines_of(turned)] == ["espeak", "house"]
    assert engines_of(settings.model_copy(update={"order": ("gtts",)})) == []


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    """One sentence."""
    with pytest.raises(BadSetting, match=r"^No voice is called 'bob'; known are gtts, piper, edge, house, espeak\.$"):
        voice_named("bob")
    assert issubclass(BadSetting, SetupError)
