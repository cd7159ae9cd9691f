"""The engine script, with a stand-in for the library: the real one must not be loaded into a process that is to live on."""

from __future__ import annotations

import ctypes
import io
import json
import os
import struct
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from toontalker.speech import espeak_engine


class StandIn:
    """Behaves as the library does: calls back with sound and events, returns 0 for success."""

    def __init__(self, rate: int = 22_050, known: bool = True, result: int = 0) -> None:
        self.rate, self.known, self.result = rate, known, result
        self.set: dict[int, int] = {}
        self.text = b""
        self.options = self.flags = 0
        self.stopped_by: list[int] = []
        self.reader = Reader()

    def espeak_Initialize(self, output: int, buffer: int, path: bytes, options: int) -> int:  # noqa: N802
        self.options = options
        return self.rate

    def espeak_ng_SetRandSeed(self, seed: ctypes.c_long) -> None:  # noqa: N802
        self.seed = seed.value

    def espeak_SetSynthCallback(self, callback: Callable[..., int]) -> None:  # noqa: N802
        self.callback = callback

    def espeak_SetVoiceByName(self, name: bytes) -> int:  # noqa: N802
        self.voice = name
        return 0 if self.known else 2

    def espeak_SetParameter(self, parameter: int, value: int, relative: int) -> None:  # noqa: N802
        assert relative == 0
        self.set[parameter] = value

    def espeak_Synth(self, text: bytes, *rest: Any) -> int:  # noqa: N802
        self.text, self.flags = text, rest[4].value
        for _ in range(3):
            sound = (ctypes.c_short * 100)(*range(100))
            events = (espeak_engine.Event * 3)()
            events[0].type, events[0].sample = espeak_engine.EVENT_PHONEME, 42
            events[0].id.string = "tʃ".encode()
            events[1].type = 1  # a word, which is not asked for
            self.stopped_by.append(self.callback(ctypes.addressof(sound), 100, events))
            if self.stopped_by[-1]:
                break
        return self.result

    @property
    def espeak_TextToPhonemes(self) -> Callable[..., bytes | None]:  # noqa: N802
        return self.reader


class Reader:
    """Reads a clause word by word, as the library reads a text clause by clause, and moves the pointer on."""

    restype: object = None

    def __init__(self) -> None:
        self.modes: list[tuple[int, int]] = []

    def __call__(self, pointer: Any, characters: int, mode: int) -> bytes | None:
        self.modes.append((characters, mode))
        text = pointer._obj
        word, _, rest = ctypes.string_at(text.value).partition(b" ")
        text.value = text.value + len(word) + 1 if rest else None
        return b"<" + word + b">" if word else None


REQUEST = {"text": "Hällo", "voice": "en-us+f2", "rate": 150, "pitch": 60, "range": 50, "longest": 10}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[StandIn | None, dict[str, object]], bytes]:
    """Runs the script's `main` with a stand-in library and a request; returns what it wrote."""

    def run_main(library: StandIn | None, request: dict[str, object]) -> bytes:
        def load(path: str) -> StandIn:
            assert path == "LIBRARY"
            if library is None:
                raise OSError(path)
            return library

        out = io.BytesIO()
        limits: list[int] = []
        stand_in = SimpleNamespace(RLIMIT_CORE=4, RLIMIT_AS=9, getrlimit=lambda _: (0, -1), setrlimit=lambda which, _: limits.append(which))
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "resource", stand_in)
            patch.setattr(ctypes, "CDLL", load)
            patch.setattr(sys, "argv", ["engine", "LIBRARY", "DATA"])
            patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(request).encode())))
            patch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
            patch.setattr(os, "_exit", lambda code: limits.append(-code))
            espeak_engine.main()
        assert limits == [4, 9, 0]
        return out.getvalue()

    return run_main


def _records(written: bytes) -> Iterator[tuple[str, bytes]]:
    while written:
        length = struct.unpack_from("<I", written, 1)[0]
        yield chr(written[0]), written[5 : 5 + length]
        written = written[5 + length :]


