"""Where the bot writes things down."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from bot.album import Album
from bot.jotter import Jotter
from bot.ledger import Ledger
from gpu_worker.journal import Journal
from toontalker.errors import JournalUnwritable


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

    def settle(self) -> None:
        """Tells the journal of placeholders that a kill kept from it; blocks, and belongs before anything else."""
        for job_id, placeholder in self.jotter.left():
            with suppress(JournalUnwritable):  # such a line stays in the chat, which is no reason not to start
                self.journal.place(job_id, placeholder)
        self.jotter.clear()
