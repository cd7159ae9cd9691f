"""The decoder at arm's length: whatever becomes of its process, the answer is a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.toontalker.speech.own_voice.sounds import tone, wav
from toontalker.errors import ToonTalkerError, UnreadableAudio
from toontalker.speech.own_voice import decoding
from toontalker.speech.own_voice.decoding import decoded


def _decoder(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Puts another program in the decoder's place."""
    file = folder / "decoder.py"
    file.write_text(f"import os, sys, time\nout = sys.stdout.buffer\n{program}\n")
    monkeypatch.setattr(decoding, "DECODER", file)


BEGUN = "out.write(b'H' + bytes(4)); out.flush()"


@pytest.mark.parametrize(
    "end", ["os.abort()", "out.write(b'S' + b'\\xff' * 4)", "out.write(b'S\\x08\\0\\0\\0half')", "out.write(b'F\\x05\\0\\0\\0quite')", ""]
)
def test_a_decoder_that_dies_or_babbles_means_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """Killed, too much at once, half a record, an unknown word, silence."""
    _decoder(tmp_path, monkeypatch, f"{BEGUN}\n{end}")
    with pytest.raises(UnreadableAudio, match="damaged"):
        list(decoded(b"OggS", "ogg", 1.0))


def test_a_decoder_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a set time."""
    monkeypatch.setattr(decoding, "PATIENCE", 0.5)
    _decoder(tmp_path, monkeypatch, f"{BEGUN}\ntime.sleep(60)")
    with pytest.raises(UnreadableAudio, match="damaged"):
        list(decoded(b"OggS", "ogg", 1.0))


def test_a_decoder_that_does_not_start_is_our_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not the person's."""
    _decoder(tmp_path, monkeypatch, "sys.exit(1)")
    with pytest.raises(ToonTalkerError, match="could not be started") as caught:
        list(decoded(bytes(1 << 20), "ogg", 1.0))
    assert caught.value.blame == "us"
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(ToonTalkerError, match="could not be started"):
        list(decoded(b"OggS", "ogg", 1.0))


def test_who_stops_listening_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder is killed and waited for, else the interpreter would warn of it."""
    pieces = decoded(wav(tone(20.0, 48_000)), "wav", 60.0)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator
