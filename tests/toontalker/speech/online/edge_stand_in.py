"""A server on this machine that speaks as Microsoft's voices do over a websocket, and misbehaves as a test wants.

    with edge_stand_in() as edge:
        voice = EdgeVoice(cache, service=EdgeService(edge.address))
        edge.next("forbidden", "well")   # how the next connections are treated; then as `edge.always` says

The talk is the real one: `speech.config` and `ssml` come in; `turn.start`, `response`, `audio.metadata` for each word, frames of
sound behind a header whose length stands in two bytes, and `turn.end` go out. What is not as it should be stands in `complaints`.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from xml.etree import ElementTree

import numpy as np
from aiohttp import WSMsgType, web

from tests.toontalker.speech.online.spoken_mp3 import encode_mp3, sound_of, spoken
from toontalker.clip import Voice
from toontalker.speech.online.edge_voices import EDGE_VOICES
from toontalker.speech.online.joining import trimmed

Mode = Literal[
    "well", "forbidden", "too many", "broken", "close", "hang", "silent", "no sound", "cut off", "cut off sound", "lost words",
    "quiet", "bad header", "bad path", "bad words",
]  # fmt: skip
MODES: tuple[Mode, ...] = get_args(Mode)
FAILURES: tuple[Mode, ...] = MODES[1:]
LONGEST_WAIT = 15.0
"""Seconds that an answer is held back at most, so that no test can hang."""
PAUSE = 0.4
"""Seconds of silence between two sentences."""
_PATH = "/consumer/speech/synthesize/readaloud/edge/v1"
_FRAMES = 1440
"""Bytes of sound in one message."""
_STATUS: dict[Mode, int] = {"forbidden": 403, "too many": 429, "broken": 503}


class Asked(NamedTuple):
    """One text."""

    text: str
    voice: str
    rate: str
    pitch: str


class Spoken(NamedTuple):
    """A text as sound, and when its words are said."""

    mp3: bytes
    words: tuple[tuple[float, float, str], ...]
    """(start in seconds, length in seconds, the word)"""


class EdgeStandIn:
    """What the server does, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.always: Mode = "well"
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        self.released = asyncio.Event()
        self._next: deque[Mode] = deque()

    def next(self, *modes: Mode) -> None:
        """How the next connections are treated, one after the other."""
        self._next.extend(modes)

    def mode(self) -> Mode:
        """How this connection is treated."""
        return self._next.popleft() if self._next else self.always

    async def held_back(self) -> None:
        """Waits until the end, or for long enough."""
        try:
            await asyncio.wait_for(self.released.wait(), LONGEST_WAIT)
        except TimeoutError:
            return

    async def talk(self, request: web.Request) -> web.StreamResponse:
        """One connection."""
        mode = self.mode()
        if mode in _STATUS:
            raise _refusal(_STATUS[mode])
        if mode == "hang":
            await self.held_back()
        if mode in ("close", "hang"):
            if request.transport is not None:  # else the other side was faster
                request.transport.close()
            return web.Response()
        wanted = ("TrustedClientToken", "ConnectionId", "Sec-MS-GEC", "Sec-MS-GEC-Version")
        self.complaints += [name for name in wanted if not request.query.get(name)]
        if not request.headers.get("Origin", "").startswith("chrome-extension://"):
            self.complaints.append("origin")
        socket = web.WebSocketResponse(compress=True)
        await socket.prepare(request)
        with suppress(ConnectionResetError):  # the other side has waited long enough
            asked = await self._listen(socket)
            if asked is not None:
                self.asked.append(asked)
                await self._speak(socket, mode, asked)
            await socket.close()
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> Asked | None:
        """What is wanted."""
        config, ssml = [await socket.receive(LONGEST_WAIT) for _ in range(2)]
        if socket.closed:
            return None
        if config.type != WSMsgType.TEXT or ssml.type != WSMsgType.TEXT:
            self.complaints.append("messages")
            return None
        head, _, body = config.data.partition("\r\n\r\n")
        audio = json.loads(body)["context"]["synthesis"]["audio"]
        if "Path:speech.config" not in head or audio["outputFormat"] != "audio-24khz-48kbitrate-mono-mp3":
            self.complaints.append("config")
        if audio["metadataoptions"]["wordBoundaryEnabled"] != "true":
            self.complaints.append("words")
        head, _, body = ssml.data.partition("\r\n\r\n")
        if "Path:ssml" not in head or "X-RequestId:" not in head:
            self.complaints.append("ssml")
        prosody = ElementTree.fromstring(body)[0][0]  # noqa: S314  # our own client wrote it
        name = ElementTree.fromstring(body)[0].get("name", "")  # noqa: S314
        return Asked(prosody.text or "", name, prosody.get("rate", ""), prosody.get("pitch", ""))

    async def _speak(self, socket: web.WebSocketResponse, mode: Mode, asked: Asked) -> None:
        await socket.send_str(_message("turn.start", {"context": {"serviceTag": "0"}}))
        await socket.send_str(_message("response", {"context": {"serviceTag": "0"}, "audio": {"type": "inline", "streamId": "1"}}))
        if mode == "silent":
            await self.held_back()
            return
        spoken = await asyncio.to_thread(speak, asked.text, _gender(asked.voice))
        if mode == "bad header":
            await socket.send_bytes(b"\xff\xff" + bytes(10))
        if mode == "bad path":
            await socket.send_str(_message("surprise", {}))
        for start, length, word in spoken.words:
            times = {"Offset": round(start * 1e7), "Duration": round(length * 1e7)}
            if mode == "bad words":
                times = {"Offset": 10**400, "Duration": 1}
            data = {**times, "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"}}
            await socket.send_str(_message("audio.metadata", {"Metadata": [{"Type": "WordBoundary", "Data": data}]}))
        mp3 = _sound(mode, spoken.mp3)
        for start in range(0, len(mp3), _FRAMES):
            if mode == "cut off" and start > len(mp3) / 2:
                return
            await socket.send_bytes(_frame(mp3[start : start + _FRAMES]))
        await socket.send_bytes(_frame(b""))
        await socket.send_str(_message("turn.end", {}))


