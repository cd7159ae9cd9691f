"""What the bot must not forget beside its jobs: events not dealt with yet, who asked how often, block-lists, small notes.

The tables lie in the journal's database, so that they are as durable, and are shared by all processes on it.
"""

from __future__ import annotations

from bot.ledger.ledger import Ledger, open_ledger
from bot.ledger.schema import Asked, Block, BlockKind, Event, Recent

__all__ = ["Asked", "Block", "BlockKind", "Event", "Ledger", "Recent", "open_ledger"]
