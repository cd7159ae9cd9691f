"""One file from one address: with a resume where the server allows it, and a reason where it is refused.

A download that was cut off goes on where it stopped, but only with bytes of the same file: the server is asked by `If-Range` (RFC 9110,
section 13.1.5) and its answer is checked. Web pages, files of a wrong length, redirects out of https and servers that dawdle are refused.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Final, Protocol
from urllib.parse import urlsplit

from toontalker.errors import DownloadFailed
from toontalker.weights.address import fault_of, is_drive
from toontalker.weights.connection import opener_for
from toontalker.weights.manifest import LARGEST
from toontalker.weights.part import Origin, Part
from toontalker.weights.sniff import sniff_start

OnBytes = Callable[[int, int | None], None]
"""Told (bytes so far, bytes in all or None where that is not known)."""

_CHUNK: Final = 1 << 18
_HEAD: Final = 1 << 10
"""Bytes that must have come before anything is written: enough to know a web page by."""
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_HEADERS: Final = {"User-Agent": "toontalker", "Accept-Encoding": "identity"}
_FAULTS: Final = (OSError, UnicodeError, http.client.HTTPException)
"""What the network raises; urllib's and TLS's errors are OSErrors, and a host name may be none."""


@dataclass(frozen=True)
class Limits:
    """How long a server may take."""

    timeout: float = 30.0
    """Seconds without a single byte."""
    attempts: int = 5
    """How often a connection that was cut off is taken up again."""
    window: float = 60.0
    """Seconds in which at least `least` bytes must come, again and again."""
    least: int = 1 << 16
    """Bytes."""


@dataclass(frozen=True)
class Wanted:
    """What is known beforehand about the file behind an address."""

    address: str
    bytes: int | None
    """Its size."""
    has_hash: bool
    """Whether its hash is known, so that a resume that went wrong would be noticed."""


class _Response(Protocol):
    """What is used of http.client.HTTPResponse."""

    status: int
    headers: Message
    chunked: bool

    def read1(self, n: int = -1, /) -> bytes: ...


class _CutOff(Exception):
    """The connection ended before the file did; it may be taken up again."""


def download(wanted: Wanted, part: Part, limits: Limits, on_bytes: OnBytes) -> None:
    """Fetches what is missing in `part`; its content is not proven by that. Raises `DownloadFailed` with the reason."""
    host = urlsplit(wanted.address).hostname
    if fault := fault_of(wanted.address):
        raise DownloadFailed(f"{wanted.address} {fault}")
    reason: Exception = _CutOff("nothing was tried")
    for _ in range(limits.attempts):
        try:
            return _go_on(wanted, part, limits, on_bytes)
        except _CutOff as error:
            reason = error
        except urllib.error.HTTPError as error:
            error.close()
            raise DownloadFailed(f"{host} answers {error.code} ({error.reason})") from error
        except _FAULTS as error:
            reason = error
            if isinstance(getattr(error, "reason", error), ssl.SSLError):
                break
    raise DownloadFailed(f"{host}: {_in_words(reason)}") from reason


def _go_on(wanted: Wanted, part: Part, limits: Limits, on_bytes: OnBytes) -> None:
    request = urllib.request.Request(wanted.address, headers=_HEADERS)  # noqa: S310  # the scheme was looked at
    begun = _usable(wanted, part)
    if begun is not None:
        if wanted.bytes == part.size:
            return
        request.add_header("Range", f"bytes={part.size}-")
        if begun.version:
            request.add_header("If-Range", begun.version)
    try:
        response = opener_for(wanted.address).open(request, timeout=limits.timeout)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE or begun is None:
            raise
        error.close()
        part.drop()
        raise _CutOff("what was there does not fit the file any more") from error
    with response:
        if begun is None:
            part.drop()  # only now: an address that is gone costs nothing of what another has sent
        total = _total(wanted, part, response)
        _receive(_Stream(response, wanted, part, total), limits, on_bytes)


def _usable(wanted: Wanted, part: Part) -> Origin | None:
    """Where the bytes so far come from, if the rest can be asked for."""
    origin = part.origin
    if not part.size or origin is None or origin.address != wanted.address or part.size > (wanted.bytes or LARGEST):
        return None
    return origin if origin.version or wanted.has_hash else None


def _total(wanted: Wanted, part: Part, response: _Response) -> int | None:
    """How long the whole file will be; empties the part where the answer starts at its beginning."""
    host = urlsplit(wanted.address).hostname
    if response.headers.get_content_type() in ("text/html", "application/xhtml+xml") and "Content-Type" in response.headers:
        raise DownloadFailed(_page(wanted.address))
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DownloadFailed(f"{host} sends the file in another encoding than was asked for")
    version = response.headers.get("ETag", "")
    origin = Origin(wanted.address, version if version.startswith('"') else None)
    length = response.headers.get("Content-Length", "")
    total = int(length) if re.fullmatch(r"\d{1,15}", length) else None
    if response.status == http.client.PARTIAL_CONTENT:
        total = _resumed(part, origin, response.headers.get("Content-Range", ""))
    else:
        part.begin(origin)
        if total is None and not response.chunked and wanted.bytes is None:
            raise DownloadFailed(f"{host} does not say how long the file is, so a half one could not be told from a whole one")
    if wanted.bytes is not None and total not in (None, wanted.bytes):
        raise DownloadFailed(f"{host} offers {total:,} bytes, and the published file has {wanted.bytes:,}")
    if (total or 0) > LARGEST:
        raise DownloadFailed(f"{host} offers {total:,} bytes, more than any of these files has")
    return total if total is not None else wanted.bytes


def _resumed(part: Part, origin: Origin, content_range: str) -> int | None:
    """The total of a partial answer; one that does not go on where `part` ends, or is of another file, starts again from nothing."""
    match = _RANGE.fullmatch(content_range.strip())
    before = part.origin
    if match is None or int(match[1]) != part.size or before is None or (before.version and before.version != origin.version):
        part.drop()
        raise _CutOff("the rest that was sent does not belong to what was there")
    return None if match[3] == "*" else int(match[3])


@dataclass(frozen=True)
class _Stream:
    """The bytes of an answer and where they go."""

    response: _Response
    wanted: Wanted
    part: Part
    total: int | None


def _receive(stream: _Stream, limits: Limits, on_bytes: OnBytes) -> None:
    """Writes the answer into the part, never more than was announced."""
    part, most = stream.part, stream.total if stream.total is not None else LARGEST
    head, pace = b"", _Pace(limits)
    while chunk := stream.response.read1(_CHUNK):
        pace.count(len(chunk))
        if not part.size:
            head += chunk
            if len(head) < min(_HEAD, most):
                continue
            chunk, head = head, b""
        _add(stream, chunk, most)
        on_bytes(part.size, stream.total)
    if head:
        _add(stream, head, most)
    part.settle()
    if stream.total is not None and part.size < stream.total:
        raise _CutOff(f"the connection ended after {part.size:,} of {stream.total:,} bytes")


def _add(stream: _Stream, chunk: bytes, most: int) -> None:
    if not stream.part.size and sniff_start(chunk) == "html":
        raise DownloadFailed(_page(stream.wanted.address))
    if stream.part.size + len(chunk) > most:
        stream.part.drop()
        raise DownloadFailed(f"{urlsplit(stream.wanted.address).hostname} sends more than the {most:,} bytes of the file")
    stream.part.add(chunk)


class _Pace:
    """Refuses a server that keeps the connection alive and sends next to nothing."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._since, self._bytes = time.monotonic(), 0

    def count(self, received: int) -> None:
        """Takes note of `received` bytes; raises `DownloadFailed` at the end of a window with too few."""
        self._bytes += received
        if time.monotonic() - self._since < self._limits.window:
            return
        if self._bytes < self._limits.least:
            raise DownloadFailed(f"the server is too slow: {self._bytes:,} bytes in {self._limits.window:g} s")
        self._since, self._bytes = time.monotonic(), 0


def _page(address: str) -> str:
    if is_drive(address):
        return f"Google Drive shows a page of questions instead of the file, so it needs a browser: {address}"
    return f"{urlsplit(address).hostname} sends a web page instead of the file"


def _in_words(error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, http.client.IncompleteRead):
        return "the connection ended before the file did"
    return " ".join(str(reason).split()) or type(reason).__name__
