"""The library's addresses."""

from __future__ import annotations

import discord
from discord.gateway import DiscordWebSocket

from bot.discord_app.endpoints import Endpoints
from toontalker.chat_settings import DiscordSettings


def test_the_library_calls_what_the_settings_name_until_we_leave() -> None:
    """And is left as it was found, even if it was told twice."""
    before = (discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    endpoints = Endpoints(DiscordSettings(api_url="http://127.0.0.1:9/api/v10/", gateway_url="ws://127.0.0.1:9/gw/"))
    endpoints.apply()
    endpoints.apply()
    try:
        assert discord.http.Route("GET", "/users/@me").url == "http://127.0.0.1:9/api/v10/users/@me"
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:9/gw/"
    finally:
        endpoints.restore()
    endpoints.restore()
    assert before == (discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


def test_the_usual_addresses_are_discords() -> None:
    """What stands in the settings without a file is what the library knows."""
    endpoints = Endpoints(DiscordSettings())
    before = (discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    endpoints.apply()
    assert before == (discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    endpoints.restore()
