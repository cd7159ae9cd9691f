"""How connections are opened."""

from __future__ import annotations

import ssl
import urllib.request

import pytest

from toontalker.weights.connection import opener_for


def test_certificates_and_host_names_are_verified() -> None:
    """Whatever the defaults of Python are."""
    context = vars(_handler("https://example.org", urllib.request.HTTPSHandler))["_context"]
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_nothing_but_http_and_https_is_opened() -> None:
    """No files, no ftp, no data in the address itself."""
    opener = opener_for("https://example.org")
    for address in ("file:///etc/passwd", "ftp://example.org/a", "data:,a"):
        with pytest.raises(OSError, match="unknown url type"):
            opener.open(address)


def test_proxy_is_used_for_the_world_and_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the environment says; a mirror here is asked directly."""
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:8080")
    monkeypatch.setenv("http_proxy", "http://proxy.example.org:8080")

    assert _handler("https://example.org/a", urllib.request.ProxyHandler)
    assert _handler("http://127.0.0.1:8000/a", urllib.request.ProxyHandler) is None


def _handler(address: str, kind: type) -> object:
    """The handler of a kind that opens an address."""
    return next((handler for handler in vars(opener_for(address))["handlers"] if isinstance(handler, kind)), None)
