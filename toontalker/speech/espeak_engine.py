"""Runs espeak-ng once, in a process of its own, and ends: a script, not a module to import.

The library is not thread-safe, keeps state between texts, and a bad input can end the whole process. So every text gets
a fresh process, started as ``python -I -S espeak_engine.py LIBRARY DATA``. Standard library only: it must start fast.

On stdin comes one JSON object. To speak: text, voice, rate, pitch, range, longest (seconds). To read, without a sound:
clauses (a list of texts) and voice. On stdout go records, each one letter, the length of what follows as little-endian
uint32, and that:

- ``H`` the sampling rate in Hz, uint32
- ``S`` sound, int16 mono
- ``P`` a sound of the language: the sample at which it begins, uint32, then its name in IPA, UTF-8; empty for a pause
- ``W`` a word begins, where the request asks for that (words): the sample, uint32
- ``T`` a clause as it is read: IPA with stress marks, words parted by spaces, letters of one sound tied by ``_``, UTF-8
- ``E`` the end: all is said
- ``F`` the reason why not, one word: ``library``, ``data``, ``voice``, ``text`` or ``long``

The numbers are those of the public header ``espeak-ng/speak_lib.h``.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: hand the sound to a callback, return when done
PHONEME_EVENTS, IN_IPA, DO_NOT_EXIT = 0x1, 0x2, 0x8000
UTF8 = 1  # and nothing else: the flag of SSML, 0x10, would let a text read files
READ_AS = 0x2 | 0x80 | ord("_") << 8  # espeak_TextToPhonemes: in IPA, with a tie between the letters of one sound
EVENT_END, EVENT_WORD, EVENT_PHONEME = 0, 1, 7
RATE, PITCH, RANGE = 1, 3, 4
MEMORY_LIMIT = 1 << 30


class EventId(ctypes.Union):
    """The last field of an event: a number, a pointer to a name, or a name of up to eight bytes."""

    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    ]


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))


class RefusalError(Exception):
    """What goes back in an ``F`` record."""


class Engine:
    """The library, and the way back to the one who asked."""

    def __init__(self, library: str, data: str, out: BinaryIO) -> None:
        """Loads the library; `data` is the folder ``espeak-ng-data``."""
        try:
            self.espeak = ctypes.CDLL(library)
        except OSError as error:
            raise RefusalError("library") from error
        self.rate = int(self.espeak.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(data), PHONEME_EVENTS | IN_IPA | DO_NOT_EXIT))
        if self.rate <= 0:
            raise RefusalError("data")
        seed = getattr(self.espeak, "espeak_ng_SetRandSeed", None)  # since 1.52
        if seed:  # else seeded by the clock: the breath of a voice would differ from second to second
            seed(ctypes.c_long(1))
        self.out = out
        self.samples = 0
        self.most = 0
        self.words = False
        self.heard = Callback(self._hear)  # kept: the library calls it later
        self.espeak.espeak_SetSynthCallback(self.heard)

    def send(self, kind: bytes, content: bytes = b"") -> None:
        """Writes one record."""
        self.out.write(kind + struct.pack("<I", len(content)) + content)

    def _hear(self, sound: int | None, length: int, events: ctypes._Pointer[Event]) -> int:
        """Takes what the library made; 1 tells it to stop."""
        try:
            if sound and length > 0:
                self.samples += length
                self.send(b"S", ctypes.string_at(sound, 2 * length))
            index = 0
            while events[index].type != EVENT_END:
                event = events[index]
                if event.type == EVENT_PHONEME:
                    self.send(b"P", struct.pack("<I", max(event.sample, 0)) + event.id.string)
                elif event.type == EVENT_WORD and self.words:
                    self.send(b"W", struct.pack("<I", max(event.sample, 0)))
                index += 1
        except OSError:
            return 1  # nobody listens any more
        return int(self.samples > self.most)

    def say(self, request: dict[str, Any]) -> None:
        """Speaks one text; raises RefusalError."""
        self._choose(str(request["voice"]))
        for parameter, name in ((RATE, "rate"), (PITCH, "pitch"), (RANGE, "range")):
            self.espeak.espeak_SetParameter(parameter, int(request[name]), 0)
        self.most = int(float(request["longest"]) * self.rate)
        self.words = bool(request.get("words"))
        self.send(b"H", struct.pack("<I", self.rate))
        text = str(request["text"]).encode("utf-8") + b"\0"
        size, zero = ctypes.c_size_t, ctypes.c_uint(0)
        result = self.espeak.espeak_Synth(text, size(len(text)), zero, 1, zero, ctypes.c_uint(UTF8), None, None)
        if self.samples > self.most:
            raise RefusalError("long")
        if result != 0:
            raise RefusalError("text")

    def read(self, request: dict[str, Any]) -> None:
        """Sends how each clause is read; raises RefusalError."""
        self._choose(str(request["voice"]))
        self.espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        for clause in request["clauses"]:
            self.send(b"T", b" ".join(self._read(str(clause))))

    def _read(self, clause: str) -> Iterator[bytes]:
        """The library reads as far as it sees a clause, and moves the pointer on; to nothing when it is through."""
        text = ctypes.create_string_buffer(clause.encode("utf-8"))
        pointer = ctypes.c_void_p(ctypes.addressof(text))
        for _ in range(len(text)):
            if not pointer.value:
                break
            yield self.espeak.espeak_TextToPhonemes(ctypes.byref(pointer), UTF8, READ_AS) or b""

    def _choose(self, voice: str) -> None:
        """Takes a voice; raises RefusalError."""
        if not (voice.isascii() and len(voice) <= 40) or self.espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RefusalError("voice")


def limit_self() -> None:
    """No core dumps, bounded memory; where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """One text from stdin, spoken to stdout."""
    limit_self()
    out = sys.stdout.buffer
    request = json.loads(sys.stdin.buffer.read())
    try:
        engine = Engine(sys.argv[1], sys.argv[2], out)
        if "clauses" in request:
            engine.read(request)
        else:
            engine.say(request)
        engine.send(b"E")
    except RefusalError as refusal:
        word = str(refusal).encode()
        out.write(b"F" + struct.pack("<I", len(word)) + word)
    out.flush()
    os._exit(0)  # skips the library's own way out, which is slow and not always safe


if __name__ == "__main__":
    main()
