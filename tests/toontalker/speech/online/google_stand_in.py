"""A server on this machine that speaks as Google's voice does over the wire, and misbehaves as a test wants.

    with google_stand_in() as google:
        voice = GoogleVoice(cache, service=GoogleService(google.address))
        google.next("too many", "well")   # the first request is refused, the second answered; then as `google.always` says

What it is asked is checked strictly: whatever is not as the real service wants it stands in `complaints`, and gets status 400.
"""

from __future__ import annotations

import base64
import json
import select
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from urllib.parse import unquote

import numpy as np

from tests.toontalker.speech.online.spoken_mp3 import encode_mp3, spoken_mp3

Mode = Literal[
    "well", "too many", "forbidden", "broken", "moved", "captcha", "no reply", "no sound", "empty sound", "bad base64",
    "cut off sound", "short sound", "cut off answer", "other sound", "quiet", "long sound", "endless", "drip", "hang", "close",
    "garbage",
]  # fmt: skip
MODES: tuple[Mode, ...] = get_args(Mode)
FAILURES: tuple[Mode, ...] = MODES[1:]
LONGEST_WAIT = 15.0
"""Seconds that an answer is held back at most, so that no test can hang."""
_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_CAPTCHA = b"<!DOCTYPE html><html><head><title>Sorry...</title></head><body>Our systems have detected unusual traffic.</body></html>"


class Asked(NamedTuple):
    """One request."""

    text: str
    language: str


class GoogleStandIn:
    """What the server does, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.always: Mode = "well"
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        self.most_at_once = 0
        self.released = threading.Event()
        """Lets go of all answers that are held back."""
        self._next: deque[Mode] = deque()
        self._at_once = 0
        self._lock = threading.Lock()

    def next(self, *modes: Mode) -> None:
        """How the next requests are answered, one after the other."""
        with self._lock:
            self._next.extend(modes)

    @contextmanager
    def request(self) -> Iterator[Mode]:
        """Counts a request while it lasts, and says how to answer it."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            mode = self._next.popleft() if self._next else self.always
        try:
            yield mode
        finally:
            with self._lock:
                self._at_once -= 1


