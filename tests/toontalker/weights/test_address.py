"""Which addresses are followed."""

from __future__ import annotations

import pytest

from toontalker.weights.address import fault_of, is_drive


@pytest.mark.parametrize("address", ["https://example.org/a", "https://example.org:8443/a?b=c", "http://127.0.0.1:8000/a", "http://[::1]/a"])
def test_https_and_this_machine_are_followed(address: str) -> None:
    """https from anywhere; plain http only from here."""
    assert fault_of(address) is None


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://example.org/a", "is not https"),
        ("http://127.0.0.1.example.org/a", "is not https"),
        ("http://127.0.0.1@example.org/a", "carries a password"),
        ("https://me:secret@example.org/a", "carries a password"),
        ("ftp://example.org/a", "is not https"),
        ("file:///etc/passwd", "names no host"),
        ("https:///a", "names no host"),
        ("https://[::1/a", "is no address"),
        ("https://example.org:port/a", "is no address"),
        ("toon.pkl", "names no host"),
    ],
)
def test_everything_else_is_not(address: str, fault: str) -> None:
    """The reason is told."""
    assert fault_of(address) == fault


def test_no_stranger_leads_into_this_machine() -> None:
    """A redirect from outside to a service on this machine is not followed; one from here is."""
    assert fault_of("http://localhost/a", came_from="https://example.org/a") == "leads into this machine"
    assert fault_of("http://localhost/a", came_from="http://127.0.0.1/a") is None
    assert fault_of("https://example.org/b", came_from="https://example.org/a") is None


def test_google_drive_is_known_by_its_host() -> None:
    """Not by what stands elsewhere in an address."""
    assert is_drive("https://drive.google.com/uc?id=1")
    assert not is_drive("https://example.org/drive.google.com")
