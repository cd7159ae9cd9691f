"""What this machine can do, one line each, with what to do about what is missing.

It runs where nothing else does: no check imports a package that may itself be broken without catching that.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toontalker.clip import VOICES
from toontalker.errors import ToonTalkerError
from toontalker.system import LIBRARIES, how_to_install, missing_libraries

PYTHONS = ((3, 11), (3, 13))
"""From the first version on, up to but without the second."""
PACKAGES = {
    "av": "av",
    "cv2": "opencv-contrib-python",
    "espeakng_loader": "espeakng-loader",
    "mediapipe": "mediapipe",
    "numpy": "numpy",
    "PIL": "Pillow",
    "pydantic": "pydantic",
    "scipy": "scipy",
    "soxr": "soxr",
    "threadpoolctl": "threadpoolctl",
}
"""What the embedded way from photo to clip needs: name to import → name to install."""
_REINSTALL = "run `make` again, or pip install --force-reinstall -c constraints.txt -e ."

State = Literal["ok", "missing", "none"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    state: State
    """`missing`: no clip can be made without it; `none`: it is not there and nothing here needs it."""
    what: str
    """What was found."""
    advice: str = ""
    """What to do about it; empty where nothing is to be done."""

    def line(self) -> str:
        """The finding as one line of text."""
        mark = {"ok": "ok     ", "missing": "MISSING", "none": "-      "}[self.state]
        return f"{mark}  {self.name:<17} {self.what}" + (f"; {self.advice}" if self.advice else "")


def examine() -> list[Finding]:
    """Looks at everything, in the order in which to mend it."""
    checks: tuple[Callable[[], Finding], ...] = (_python, _libraries, _packages, _voices, _more_voices, _fonts, _gpu, _weights, _neural)
    return [check() for check in checks]


def summary(findings: list[Finding]) -> str:
    """One sentence that says whether clips can be made here."""
    missing = [finding.name for finding in findings if finding.state == "missing"]
    if not missing:
        return "This machine can make clips."
    return f"This machine cannot make clips yet: mend {', '.join(missing)} first."


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        return Finding("python", "ok", version)
    return Finding("python", "missing", f"{version} is not supported", "install Python 3.11 or 3.12 and make a new .venv with it")


def _libraries() -> Finding:
    missing = missing_libraries()
    if missing:
        return Finding("system libraries", "missing", f"{', '.join(missing)} not found", how_to_install(missing))
    return Finding("system libraries", "ok", ", ".join(LIBRARIES))


def _packages() -> Finding:
    """Imports every package; one that is there and broken counts as missing."""
    broken = [distribution for module, distribution in PACKAGES.items() if not _imports(module)]
    if broken and missing_libraries():
        return Finding("packages", "missing", f"{', '.join(broken)} cannot start", "install the system libraries above first")
    if broken:
        return Finding("packages", "missing", f"{', '.join(broken)} cannot be imported", _REINSTALL)
    return Finding("packages", "ok", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES.values()))


def _imports(module: str) -> bool:
    try:
        importlib.import_module(module)
    except (ImportError, OSError):  # OSError: a library inside the wheel cannot be loaded
        return False
    return True


def _voices() -> Finding:
    """Opens the embedded voices and lets them say one word, both as a man and as a woman; nobody else is asked."""
    try:
        from toontalker.speech import Voices
        from toontalker.speech.opening import engines_of
        from toontalker.voice_settings import EMBEDDED, VoiceSettings

        voices = Voices(engines_of(VoiceSettings(order=EMBEDDED)))
        names = {voice: voices.say("Hello", voice).said_by for voice in VOICES}
    except (ImportError, OSError) as error:
        return Finding("voices", "missing", f"the speech room does not load ({error})", _REINSTALL)
    except ToonTalkerError as error:
        return Finding("voices", "missing", str(error).rstrip("."), _REINSTALL)
    return Finding("voices", "ok", ", ".join(f"{voice}: {name}" for voice, name in names.items()) + " (embedded, offline)")


def _more_voices() -> Finding:
    """The voices that are a choice: which are ready to be asked? None of them is."""
    try:
        from toontalker.speech.opening import obstacle
        from toontalker.voice_settings import EMBEDDED, VoiceSettings

        settings = VoiceSettings()
        chosen = [name for name in settings.order if name not in EMBEDDED]
        ready = [name for name in chosen if obstacle(name, settings) is None]
    except (ImportError, OSError, ToonTalkerError) as error:
        return Finding("more voices", "none", f"they cannot be looked at ({error})")
    what = ", ".join(f"{name}: {'ready' if name in ready else 'not here'}" for name in chosen)
    return Finding("more voices", "ok" if ready else "none", what, "`toontalker voices` says more")


def _fonts() -> Finding:
    """The tag and the contact sheet are lettered with the font that Pillow carries, which needs Pillow's FreeType."""
    try:
        from PIL import features
    except ImportError as error:
        return Finding("fonts", "missing", f"Pillow does not load ({error})", _REINSTALL)
    if not features.check("freetype2"):
        return Finding("fonts", "missing", "this Pillow was built without FreeType", _REINSTALL)
    return Finding("fonts", "ok", "Pillow's own; no system font is needed")


def _gpu() -> Finding:
    """Asks NVIDIA's own tool; nothing here loads a GPU library."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return Finding("gpu", "none", "no NVIDIA GPU found, and nothing here needs one")
    try:
        command = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - constants, found by which
    except (OSError, subprocess.SubprocessError):
        return Finding("gpu", "none", "nvidia-smi does not answer", "look at the driver if a GPU should be here; clips are made without it")
    cards = [line.strip() for line in answer.stdout.splitlines() if line.strip()]
    what = "; ".join(cards) or "the driver is there but no GPU"
    return Finding("gpu", "ok" if cards else "none", f"{what} (the embedded engine needs none)")


def _weights() -> Finding:
    """The embedded engine's only models lie inside mediapipe's wheel."""
    models = ("face_landmark/face_landmark_with_attention.tflite", "selfie_segmentation/selfie_segmentation.tflite")
    try:
        inside = Path(str(importlib.metadata.distribution("mediapipe").locate_file("mediapipe/modules")))
    except importlib.metadata.PackageNotFoundError:
        return Finding("weights", "missing", "the models inside mediapipe are not there", _REINSTALL)
    lost = [name for name in models if not (inside / name).is_file()]
    if lost:
        return Finding("weights", "missing", f"mediapipe lacks {', '.join(lost)}", _REINSTALL)
    return Finding("weights", "ok", "the models inside mediapipe; nothing to download")


def _neural() -> Finding:
    """The optional engines: is PyTorch here, and which weights are ready?"""
    if importlib.util.find_spec("torch") is None:
        return Finding("neural engines", "none", "PyTorch is not installed, and nothing here needs it", "`make neural` installs it")
    try:
        from toontalker.weights import open_shelf, state_of

        shelf = open_shelf()
        ready = [file.name for file in shelf.manifest.files if state_of(shelf, file) == "ready"]
    except (ImportError, ToonTalkerError) as error:
        return Finding("neural engines", "none", f"their weights cannot be looked at ({error})")
    what = f"PyTorch {importlib.metadata.version('torch')}, weights: {', '.join(ready) or 'none'}"
    return Finding("neural engines", "ok" if ready else "none", what, "" if ready else "`toontalker weights list` says which there are")
