"""The voice files of piper on this machine: what each speaks, in whose voice, and which is the one for a request.

A voice is two files: NAME.onnx, the network, and NAME.onnx.json, its alphabet and its language. NAME is language, region, name of
the voice and quality, as in ``en_US-ryan-medium``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from toontalker.clip import Voice
from toontalker.languages import language_code
from toontalker.speech.piper.genders import GENDER_OF, SPEAKERS

_QUALITIES: Final = ("x_low", "low", "medium", "high")
_LARGEST_CONFIG: Final = 1 << 21
"""Bytes of a NAME.onnx.json at most; published ones have 5,000 to 50,000."""
_ESPEAK_VOICE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9-]{1,12})?")
_SPOKEN: Final = ("espeak", "text")
"""Alphabets that need no package and no download of their own."""


@dataclass(frozen=True)
class VoiceFile:
    """One voice of piper."""

    model: Path
    """NAME.onnx; its config lies beside it as NAME.onnx.json."""
    language: str
    """ISO 639, without a region."""
    region: str
    """Lower case, such as ``us``; empty where none is said."""
    speakers: tuple[tuple[Voice | None, int | None], ...]
    """Whose voices it holds, None where that is not known; and the number of each, None where there is only one."""
    quality: int
    """The higher the better; -1 where it is not said."""

    def speaker(self, voice: Voice) -> tuple[Voice | None, int | None]:
        """The one for the voice that was asked for, else the first."""
        return next((speaker for speaker in self.speakers if speaker[0] == voice), self.speakers[0])


def piper_folder(named: str) -> Path:
    """Where voices lie: what the settings name, else the folder of the weights."""
    if named:
        return Path(named).expanduser()
    from toontalker.weights import weights_folder

    return weights_folder()


def find_voice_files(folder: Path) -> tuple[VoiceFile, ...]:
    """The voices in a folder, by name; a file without a readable config, or with one for another program, is none."""
    return tuple(found for model in sorted(folder.glob("*.onnx")) if (found := _voice_file(model)) is not None)


def best_file(files: Iterable[VoiceFile], voice: Voice, language: str) -> VoiceFile | None:
    """The voice for a language code; its own region before the right gender would make Brazilians of the Portuguese, so after it."""
    base, _, region = (language_code(language) or language.lower()).partition("-")

    def merit(file: VoiceFile) -> tuple[bool, bool, int, str]:
        return file.speaker(voice)[0] == voice, file.region == region, file.quality, file.model.name

    return max((file for file in files if file.language == base), key=merit, default=None)


def read_config(model: Path) -> dict[str, Any]:
    """The config beside a network; raises OSError, or ValueError where it is none."""
    path = model.with_name(f"{model.name}.json")
    if path.stat().st_size > _LARGEST_CONFIG:
        raise ValueError("too long")
    config = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(config, dict) or not isinstance(config.get("espeak"), dict) or not config.get("phoneme_id_map"):
        raise ValueError("not piper's")
    if not _ESPEAK_VOICE.fullmatch(str(config["espeak"].get("voice"))):
        raise ValueError("names no voice")  # the library behind piper ends the process on some strange names
    return config


def _voice_file(model: Path) -> VoiceFile | None:
    try:
        config = read_config(model)
    except (OSError, ValueError):
        return None
    if config.get("phoneme_type", "espeak") not in _SPOKEN:
        return None
    spoken = config.get("language")
    code = str(spoken.get("code", "")) if isinstance(spoken, dict) else ""
    first, _, region = (code or config["espeak"]["voice"]).replace("-", "_").partition("_")
    language = language_code(first)
    if language is None:
        return None
    parts = model.stem.rsplit("-", 1)
    quality = _QUALITIES.index(parts[-1]) if parts[-1] in _QUALITIES else -1
    return VoiceFile(model, language, region.lower(), _speakers(config, parts[0]), quality)


def _speakers(config: dict[str, Any], name: str) -> tuple[tuple[Voice | None, int | None], ...]:
    """Whose voices a file holds."""
    numbers = config.get("speaker_id_map")
    if config.get("num_speakers", 1) in (0, 1) or not isinstance(numbers, dict) or not numbers:
        return ((GENDER_OF.get(name), None),)
    return tuple((SPEAKERS.get(str(speaker).lower()), number) for speaker, number in numbers.items() if isinstance(number, int)) or (
        (None, None),
    )
