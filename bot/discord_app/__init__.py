"""Discord: slash commands, a menu on messages, buttons. The one room that knows discord.py."""

from __future__ import annotations

from bot.discord_app.app import DiscordApp

__all__ = ["DiscordApp"]
