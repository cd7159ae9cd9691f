"""Telegram: photos and commands in, clips out.

One update goes this way: `Poller` or `Webhook` → `Intake` (written down with the desk) → `read_message` → `Asks`, `Commands` or
`Clicks`. The way back: the desk → `Deliveries` → the placeholder. Nothing is kept in memory that a restart would miss: buttons hold
what they need in their data, questions are notes with the desk, and the desk keeps the address of every answer.
"""

from __future__ import annotations

from bot.telegram_app.app import TelegramApp
from bot.telegram_app.limits import Limits

__all__ = ["Limits", "TelegramApp"]
