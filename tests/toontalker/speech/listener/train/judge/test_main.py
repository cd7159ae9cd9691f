from __future__ import annotations

from pathlib import Path

import pytest

from toontalker.speech.listener.train.judge.__main__ import main


@pytest.mark.parametrize("named", [True, False])
def test_without_recordings_it_says_in_a_sentence_what_to_do(named: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one line, no table; both where no folder is named and where the folder holds no recordings."""
    assert main(["unknown", *(["--recordings", str(tmp_path)] if named else [])]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("judge: The ")
    assert "PocketSphinx" in told.err or "pocketsphinx" in told.err
    assert len(told.err.splitlines()) == 1


def test_weights_that_are_not_there_are_missed_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one line."""
    assert main(["known", "--weights", str(tmp_path / "none.npz"), "--sentences", "1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
