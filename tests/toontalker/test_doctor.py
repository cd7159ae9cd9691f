"""The doctor names what is missing and what to do about it, and needs nothing itself."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from toontalker import doctor
from toontalker.doctor import Finding, examine, summary
from toontalker.errors import NoVoice


def _finding(name: str) -> Finding:
    return next(finding for finding in examine() if finding.name == name)


def _block(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Lets `import` of these modules fail, as on a machine without them."""
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine of the test has no nvidia-smi."""
    monkeypatch.setattr("shutil.which", lambda _: None)


@pytest.mark.usefixtures("no_gpu")
def test_a_machine_that_passes_the_tests_can_make_clips() -> None:
    """Every line is ok or not needed, each fits on one line, and the names come in the order in which to mend them."""
    findings = examine()
    names = [finding.name for finding in findings]
    assert names == ["python", "system libraries", "packages", "voices", "more voices", "fonts", "gpu", "weights", "neural engines"]
    assert {finding.state for finding in findings} == {"ok", "none"}
    assert all("\n" not in finding.line() for finding in findings)
    assert summary(findings) == "This machine can make clips."


def test_what_is_missing_stands_first_on_its_line_and_in_the_summary() -> None:
    """So that it cannot be overlooked."""
    lost = Finding("voices", "missing", "nobody speaks", "run `make` again")
    assert lost.line().startswith("MISSING  voices")
    assert lost.line().endswith("; run `make` again")
    assert summary([Finding("python", "ok", "3.11"), lost]) == "This machine cannot make clips yet: mend voices first."


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 13, 0), (2, 7, 18)])
def test_an_unsupported_python_is_told(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    """Too old and too new are both named with the versions that work."""
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=version))
    finding = doctor._python()
    assert finding.state == "missing"
    assert "3.11 or 3.12" in finding.advice


def test_a_broken_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name it is installed under, not the one it is imported by."""
    _block(monkeypatch, "PIL", "espeakng_loader")
    finding = doctor._packages()
    assert finding.state == "missing"
    assert "espeakng-loader, Pillow" in finding.what


def test_packages_that_only_lack_a_system_library_point_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reinstalling OpenCV would not help where libGL is missing."""
    _block(monkeypatch, "cv2")
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ["libGL.so.1"])
    assert "system libraries" in doctor._packages().advice
    assert doctor._libraries().advice == "sudo apt-get install libgl1"


def test_a_missing_voice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the room does not load or no voice can speak."""
    import toontalker.speech.opening

    def refuse(_: object) -> None:
        raise NoVoice("No voice can speak.")

    monkeypatch.setattr(toontalker.speech.opening, "engines_of", refuse)
    assert doctor._voices().what == "No voice can speak"
    _block(monkeypatch, "toontalker.speech", "toontalker.speech.opening")
    assert doctor._voices().state == "missing"
    assert doctor._more_voices().state == "none"


def test_more_voices_are_a_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those that can be asked are called ready, those that cannot are not here, and nothing is called missing."""
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(tmp_path))
    none = doctor._more_voices()
    assert (none.state, none.what) == ("none", "gtts: not here, piper: not here")
    monkeypatch.delenv("TOONTALKER_OFFLINE")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *_: SimpleNamespace())
    some = doctor._more_voices()
    assert (some.state, some.what) == ("ok", "gtts: ready, piper: not here")
    assert "toontalker voices" in some.advice


def test_the_voices_are_named() -> None:
    """Both have said a word before the doctor says that they are there."""
    finding = doctor._voices()
    assert finding.state == "ok"
    assert "male: " in finding.what
    assert "female: " in finding.what


def test_letters_need_freetype(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pillow without it, or none at all, is told."""
    from PIL import features

    monkeypatch.setattr(features, "check", lambda _: False)
    assert "FreeType" in doctor._fonts().what
    _block(monkeypatch, "PIL")
    assert doctor._fonts().state == "missing"


@pytest.mark.parametrize(
    ("script", "state", "what"),
    [
        ("echo 'NVIDIA H200, 143771 MiB'", "ok", "NVIDIA H200, 143771 MiB"),
        ("true", "none", "no GPU"),
        ("exit 9", "none", "does not answer"),
    ],
)
def test_a_gpu_is_told_but_never_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, state: str, what: str) -> None:
    """NVIDIA's tool is asked; what it says, or that it fails, never stops a clip."""
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(tool))
    finding = doctor._gpu()
    assert (finding.state, what in finding.what) == (state, True)


def test_a_gpu_tool_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver in trouble must not hang the doctor."""

    def hang(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("nvidia-smi", 20)

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/nvidia-smi")
    monkeypatch.setattr("subprocess.run", hang)
    assert "does not answer" in doctor._gpu().what


def test_models_that_left_the_wheel_are_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Later versions of mediapipe do not carry them; none at all is told too."""

    class _Empty:
        def locate_file(self, _: str) -> Path:
            return tmp_path

    monkeypatch.setattr(importlib.metadata, "distribution", lambda _: _Empty())
    assert "selfie_segmentation" in doctor._weights().what

    def refuse(_: str) -> None:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(importlib.metadata, "distribution", refuse)
    assert doctor._weights().state == "missing"


def test_neural_engines_are_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without PyTorch, or without weights, the line says so and what to do, and nothing is called missing."""
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(tmp_path))
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else real(name, *rest))
    without = doctor._neural()
    assert (without.state, without.advice) == ("none", "`make neural` installs it")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: real(name, *rest) or SimpleNamespace())
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "2.13.0")
    bare = doctor._neural()
    assert (bare.state, bare.what) == ("none", "PyTorch 2.13.0, weights: none")
