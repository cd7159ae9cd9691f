"""Stand-ins for the services, and a certificate that nobody trusts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.toontalker.speech.online.edge_stand_in import EdgeStandIn, edge_stand_in
from tests.toontalker.speech.online.google_stand_in import GoogleStandIn, google_stand_in


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of this machine are reached directly, whatever the environment says."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)


@pytest.fixture
def google() -> Iterator[GoogleStandIn]:
    """Google's voice, for one test; at the end it must have been asked correctly all the time."""
    with google_stand_in() as running:
        yield running
    assert running.complaints == []


@pytest.fixture
def edge() -> Iterator[EdgeStandIn]:
    """Microsoft's voices, for one test; at the end they must have been asked correctly all the time."""
    with edge_stand_in() as running:
        yield running
    assert running.complaints == []


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a key and its own certificate for 127.0.0.1; without openssl a test skips, except on CI, where it fails."""
    if shutil.which("openssl") is None and os.environ.get("CI") != "true":
        pytest.skip("the program openssl is not installed")
    file = tmp_path_factory.mktemp("certificate") / "own.pem"
    key = file.with_suffix(".key")
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3"]
    name = ["-subj", "/CN=stand-in", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
    subprocess.run([*made, *name], check=True, capture_output=True, timeout=60)
    file.write_text(file.read_text() + key.read_text())
    return file
