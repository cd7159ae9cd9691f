"""What systemd is told of us where it starts us as ``Type=notify``: that we are ready, alive, about to stop. Elsewhere nothing happens.

The protocol is one datagram of text to the socket that the variable NOTIFY_SOCKET names (sd_notify(3)).
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

_LOG = logging.getLogger(__name__)


class Systemd:
    """Who started us, if it wants to hear anything."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            self._address = "\0" + self._address[1:]
        meant = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        microseconds = environ.get("WATCHDOG_USEC", "")
        self.patience = int(microseconds) / 1e6 if meant and microseconds.isdigit() else 0.0
        """Seconds without `alive` after which we are killed and started again; 0 for never."""

    def ready(self) -> None:
        """We do what we are here for."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Our event loop turns."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """We were asked to go, and are at it."""
        self._tell("STOPPING=1")

    def _tell(self, line: str) -> None:
        """Never waits; who does not listen is told nothing."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as sender:
                sender.sendto(line.encode(), self._address)
        except OSError as error:
            _LOG.debug("systemd does not listen: %s", error.strerror)
