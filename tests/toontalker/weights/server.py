"""A web server on this machine that behaves as badly as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What lies under one path, and how it is sent."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = '"one"'
    ranges: bool = True
    """Whether a part of it can be asked for."""
    honest: bool = True
    """Whether If-Range is heeded."""
    cuts: list[int] = field(default_factory=list)
    """After how many bytes the next answers are cut off."""
    length: int | None = None
    """What is said to be its length, instead of the truth; -1 says nothing."""
    chunked: bool = False
    drip: threading.Event | None = None
    """Where given, one byte at a time is sent until it is set."""
    silent: threading.Event | None = None
    """Where given, nothing is sent before it is set."""


class Server:
    """Serves by path and remembers what was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.paths: dict[str, Served] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        """(path, headers) of every request."""

    def put(self, path: str, served: Served | bytes) -> str:
        """Serves something; returns its address."""
        self.paths[path] = served if isinstance(served, Served) else Served(served)
        return self.address(path)

    def address(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread, closed at the end."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    web.daemon_threads = True
    server = Server(web.server_address[1])
    web.served = server  # type: ignore[attr-defined]  # how a handler finds its server
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        server: Server = self.server.served  # type: ignore[attr-defined]  # put there by `serving`
        server.asked.append((self.path, dict(self.headers.items())))
        with suppress(BrokenPipeError, ConnectionResetError):  # the other side has heard enough
            self._answer(server)
        self.close_connection = True

    def _answer(self, server: Server) -> None:
        served = server.paths.get(self.path)
        if served is None:
            self.send_error(404)
            return
        if served.silent:
            served.silent.wait(self.timeout)
        start = self._start(served)
        body = served.body[start:]
        partial = start > 0 and served.status == 200
        self.send_response(206 if partial else served.status)
        if partial:
            self.send_header("Content-Range", f"bytes {start}-{len(served.body) - 1}/{len(served.body)}")
        self._headers(served, len(body))
        cut = served.cuts.pop(0) if served.cuts else len(body)
        self._send(served, body[:cut], whole=cut >= len(body))

    def _start(self, served: Served) -> int:
        wanted = self.headers.get("Range", "")
        condition = self.headers.get("If-Range")
        if not served.ranges or not wanted or (served.honest and condition not in (None, served.etag)):
            return 0
        return int(wanted.removeprefix("bytes=").partition("-")[0])

    def _headers(self, served: Served, length: int) -> None:
        for name, value in served.headers.items():
            self.send_header(name, value)
        if served.etag:
            self.send_header("ETag", served.etag)
        if served.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif served.length != -1:
            self.send_header("Content-Length", str(length if served.length is None else served.length))
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, served: Served, body: bytes, whole: bool) -> None:
        if served.drip:
            for byte in body:
                self.wfile.write(bytes([byte]))
                if served.drip.wait(0.01):
                    return
        elif served.chunked:
            middle = len(body) // 2
            for piece in (body[:middle], body[middle:]):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n" if whole else b"")
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the standard library
        """Keeps quiet."""
