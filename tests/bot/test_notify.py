"""What systemd hears, over a socket like its own."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bot.notify import Systemd


def test_each_line_arrives(tmp_path: Path) -> None:
    """As one datagram."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        systemd = Systemd({"NOTIFY_SOCKET": path})
        systemd.ready()
        systemd.alive()
        systemd.stopping()
        assert [listener.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_socket_without_a_file() -> None:
    """Names that begin with @ are Linux's abstract ones."""
    name = f"toontalker-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0{name}")
        Systemd({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert listener.recv(100) == b"READY=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_who_does_not_listen_is_told_nothing(environ: dict[str, str]) -> None:
    """Without systemd, and with one that is gone."""
    systemd = Systemd(environ)
    systemd.ready()
    systemd.stopping()


def test_a_full_socket_does_not_hold_us_up(tmp_path: Path) -> None:
    """Whoever does not read is not waited for."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        systemd = Systemd({"NOTIFY_SOCKET": path})
        for _ in range(2000):
            systemd.alive()


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, 0.0),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, 0.0),
        ({"WATCHDOG_USEC": "soon"}, 0.0),
    ],
)
def test_how_patient_systemd_is(environ: dict[str, str], seconds: float) -> None:
    """As far as it means this process."""
    assert Systemd(environ).patience == seconds