@contextmanager
def google_stand_in(certificate: Path | None = None) -> Iterator[GoogleStandIn]:
    """Runs one; by https where `certificate` (a PEM file with its key) is given."""
    web = _Server(("127.0.0.1", 0), _Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        web.socket = context.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
    web.stand_in = GoogleStandIn(f"{'https' if certificate else 'http'}://127.0.0.1:{web.server_address[1]}")
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web.stand_in
    finally:
        web.stand_in.released.set()
        web.shutdown()
        web.server_close()  # waits for the answers under way
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64
    stand_in: GoogleStandIn

    def handle_error(self, request: object, client_address: object) -> None:
        """Keeps quiet: the other side hangs up where a test wants it to."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = LONGEST_WAIT

    def do_POST(self) -> None:
        server: _Server = self.server  # type: ignore[assignment]  # it makes no others
        self.close_connection = True
        with server.stand_in.request() as mode, suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            asked = self._understand(server.stand_in)
            if asked is None:
                self._send(400, b"")
                return
            server.stand_in.asked.append(asked)
            self._answer(server.stand_in, mode, asked)

    def _understand(self, stand_in: GoogleStandIn) -> Asked | None:
        """What is asked for; None, with a complaint, if the request is not exactly as it should be."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode("ascii")
        wanted = {
            "path": self.path == _PATH,
            "content type": self.headers.get("Content-Type") == "application/x-www-form-urlencoded;charset=utf-8",
            "referer": self.headers.get("Referer") == "http://translate.google.com/",
            "browser": self.headers.get("User-Agent", "").startswith("Mozilla/5.0"),
            "form": body.startswith("f.req=") and body.endswith("&") and body.count("&") == 1,
        }
        try:
            (((call, inner, nothing, kind),),) = json.loads(unquote(body[len("f.req=") : -1]))
            text, language, speed, last = json.loads(inner)
            wanted["call"] = (call, nothing, kind, speed, last) == ("jQ1olc", None, "generic", None, "null")
            wanted["text"] = isinstance(text, str) and 0 < len(text) <= 100 and text == text.strip()
            wanted["language"] = isinstance(language, str)
        except (ValueError, TypeError):
            wanted["json"] = False
        wrong = [name for name, right in wanted.items() if not right]
        stand_in.complaints += wrong
        return None if wrong else Asked(text, language)

    def _answer(self, stand_in: GoogleStandIn, mode: Mode, asked: Asked) -> None:
        match mode:
            case "too many":
                self._send(429, _CAPTCHA, {"Retry-After": "7"})
            case "forbidden":
                self._send(403, b"<html>Forbidden</html>")
            case "broken":
                self._send(503, b"")
            case "moved":
                self._send(302, b"", {"Location": f"{stand_in.address}/sorry/index"})
            case "captcha":
                self._send(200, _CAPTCHA)
            case "garbage":
                self.wfile.write(bytes(range(256)) * 8)
            case "close":
                pass
            case "hang":
                self._hold(stand_in)
            case "endless":
                self._drip(stand_in, b"x" * 65536, 0.0)
            case "drip":
                self._drip(stand_in, b")", 0.05)
            case "cut off answer":
                body = reply(spoken_mp3(asked.text, "female", asked.language))
                self._send(200, body[: len(body) // 2], length=len(body))
            case _:
                self._send(200, _spoken(mode, asked), chunked=True)

    def _hold(self, stand_in: GoogleStandIn) -> None:
        """Keeps silent until the other side hangs up."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until and not stand_in.released.is_set():
            if select.select([self.connection], [], [], 0.05)[0]:
                return

    def _send(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, chunked: bool = False, length: int = -1
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if body.startswith(b"<") else "application/json; charset=utf-8")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if not chunked:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(body), 5000):
            piece = body[start : start + 5000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _drip(self, stand_in: GoogleStandIn, piece: bytes, seconds: float) -> None:
        """Sends on and on."""
        self._send(200, b"", length=1 << 30)
        for _ in range(3000):
            self.wfile.write(piece)
            if stand_in.released.wait(seconds):
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the standard library
        """Keeps quiet."""


def reply(mp3: bytes) -> bytes:
    """An answer as the service writes it: the sound in JSON in JSON, among other replies, after a line that is no JSON."""
    return wire(base64.b64encode(mp3).decode())


def wire(content: str | None) -> bytes:
    """An answer that holds this instead of base64; None for a reply without anything."""
    inner = "null" if content is None else json.dumps(json.dumps([content], separators=(",", ":"))).replace("=", "\\u003d")
    text = f""")]}}'\n\n[["wrb.fr","jQ1olc",{inner},null,null,null,"generic"]\n,["di",57]\n,["af.httprm",57,"-4329",23]\n]\n"""
    return text.encode()


def _spoken(mode: Mode, asked: Asked) -> bytes:
    """The body of an answer with status 200."""
    mp3 = spoken_mp3(asked.text, "female", asked.language)
    match mode:
        case "no reply":
            return b""")]}'\n\n[["di",57]\n,["af.httprm",57,"-4329",23]\n]\n"""
        case "no sound":
            return wire(None)
        case "empty sound":
            return wire("")
        case "bad base64":
            return wire("//NExAA*" + base64.b64encode(mp3).decode())
        case "cut off sound":
            return reply(mp3[:-17])
        case "short sound":
            return reply(mp3[: 96 * 4])
        case "quiet":
            return reply(encode_mp3(np.zeros(48_000, np.float32)))
        case "long sound":
            return reply(encode_mp3(np.zeros(22_050, np.float32)) * 130)
        case "other sound":
            return reply(b"OggS" + bytes(3000))
        case _:
            return reply(mp3)
