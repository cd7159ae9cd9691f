"""Errors of the network in words."""

from __future__ import annotations

import http.client
import socket
import ssl

import pytest

from toontalker.speech.online import faults


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (ssl.SSLCertVerificationError("self-signed"), "certificate is not trusted"),
        (ssl.SSLError("handshake"), "no secure connection"),
        (TimeoutError("slow"), "took too long"),
        (socket.gaierror(-2, "unknown"), "address cannot be found"),
        (ConnectionRefusedError(111, "refused"), "refused"),
        (ConnectionResetError(104, "reset"), "broke off"),
        (http.client.IncompleteRead(b""), "broke off"),
        (http.client.BadStatusLine("x"), "cannot be read"),
        (OSError(101, "unreachable"), "no connection"),
        (ValueError("rubbish"), "cannot be read"),
    ],
)
def test_the_cause_is_found_wherever_it_is_wrapped(inner: Exception, reason: str) -> None:
    """As an argument, as a reason, as what was raised from, and in a circle."""
    caused, argument, reasoned = OSError("outer"), RuntimeError("outer", inner), RuntimeError("outer")
    caused.__cause__ = inner
    reasoned.reason = inner  # type: ignore[attr-defined]  # as urllib3 does it
    inner.__context__ = reasoned
    wrapped = [inner, argument, reasoned] + [caused] * (not isinstance(inner, (OSError, ValueError)) or isinstance(inner, ssl.SSLError))
    assert {reason in faults.network_reason(error) for error in wrapped} == {True}


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, 0), ("", 0), ("7", 7), (" 120 ", 120), ("999999", 3600), ("-5", 0), ("²", 0), ("9" * 400, 0)]
)
def test_a_wish_to_be_left_alone_is_read_with_care(header: str | None, seconds: float) -> None:
    """Whole seconds up to an hour; anything else is no wish."""
    assert faults.asked_rest(header) == seconds
    assert faults.asked_rest("Fri, 31 Dec 1999 23:59:59 GMT") == 0


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 429, 500, 503])
def test_a_status_is_named(status: int) -> None:
    """With its number, for whoever looks it up."""
    sentence = str(faults.away("It", faults.status_reason(status)))
    assert sentence.startswith("It did not speak: ")
    assert sentence.endswith(f"({status}).")
