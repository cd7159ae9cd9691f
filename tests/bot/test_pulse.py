"""The pulse: how late the event loop is, and the sign of life for systemd."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

from bot.metrics import Metrics
from bot.notify import Systemd
from bot.pulse import Pulse
from tests.bot.test_metrics import read


def test_a_loop_that_is_held_up_is_seen() -> None:
    """For as long as it was."""

    async def run() -> dict[str, float]:
        metrics = Metrics()
        pulse = Pulse(metrics, dict, Systemd({}))
        pulse.start()
        await asyncio.sleep(0.1)
        time.sleep(0.6)  # what must not happen
        await asyncio.sleep(0.1)
        await pulse.stop()
        return read(metrics.text())

    found = asyncio.run(run())
    assert found["toontalker_event_loop_lag_seconds_count"] >= 1
    assert found["toontalker_event_loop_lag_seconds_sum"] >= 0.3


def test_systemd_hears_that_we_live(tmp_path: Path) -> None:
    """Well within its patience."""
    path = str(tmp_path / "notify")

    async def run() -> None:
        pulse = Pulse(Metrics(), dict, Systemd({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"}))
        pulse.start()
        await asyncio.sleep(0.8)
        await pulse.stop()

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        listener.settimeout(5)
        asyncio.run(run())
        assert listener.recv(100) == b"WATCHDOG=1"
