"""The decoder itself, run here without its limits: what it says to what it is given."""

from __future__ import annotations

import io
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.toontalker.speech.own_voice.sounds import KINDS, LOCKED, TONE, Kind, encoded, film, tone, wav
from toontalker.speech.own_voice import decoder
from toontalker.speech.own_voice.decoding import DECODER

RATE = 48_000


def _answer(data: bytes, container: str, monkeypatch: pytest.MonkeyPatch, most: int = 10 * RATE) -> tuple[str, bytes]:
    """Its letters in order and the content of all of them."""
    out = io.BytesIO()
    monkeypatch.setattr(decoder, "_limit", lambda: None)
    monkeypatch.setattr(decoder, "sys", SimpleNamespace(stdin=SimpleNamespace(buffer=io.BytesIO(data)), stdout=SimpleNamespace(buffer=out)))
    decoder.main(container, RATE, most)
    told, letters, content = out.getvalue(), "", b""
    while told:
        length = int.from_bytes(told[1:5], "little")
        letters, content, told = letters + told[:1].decode(), content + told[5 : 5 + length], told[5 + length :]
    return letters, content


def _sound(content: bytes) -> NDArray[np.float32]:
    return np.frombuffer(content, "<i2").astype(np.float32) / 32767


@pytest.mark.parametrize("name", ["voice note of Telegram", "voice memo of an iPhone", "WAV of 8 bits", "WAV of 24 bits", "5.1 channels"])
def test_it_begins_gives_sound_and_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One second of mono at the rate that was asked for."""
    kind = KINDS[name]
    container = {"ipod": "mov"}.get(kind.container, kind.container)
    letters, content = _answer(encoded(kind), container, monkeypatch)
    assert set(letters[1:-1]) == {"S"}
    assert letters[0] + letters[-1] == "HE"
    assert _sound(content).size == pytest.approx(RATE, abs=0.08 * RATE)


@pytest.mark.parametrize(
    ("data", "container", "word"),
    [
        (b"OggS" + bytes(500), "ogg", b"damaged"),
        (encoded(KINDS["MP4"], options=LOCKED), "mov", b"damaged"),
        (wav(tone(1.0, RATE), rate=1_000), "wav", b"damaged"),
        (encoded(Kind("matroska", "ac3")), "matroska", b"unknown"),
        (film(with_sound=False), "mov", b"soundless"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/hostname\n", "hls", b"damaged"),
    ],
)
def test_it_refuses_with_a_word(data: bytes, container: str, word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one, `decoding` makes a sentence of."""
    letters, content = _answer(data, container, monkeypatch)
    assert letters == "HF"
    assert content == word


def test_it_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not more than that is ever handed over."""
    letters, content = _answer(wav(tone(3.0, RATE)), "wav", monkeypatch, most=RATE)
    assert letters[-1] == "F"
    assert content.endswith(b"long")
    assert len(content) <= 2 * RATE + 4


def test_the_rate_may_change_on_the_way() -> None:
    """As that of a broadcast does: the pitch stays, and no sample is lost."""
    pieces = [(rate, tone(0.5, rate)) for rate in (16_000, 44_100, 48_000)]
    sound = np.concatenate(list(decoder._at_rate(iter(pieces), RATE)))
    assert sound.size == pytest.approx(1.5 * RATE, abs=3)
    for number in range(3):
        part = sound[number * RATE // 2 :][: RATE // 2] * np.hanning(RATE // 2)
        assert np.argmax(np.abs(np.fft.rfft(part))) * 2 == pytest.approx(TONE, abs=4)


def test_it_knows_no_name_of_the_package() -> None:
    """It is run without it, so that it starts quickly."""
    program = f"import runpy, sys; runpy.run_path({str(DECODER)!r}); print([name for name in sys.modules if 'toontalker' in name])"
    answer = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
