"""Where the bot writes things down."""

from __future__ import annotations

from dataclasses import dataclass

from bot.album import Album
from bot.jotter import Jotter
from bot.ledger import Ledger
from gpu_worker.journal import Journal


@dataclass(frozen=True)
class Stores:
    """Journal, ledger and album block, so the event loop reaches them by `Desk.call`; the jotter does not."""

    journal: Journal
    """Jobs."""
    ledger: Ledger
    """What must not be forgotten beside them."""
    album: Album
    """Photos for the buttons."""
    jotter: Jotter
    """Where placeholders stand until the journal knows."""
