"""Why a voice of the network did not speak, in the words of a clip's report."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Final

from toontalker.errors import VoiceAway

NO_SOUND: Final = "its answer holds no sound"
DAMAGED: Final = "its sound came damaged or cut off"
TOO_SLOW: Final = "it took too long"
TOO_LARGE: Final = "its answer is far too large"
UNREADABLE: Final = "its answer cannot be read"
BROKE_OFF: Final = "the connection broke off"
CAPTCHA: Final = "it sent a web page, most likely to ask whether a human is there"
LONGEST_REST: Final = 3600.0
"""Seconds that a service may ask for."""

_KINDS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (ssl.SSLCertVerificationError, "its certificate is not trusted"),
    (ssl.SSLError, "no secure connection could be made"),
    (TimeoutError, TOO_SLOW),
    (socket.gaierror, "its address cannot be found; there may be no network"),
    (ConnectionRefusedError, "the connection was refused"),
    (ConnectionError, BROKE_OFF),
    (http.client.IncompleteRead, BROKE_OFF),
    (http.client.HTTPException, UNREADABLE),
    (OSError, "there is no connection to it"),
)
"""The first that fits any error in the chain of causes."""


def away(title: str, reason: str, rest: float = 0.0) -> VoiceAway:
    """The error for a voice of this title; `reason`: goes on after a colon; `rest`: seconds for which it asked to be left alone."""
    return VoiceAway(f"{title} did not speak: {reason}.", rest=rest)


def status_reason(status: int) -> str:
    """What an HTTP status other than 200 means here."""
    if status == 429:
        return "too many requests (429)"
    if status in (401, 403):
        return f"it refuses ({status})"
    if 300 <= status < 400:
        return f"it points to another page, most likely to ask whether a human is there ({status})"
    return f"its server is in trouble ({status})" if status >= 500 else f"it does not take the request ({status})"


def asked_rest(retry_after: str | None) -> float:
    """Seconds of a Retry-After header (RFC 9110, section 10.2.3), `LONGEST_REST` at most; 0 for a date, nonsense or none."""
    tidy = (retry_after or "").strip()
    return min(float(tidy), LONGEST_REST) if tidy.isascii() and tidy.isdigit() and len(tidy) < 12 else 0.0


def network_reason(error: BaseException) -> str:
    """What an error of the network means, whichever package raised it."""
    chain = list(_causes(error))
    for kind, reason in _KINDS:
        if any(isinstance(cause, kind) for cause in chain):
            return reason
    return UNREADABLE


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it; packages keep what they wrap in different places."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), getattr(cause, "os_error", None), *cause.args)
        waiting += [one for one in inner if isinstance(one, BaseException)]