Run = Callable[[StandIn | None, dict[str, object]], bytes]


def test_it_sends_rate_sound_sounds_and_end(run: Run) -> None:
    """In the order in which they come, sounds of the language with their sample and name, words left out."""
    library = StandIn()
    records = list(_records(run(library, {**REQUEST})))
    assert [kind for kind, _ in records] == ["H", "S", "P", "S", "P", "S", "P", "E"]
    assert struct.unpack("<I", records[0][1]) == (22_050,)
    assert records[1][1] == struct.pack("<100h", *range(100))
    assert records[2][1] == struct.pack("<I", 42) + "tʃ".encode()


def test_it_tells_where_words_begin_if_it_is_asked(run: Run) -> None:
    """Each with its sample; all else comes as before."""
    records = list(_records(run(StandIn(), {**REQUEST, "words": True})))
    assert [kind for kind, _ in records if kind != "W"] == ["H", "S", "P", "S", "P", "S", "P", "E"]
    words = [content for kind, content in records if kind == "W"]
    assert len(words) == 3
    assert all(len(content) == 4 for content in words)


def test_it_asks_the_library_for_the_right_things(run: Run) -> None:
    """Phonemes in IPA, no exit, UTF-8 and no other flag (0x10 would be SSML); voice and parameters as requested."""
    library = StandIn()
    run(library, {**REQUEST})
    assert library.seed == 1
    assert library.options == 0x8003
    assert library.flags == 1
    assert library.voice == b"en-us+f2"
    assert library.set == {1: 150, 3: 60, 4: 50}
    assert library.text == "Hällo".encode() + b"\0"


def test_it_reads_clauses_without_a_sound(run: Run) -> None:
    """One record for each, whole though the library reads them in parts, also where there is nothing to read; in IPA with ties."""
    library = StandIn()
    records = list(_records(run(library, {"voice": "en-us", "clauses": ["one two", "", "drei"]})))
    assert records == [("T", b"<one> <two>"), ("T", b""), ("T", b"<drei>"), ("E", b"")]
    assert set(library.reader.modes) == {(1, 0x02 | 0x80 | ord("_") << 8)}
    assert library.reader.restype is ctypes.c_char_p
    assert list(_records(run(StandIn(known=False), {"voice": "en-us", "clauses": ["x"]}))) == [("F", b"voice")]


@pytest.mark.parametrize(
    ("library", "change", "reason"),
    [
        (None, {}, b"library"),
        (StandIn(rate=-1), {}, b"data"),
        (StandIn(known=False), {}, b"voice"),
        (StandIn(), {"voice": "x" * 5000}, b"voice"),
        (StandIn(), {"voice": "é"}, b"voice"),
        (StandIn(result=-1), {}, b"text"),
        (StandIn(), {"longest": 0.005}, b"long"),
    ],
)
def test_a_refusal_names_its_reason(run: Run, library: StandIn | None, change: dict[str, object], reason: bytes) -> None:
    """One word, as the last record."""
    assert list(_records(run(library, {**REQUEST, **change})))[-1] == ("F", reason)


def test_it_stops_the_library_when_the_sound_gets_too_long(run: Run) -> None:
    """110 samples are allowed, so the second hundred is the last."""
    library = StandIn()
    run(library, {**REQUEST, "longest": 0.005})
    assert library.stopped_by == [0, 1]


def test_it_stops_when_nobody_listens() -> None:
    """A broken pipe ends the synthesis instead of raising into the library."""

    class Deaf(io.BytesIO):
        def write(self, _: Any) -> int:
            raise BrokenPipeError

    library = StandIn()
    engine = espeak_engine.Engine.__new__(espeak_engine.Engine)
    engine.out, engine.samples, engine.most = Deaf(), 0, 1000
    library.callback = engine._hear
    library.espeak_Synth(b"x", *[SimpleNamespace(value=1)] * 7)
    assert library.stopped_by == [1]


def test_a_system_without_limits_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no module `resource`."""
    monkeypatch.setitem(sys.modules, "resource", None)
    espeak_engine.limit_self()
