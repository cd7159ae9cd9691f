"""Whom the page lets in: only browsers that mean this address, and only requests that come from the page itself."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from toontalker.chat_settings import WebSettings
from toontalker.errors import SetupError

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=(), browsing-topics=()",
    "Server": "toontalker",
}
"""On every answer. No script, style or picture comes from elsewhere, none stands in the page's text, and no other page may show ours."""

_SAFE: Final = ("GET", "HEAD")
"""Methods that change nothing."""


def check_address(settings: WebSettings, locked: bool) -> None:
    """Raises `SetupError` where others could reach the page and no password keeps them out."""
    if not is_loopback(settings.address) and not locked:
        raise SetupError(
            f"The page would listen on {settings.address}, where others can reach it, and it has no password: "
            "give it one in TOONTALKER_WEB_PASSWORD, or set web.address to 127.0.0.1."
        )


def is_loopback(address: str) -> bool:
    """Whether only this machine itself can reach `address`."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


class Doors:
    """Decides by the headers of a request; knows no sessions."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._hosts: frozenset[str] = frozenset()

    def open(self, port: int) -> None:
        """From now on the page is reached at `port`."""
        names = {"127.0.0.1", "localhost", "[::1]"}
        address = self._settings.address
        if address not in ("0.0.0.0", "::"):  # noqa: S104 (compared, not listened on)
            names.add(f"[{address}]" if ":" in address else address)
        own = {name.lower() for name in self._settings.hosts}
        hosts = {f"{name}:{port}" for name in names | own} | own
        self._hosts = frozenset(hosts | names if port == 80 else hosts)

    def knows(self, request: web.Request) -> bool:
        """Whether the browser means us: a foreign name that points here (DNS rebinding) is refused."""
        return request.headers.get("Host", "").lower() in self._hosts

    def same_origin(self, request: web.Request) -> bool:
        """Whether the request comes from our own page. What changes something must say where it comes from."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None and site != "same-origin" and not (request.method in _SAFE and site == "none"):
            return False
        origin = request.headers.get("Origin")
        if origin is None:
            return request.method in _SAFE or site == "same-origin"
        return urlsplit(origin).netloc.lower() == request.headers.get("Host", "").lower()
