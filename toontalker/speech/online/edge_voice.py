"""The voice engine `edge`: Microsoft's voices through the package edge-tts, asked only where the settings name them.

The service is meant for a browser, not for others; it changes now and then, and refuses until the package has followed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from toontalker.clip import Voice
from toontalker.errors import MissingPart, TextTooLong
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.online import faults
from toontalker.speech.online.cache import Line, SoundCache, cache_folder
from toontalker.speech.online.edge_voices import EDGE_VOICES, edge_voice_of
from toontalker.speech.online.lines import Lines
from toontalker.speech.online.mp3 import BadSound, LongSound, decode_mp3
from toontalker.speech.online.words import Word, passages_of
from toontalker.speech.recording import Recording
from toontalker.voice_settings import VoiceSettings

TITLE: Final = "Microsoft's voice"
RATE: Final = 24_000
"""Hz of what the service sends."""
AT_ONCE: Final = 2
"""Texts under way at most, whoever asked."""
LARGEST: Final = 8 << 20
"""Bytes of a sound at most; ten minutes are half of it."""
CONNECTING: Final = 4
"""Seconds for a connection at most."""
SILENCE: Final = 3e-4
"""Highest sample below which nothing is heard: -70 dBFS."""
LATEST_WORD: Final = 0.5
"""Seconds by which the last word may seem to end after the sound."""
FALLBACK: Final = "en"
_PITCH: Final[dict[Voice, float]] = {"male": 110.0, "female": 205.0}
"""Hz, roughly: the service takes a change of pitch in Hz, a delivery has semitones."""


@dataclass(frozen=True)
class EdgeService:
    """Where Microsoft's voices are, and how long they may take."""

    address: str | None = None
    """Scheme, host and port, such as ``ws://127.0.0.1:8000``; None: where the package edge-tts knows them to be."""
    patience: float = 8.0
    """Seconds for a whole text."""


