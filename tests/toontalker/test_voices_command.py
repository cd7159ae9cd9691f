"""`toontalker voices` and `toontalker say --said-by`, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toontalker.__main__ import main


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, with no settings and no weights around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOONTALKER_CONFIG", raising=False)
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(tmp_path))


def test_the_table_says_who_speaks_and_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """In the order in which they are asked, in lines that a terminal can show, with a command to try at the end."""
    assert main(["voices"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = ("gtts", "piper", "house", "espeak", "edge")
    assert [line.split()[0] for line in lines if line.startswith(tuple(f"  {name} " for name in names))] == list(names)
    assert "Welsh" in "".join(lines)
    assert max(map(len, lines)) <= 110
    assert lines[-1] == 'Try one: toontalker say --said-by house "Hello"'


def test_a_language_limits_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """To who speaks it, in any spelling, and who may once it is there."""
    assert main(["voices", "--language", "Deutsch"]) == 0
    out = capsys.readouterr().out
    assert "German" in out.splitlines()[0]
    assert "  espeak " in out
    assert "  house " not in out


def test_an_unknown_language_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, exit code two."""
    assert main(["voices", "--language", "tlh"]) == 2
    assert capsys.readouterr().err == "toontalker: There is no voice for the language 'tlh'; `toontalker voices` names those there are.\n"


def test_json_has_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    """For a program to read."""
    assert main(["voices", "--json", "--language", "de"]) == 0
    states = {state["name"]: state for state in json.loads(capsys.readouterr().out)}
    assert "de" in states["espeak"]["speaks"]
    assert states["piper"]["state"] == "missing"
    assert states["espeak"]["needs"] == ""


def test_settings_say_the_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the command line."""
    (tmp_path / "own.toml").write_text('[voices]\norder = ["espeak"]\n', encoding="utf-8")
    assert main(["--config", "own.toml", "voices"]) == 0
    out = capsys.readouterr().out
    assert out.index("espeak") < out.index("Not asked:") < out.index("house")


@pytest.mark.parametrize("name", ["house", "espeak"])
def test_one_voice_can_be_tried(tmp_path: Path, name: str) -> None:
    """It alone speaks."""
    assert main(["say", "Hello my friends", "--said-by", name, "--report", "a.json", "--out", "a.wav"]) == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["said_by"] == name


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--said-by", "bob"], "No voice is called 'bob'; known are gtts, piper, edge, house, espeak."),
        (["--said-by", "house", "--language", "german"], "The voice house does not speak German; `toontalker voices` says who does."),
        (["--said-by", "piper"], "The voice piper cannot speak here yet: "),
        (["--said-by", "gtts"], "The voice gtts cannot speak here yet: "),
    ],
)
def test_a_voice_that_cannot_is_told_with_what_it_needs(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    """Instead of another one speaking in its place."""
    assert main(["say", "Hello my friends", *arguments]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1
