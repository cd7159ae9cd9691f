"""What a change of voice did, measured on one sentence."""

from __future__ import annotations

import shutil

import librosa  # noqa: F401 - the extra without which this module is skipped
import pocketsphinx  # noqa: F401 - the same
import pytest

from toontalker.speech.gender.judge import measuring
from toontalker.speech.gender.judge.__main__ import main

pytestmark = pytest.mark.skipif(shutil.which("flite") is None, reason="Debian's flite is not installed")


@pytest.mark.slow
def test_a_woman_becomes_a_man_and_a_man_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures say so, and the other method is judged beside it."""
    monkeypatch.setattr(measuring, "SPEAKERS", {"slt": ("male",), "rms": ("male", "female")})
    rows = {(row.speaker, row.asked, row.method): row for row in measuring.judge(["The birch canoe slid on the smooth planks."])}
    assert set(rows) == {
        ("slt", measuring.AS_IT_IS, ""), ("slt", "male", "praat"), ("slt", "male", "librosa"),
        ("rms", measuring.AS_IT_IS, ""), ("rms", "male", "praat"), ("rms", "female", "praat"), ("rms", "female", "librosa"),
    }  # fmt: skip
    changed, stays = rows["slt", "male", "praat"], rows["rms", "male", "praat"]
    assert 100 < changed.pitch < 130
    assert 0.8 < changed.second < 0.92
    assert (changed.identical, stays.identical, stays.pitch) == (0, 1, rows["rms", measuring.AS_IT_IS, ""].pitch)


@pytest.mark.slow
def test_the_command_says_whether_every_bar_is_met(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where a man stays a man."""
    monkeypatch.setattr(measuring, "SPEAKERS", {"kal16": ("male",)})
    assert main(["--sentences", "1"]) == 0
    assert "- pass: kal16, a man already: 1 of 1 bit-identical" in capsys.readouterr().out