@contextmanager
def edge_stand_in(certificate: Path | None = None) -> Iterator[EdgeStandIn]:
    """Runs one; by wss where `certificate` (a PEM file with its key) is given."""
    stand_in = EdgeStandIn()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_start(stand_in, certificate), loop).result(LONGEST_WAIT)
    try:
        yield stand_in
    finally:
        asyncio.run_coroutine_threadsafe(_stop(stand_in, runner), loop).result(2 * LONGEST_WAIT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _start(stand_in: EdgeStandIn, certificate: Path | None) -> web.AppRunner:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    app = web.Application()
    app.router.add_get(_PATH, stand_in.talk)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    stand_in.address = f"{'wss' if certificate else 'ws'}://127.0.0.1:{runner.addresses[0][1]}"
    return runner


async def _stop(stand_in: EdgeStandIn, runner: web.AppRunner) -> None:
    stand_in.released.set()
    await runner.cleanup()
    await asyncio.get_running_loop().shutdown_default_executor()


@lru_cache(maxsize=64)
def speak(text: str, voice: Voice) -> Spoken:
    """Sentence by sentence with pauses between them; words share the time of their sentence by their lengths."""
    pieces: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
    words: list[tuple[float, float, str]] = []
    start = 0.0
    for sentence in re.findall(r"[^.!?]+[.!?]*", text):
        if not (said := re.findall(r"[\w']+", sentence)):
            continue
        recording = spoken(sentence.strip(), voice)
        sound = trimmed(sound_of(recording), recording.rate)
        seconds = sound.size / recording.rate
        ends = list(accumulate(len(word) for word in said))
        words += [
            (start + seconds * (end - len(word)) / ends[-1], seconds * len(word) / ends[-1], word)
            for end, word in zip(ends, said, strict=True)
        ]
        silence = np.zeros(round(PAUSE * recording.rate), np.float32)
        pieces += [sound, silence]
        start += (sound.size + silence.size) / recording.rate
    return Spoken(encode_mp3(np.concatenate(pieces), 48_000), tuple(words))


def _sound(mode: Mode, mp3: bytes) -> bytes:
    """The sound as it is sent."""
    match mode:
        case "no sound":
            return b""
        case "cut off sound":
            return mp3[:-17]
        case "lost words":
            return mp3[: 144 * 8]
        case "quiet":
            return encode_mp3(np.zeros(48_000, np.float32), 48_000)
        case _:
            return mp3


def _refusal(status: int) -> web.HTTPException:
    """The answer with this status instead of a websocket."""
    kinds: dict[int, type[web.HTTPException]] = {403: web.HTTPForbidden, 429: web.HTTPTooManyRequests, 503: web.HTTPServiceUnavailable}
    return kinds[status]()


def _gender(name: str) -> Voice:
    """Of a voice, by its long name."""
    for pair in EDGE_VOICES.values():
        for gender, short in pair.items():
            if name.endswith(f"{short.split('-')[-1]})"):
                return gender
    raise AssertionError("no such voice")


def _message(path: str, content: object) -> str:
    return f"X-RequestId:0\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{json.dumps(content)}"


def _frame(sound: bytes) -> bytes:
    """Sound behind its header; the last message has neither sound nor its type."""
    kind = b"Content-Type:audio/mpeg\r\n" if sound else b""
    head = b"X-RequestId:0\r\n" + kind + b"X-StreamId:1\r\nPath:audio\r\n"
    return len(head).to_bytes(2, "big") + head + sound
