"""What this machine can speak: each voice, its languages, whether it can be asked, and what it needs if not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from toontalker.clip import VOICES, Voice
from toontalker.errors import SetupError
from toontalker.languages import LANGUAGES
from toontalker.speech.engine import VoiceEngine
from toontalker.speech.opening import obstacle, open_voice
from toontalker.voice_settings import VoiceName, VoiceSettings

State = Literal["ready", "missing", "off"]
TITLES: Final[dict[VoiceName, str]] = {
    "gtts": "Google's voice, online",
    "piper": "neural voices on this machine",
    "edge": "Microsoft's voices, online",
    "house": "our own voice",
    "espeak": "the voice that is always there",
}
"""Each voice in a few words."""
_BOTH: Final = "male and female"
_VOICES: Final[dict[VoiceName, str]] = {"gtts": "female; male by conversion", "edge": _BOTH, "house": _BOTH, "espeak": _BOTH}


@dataclass(frozen=True)
class VoiceState:
    """One voice as it is on this machine."""

    name: VoiceName
    """As the settings and a clip's report call it."""
    title: str
    """What it is, in a few words."""
    speaks: tuple[str, ...]
    """Codes of its languages, of those in `LANGUAGES`; empty where it cannot be opened to tell."""
    voices: str
    """Which of them are its own: ``male and female``, or ``female; male by conversion``."""
    state: State
    """ready: it is asked; missing: something is to be brought; off: somebody does not want it."""
    needs: str
    """What to type or to change, without a full stop; empty where it is ready."""

    def as_json(self) -> dict[str, Any]:
        """As `toontalker voices --json` prints it."""
        return {
            "name": self.name,
            "title": self.title,
            "state": self.state,
            "needs": self.needs,
            "speaks": list(self.speaks),
            "voices": self.voices,
        }


def roster(settings: VoiceSettings) -> tuple[VoiceState, ...]:
    """All voices: those that are asked in their order, then the others. Touches no network; an engine that breaks is ``missing``."""
    names = (*settings.order, *(name for name in get_args(VoiceName) if name not in settings.order))
    return tuple(_state_of(name, settings) for name in names)


def _state_of(name: VoiceName, settings: VoiceSettings) -> VoiceState:
    speaks: tuple[str, ...] = ()
    voices = _VOICES.get(name, "")
    found = obstacle(name, settings)
    state: State = "ready" if found is None else found.state
    needs = "" if found is None else found.needs
    if found is None:
        try:
            engine = open_voice(name, settings)
        except SetupError as error:
            return VoiceState(name, TITLES[name], (), voices, "missing", str(error).rstrip("."))
        speaks = tuple(language.code for language in LANGUAGES if engine.speaks(language.code))
        voices = voices or _own_voices(engine)
        if name not in settings.order:
            state, needs = "off", f'add "{name}" to order in the section [voices] of the settings'
    return VoiceState(name, TITLES[name], speaks, voices, state, needs)


def _own_voices(engine: VoiceEngine) -> str:
    """Whose voices the files of piper hold."""
    from toontalker.speech.piper import Piper

    assert isinstance(engine, Piper)
    own: set[Voice | None] = {gender for file in engine.files for gender, _ in file.speakers}
    known = [voice for voice in VOICES if voice in own]
    if len(known) == len(VOICES):
        return _BOTH
    return f"{known[0]}; {_other(known[0])} by conversion" if known else "male or female by conversion"


def _other(voice: Voice) -> Voice:
    return "female" if voice == "male" else "male"
