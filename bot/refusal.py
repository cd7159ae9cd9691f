"""Why a request is not taken in, as a sentence in the person's language."""

from __future__ import annotations

from typing import Final

from bot.words import Words
from toontalker.errors import Busy, RequestError

_BUSY: Final = {"owner": "failure.BusyOwner", "chat": "failure.BusyChat", "total": "failure.BusyTotal"}


class Refused(RequestError):
    """It is not taken in; the message is for the person."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
        """One word for the operator's figures."""


def busy(words: Words, error: Busy) -> Refused:
    """Too many clips are in the making."""
    name = _BUSY.get(error.whose)
    return Refused(words(name, count=error.count) if name else words("failure.Busy"), f"busy_{error.whose}")
