"""Where Discord is: discord.py keeps its addresses in two class attributes, which stand for the whole process."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket

from toontalker.chat_settings import DiscordSettings


class Endpoints:
    """The addresses that the settings name, for as long as the front end runs."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._api = settings.api_url.rstrip("/")
        self._gateway = yarl.URL(settings.gateway_url)
        self._before: tuple[str, yarl.URL] | None = None

    def apply(self) -> None:
        """From now on the library calls these."""
        if self._before is None:
            self._before = (discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
        discord.http.Route.BASE = self._api
        DiscordWebSocket.DEFAULT_GATEWAY = self._gateway

    def restore(self) -> None:
        """As it was before."""
        if self._before is not None:
            discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self._before
            self._before = None
