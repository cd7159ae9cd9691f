"""Which addresses weights may come from, whichever way they were reached."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_DRIVE: Final = ("drive.google.com", "docs.google.com", "drive.usercontent.google.com")


def fault_of(address: str, came_from: str | None = None) -> str | None:
    """Why `address` is not followed ("is not https"), or None where it may be.

    https only; plain http only to this very machine, for mirrors and tests, and never by a redirect of another one.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if not host:
        return "names no host"
    if parts.username is not None or parts.password is not None:
        return "carries a password"
    if parts.scheme == "https":
        return None
    if parts.scheme != "http" or not is_loopback(address):
        return "is not https"
    return "leads into this machine" if came_from is not None and not is_loopback(came_from) else None


def is_loopback(address: str) -> bool:
    """Whether `address` is on this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def is_drive(address: str) -> bool:
    """Whether `address` is on Google Drive, which puts a page of questions before large files."""
    return urlsplit(address).hostname in _DRIVE