class EdgeVoice:
    """Speaks what Microsoft's servers send, with a woman's and a man's voice; may be used by many threads at once."""

    name = "edge"

    def __init__(self, cache: SoundCache, *, longest: float = 600.0, service: EdgeService | None = None) -> None:
        """`cache`: where sounds are kept; `longest`: seconds of sound a text may make. Raises MissingPart without edge-tts."""
        self._service = service or EdgeService()
        try:
            self._package = _package_for(self._service.address)
        except ImportError as error:
            raise MissingPart("Microsoft's voices need the Python package edge-tts: pip install 'toontalker[edge]'.") from error
        self._cache = cache
        self._longest = longest
        self._lines = Lines(AT_ONCE, self.name)
        self.close = self._lines.close
        """Ends its threads at once; else that happens when nobody holds the voice any more."""

    @classmethod
    def open(cls, settings: VoiceSettings, longest: float = 600.0) -> EdgeVoice:
        """The voices as the settings want them; opens no connection. Raises MissingPart where edge-tts is missing."""
        cache = SoundCache(cache_folder(settings.cache_folder), round(settings.cache_megabytes * 1e6))
        return cls(cache, longest=longest, service=EdgeService(patience=settings.patience_seconds))

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of all languages it speaks, lower case, in alphabetical order."""
        return tuple(sorted(EDGE_VOICES))

    def speaks(self, language: str) -> bool:
        """True if there are voices for this language code, in any spelling."""
        return edge_voice_of(language, "female") is not None

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text, in English if it does not know the language; without times, but with passages from pause to pause.

        Raises VoiceAway if the service does not answer as it should within its patience, and TextTooLong.
        """
        spoken_by = edge_voice_of(language, voice) or edge_voice_of(FALLBACK, voice)
        assert spoken_by is not None
        asked = {"voice": spoken_by, "rate": f"{round((delivery.rate - 1) * 100):+d}%", "pitch": _pitch(voice, delivery)}
        line = Line(self.name, " ".join(asked.values()), language, text)
        kept = self._cache.get(line)
        if kept is not None:
            return self._recording(kept, text)
        deadline = time.monotonic() + self._service.patience
        try:
            (sent,) = self._lines.ask([partial(self._fetched, text, asked, deadline)], deadline)
        except TimeoutError as error:
            raise faults.away(TITLE, faults.TOO_SLOW) from error
        recording = self._recording(sent, text)
        self._cache.put(line, sent)
        return recording

    def _fetched(self, text: str, asked: dict[str, str], deadline: float) -> bytes:
        """The words with their times as a line of JSON, then the MP3; raises VoiceAway."""
        import aiohttp
        from edge_tts.exceptions import EdgeTTSException

        rubbish = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)  # the package checks little of what it is sent
        try:
            return asyncio.run(self._listened(text, asked, deadline))
        except (aiohttp.ClientError, EdgeTTSException, OSError, *rubbish) as error:
            raise faults.away(TITLE, _reason(error)) from error

    async def _listened(self, text: str, asked: dict[str, str], deadline: float) -> bytes:
        """One talk with the service."""
        left = deadline - time.monotonic()
        seconds = max(1, round(left))
        talk = self._package.Communicate(
            text, **asked, boundary="WordBoundary", connect_timeout=min(CONNECTING, seconds), receive_timeout=seconds
        )
        words: list[Word] = []
        sound = bytearray()
        async with asyncio.timeout(left), aclosing(talk.stream()) as messages:
            async for message in messages:
                if message["type"] == "audio":
                    sound += message["data"]
                else:
                    words.append(_word(message))
                if len(sound) > LARGEST:
                    raise faults.away(TITLE, faults.TOO_LARGE)
        if talk.state.get("cumulative_audio_bytes", len(sound)) != len(sound):  # counted by the package when a talk has ended well
            raise faults.away(TITLE, faults.BROKE_OFF)
        return json.dumps(words).encode() + b"\n" + bytes(sound)

    def _recording(self, sent: bytes, text: str) -> Recording:
        """What came over the wire as a recording; raises VoiceAway if it is not whole."""
        times, _, mp3 = sent.partition(b"\n")
        words = [Word(*word) for word in json.loads(times)]
        try:
            sound = decode_mp3(mp3, RATE, self._longest)
        except BadSound as error:
            raise faults.away(TITLE, faults.DAMAGED) from error
        except LongSound as error:
            raise TextTooLong("That text takes too long to say; please send a shorter one.") from error
        recording = Recording(rate=RATE, timed=False)
        recording.sound.write(sound)
        if np.abs(sound).max(initial=0.0) < SILENCE:
            raise faults.away(TITLE, faults.NO_SOUND)
        if _last(words) > recording.seconds + LATEST_WORD:
            raise faults.away(TITLE, faults.DAMAGED)
        recording.passages = passages_of(words, text, recording.seconds)
        return recording


def _package_for(address: str | None) -> ModuleType:
    """The module that talks to the service; with another address a copy of it, so that nobody else's talks go astray."""
    original = importlib.import_module("edge_tts.communicate")
    if address is None:
        return original
    spec = importlib.util.find_spec(original.__name__)
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    there = urlsplit(address)
    url = urlsplit(original.WSS_URL)._replace(scheme=there.scheme, netloc=there.netloc).geturl()
    copy.WSS_URL = url  # type: ignore[attr-defined]  # a module is open to that
    return copy


def _reason(error: Exception) -> str:
    """Why the package gave up."""
    from aiohttp import ClientResponseError
    from edge_tts.exceptions import NoAudioReceived, SkewAdjustmentError, WebSocketError

    if isinstance(error, ClientResponseError):
        return faults.status_reason(error.status)
    if isinstance(error, SkewAdjustmentError):  # what it makes of a refusal without a date
        return faults.status_reason(403)
    if isinstance(error, NoAudioReceived):
        return faults.NO_SOUND
    return faults.BROKE_OFF if isinstance(error, WebSocketError) else faults.network_reason(error)


def _word(message: dict[str, Any]) -> Word:
    """A word from a message of the package, whose times are in units of 100 ns."""
    start = float(message["offset"]) / 1e7
    return Word(start, start + float(message["duration"]) / 1e7, str(message["text"]))


def _last(words: Sequence[Word]) -> float:
    """Seconds at which the last word ends."""
    return max((word.end for word in words), default=0.0)


def _pitch(voice: Voice, delivery: Delivery) -> str:
    """A delivery's semitones as the service takes them."""
    return f"{round(_PITCH[voice] * (2 ** (delivery.pitch / 12) - 1)):+d}Hz"
