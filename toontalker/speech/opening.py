"""How each voice is opened, and what stands in the way of it: the one place that knows them all by name."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from toontalker.errors import BadSetting, MissingPart, NoVoice
from toontalker.speech.engine import VoiceEngine
from toontalker.voice_settings import ONLINE, VoiceName, VoiceSettings

_EXTRAS: Final[dict[VoiceName, tuple[str, str]]] = {"gtts": ("gtts", "online"), "edge": ("edge_tts", "edge"), "piper": ("piper", "piper")}
"""Voice → the package it needs, by the name that is imported, and the extra that brings it along."""


@dataclass(frozen=True)
class Obstacle:
    """Why a voice cannot be asked on this machine."""

    state: Literal["missing", "off"]
    """missing: something is to be brought; off: somebody does not want it."""
    needs: str
    """What to type or to change; no whole sentence, and without a full stop."""


def obstacle(name: VoiceName, settings: VoiceSettings) -> Obstacle | None:
    """What stands in the way of a voice, None if nothing does; loads no voice and asks nobody."""
    if name in _EXTRAS:
        package, extra = _EXTRAS[name]
        if importlib.util.find_spec(package) is None:
            return Obstacle("missing", f"pip install 'toontalker[{extra}]'")
    if name in ONLINE:
        from toontalker.speech.online import is_offline

        return Obstacle("off", "unset TOONTALKER_OFFLINE, which keeps this machine off the network") if is_offline() else None
    if name == "piper":
        from toontalker.speech.piper import find_voice_files, piper_folder

        if not find_voice_files(piper_folder(settings.piper_folder)):
            return Obstacle("missing", "toontalker weights fetch piper-en-male, or another name of `toontalker weights list`")
    return None


def open_voice(name: VoiceName, settings: VoiceSettings, longest_seconds: float = 600.0) -> VoiceEngine:
    """One voice, whether or not the settings name it; no network is touched before it speaks.

    `longest_seconds`: of sound a text may make. Raises MissingPart or NoVoice with what it needs.
    """
    if (found := obstacle(name, settings)) is not None:
        error = MissingPart if found.state == "missing" else NoVoice
        raise error(f"The voice {name} cannot speak here yet: {found.needs}.")
    if name == "gtts":
        from toontalker.speech.online.gtts_voice import GoogleVoice

        return GoogleVoice.open(settings, longest_seconds)
    if name == "edge":
        from toontalker.speech.online.edge_voice import EdgeVoice

        return EdgeVoice.open(settings, longest_seconds)
    if name == "piper":
        from toontalker.speech.piper import Piper, find_voice_files, piper_folder

        return Piper(find_voice_files(piper_folder(settings.piper_folder)), longest=longest_seconds)
    return _open_embedded(name, longest_seconds)


def engines_of(settings: VoiceSettings, longest_seconds: float = 600.0) -> list[VoiceEngine]:
    """The voices that the settings name and that can be asked on this machine, in that order.

    One with an obstacle is passed over. Raises MissingPart where an embedded one does not load.
    """
    return [open_voice(name, settings, longest_seconds) for name in settings.order if obstacle(name, settings) is None]


def _open_embedded(name: VoiceName, longest_seconds: float) -> VoiceEngine:
    from toontalker.speech.espeak import Espeak
    from toontalker.speech.espeak_process import EspeakProcess, find_espeak
    from toontalker.speech.house.voice import HouseVoice

    process = EspeakProcess(*find_espeak())
    return HouseVoice(process, longest=longest_seconds) if name == "house" else Espeak(process, longest=longest_seconds)


def voice_named(name: str) -> VoiceName:
    """The voice of that name; raises BadSetting with the names there are."""
    for known in get_args(VoiceName):
        if name == known:
            return cast(VoiceName, known)
    raise BadSetting(f"No voice is called {name[:40]!r}; known are {', '.join(get_args(VoiceName))}.")
