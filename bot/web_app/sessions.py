"""Who somebody is: a random session in a cookie, signed with the password where there is one."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from aiohttp import web

from bot.tokens import Secret

DAYS: Final = 30
"""How long a browser is remembered."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_PATIENCE: Final = 3
"""Wrong passwords before one has to wait."""
_LONGEST_WAIT: Final = 300.0
"""s."""
_MOST_ADDRESSES: Final = 10_000
"""Addresses whose wrong passwords are remembered."""


class Sessions:
    """Makes and reads the cookies. Nothing is kept: whoever has the cookie is the session, and the journal knows only its hash."""

    def __init__(self, password: Secret | None) -> None:
        self.password = password
        self._key = b""

    @property
    def locked(self) -> bool:
        """Whether a password is asked for."""
        return self.password is not None

    async def start(self) -> None:
        """Derives the key of the signatures; slow on purpose, so that a stolen cookie does not give the password away."""
        if self.password is not None:
            text = self.password.reveal().encode()
            self._key = await asyncio.to_thread(hashlib.scrypt, text, salt=b"toontalker web sessions", n=2**14, r=8, p=1, dklen=32)

    def open(self) -> str:
        """The cookie of a new session."""
        session = secrets.token_urlsafe(24)
        if not self.locked:
            return session
        ends = f"{session}.{int(time.time()) + DAYS * 86_400}"
        return f"{ends}.{self._signature(ends)}"

    def owner(self, cookie: str) -> str | None:
        """The person that a cookie stands for, as in ``web:3f…``; None for a cookie that is none, or not ours, or too old."""
        session, _, rest = cookie.partition(".")
        if not _ID.fullmatch(session):
            return None
        if self.locked:
            ends, _, signature = rest.partition(".")
            genuine = hmac.compare_digest(self._signature(f"{session}.{ends}").encode(), signature.encode("utf-8", "surrogatepass"))
            if not genuine or int(ends) < time.time():
                return None
        return f"web:{hashlib.sha256(session.encode()).hexdigest()[:24]}"

    def _signature(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def cookie_name(request: web.Request) -> str:
    """Cookies do not keep ports apart, so that two pages on one machine need names of their own."""
    _, _, port = request.host.rpartition(":")
    return f"toontalker-{port}" if port.isdigit() else "toontalker"


def set_cookie(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Lets the browser remember its session, out of the reach of scripts and of other pages."""
    secure = request.headers.get("Origin", "").startswith("https:")
    response.set_cookie(
        cookie_name(request), cookie, max_age=DAYS * 86_400, path="/", httponly=True, samesite="Strict", secure=secure or None
    )


class Patience:
    """Slows down whoever guesses passwords: after some wrong ones each further one costs twice the wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, remote: str) -> float:
        """Seconds until this address may try again; 0 for now."""
        _, until = self._failures.get(_network(remote), (0, 0.0))
        return max(0.0, until - self._clock())

    def failed(self, remote: str) -> None:
        """It gave a wrong one. An hour later that is forgotten."""
        network = _network(remote)
        count, until = self._failures.pop(network, (0, 0.0))
        count = 1 if self._clock() > until + 3600 else count + 1
        rest = min(_LONGEST_WAIT, 2.0 ** (count - _PATIENCE)) if count >= _PATIENCE else 0.0
        self._failures[network] = (count, self._clock() + rest)
        if len(self._failures) > _MOST_ADDRESSES:
            self._failures.popitem(last=False)

    def succeeded(self, remote: str) -> None:
        """It knew the password."""
        self._failures.pop(_network(remote), None)


def _network(remote: str) -> str:
    """Whoever has one IPv6 address has 2^64 of them, so they count as one."""
    try:
        address = ipaddress.ip_address(remote.partition("%")[0])
    except ValueError:
        return remote
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else remote
