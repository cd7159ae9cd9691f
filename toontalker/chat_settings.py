"""The settings of the bot: what people may ask for, and where its front ends listen. Tokens stand in no settings file: docs/bot.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toontalker.section import Section

LogFormat = Literal["text", "json"]


class BotSettings(Section):
    """[bot]: what all front ends have in common: who may ask, how often, and for how long things are kept."""

    folder: str = "data/bot"
    """Where photos lie that the buttons under a clip need again."""
    max_text: Annotated[int, Field(ge=1, le=5_000)] = 300
    """Longest text from a chat, in characters."""
    deadline_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] = 120.0
    """How long one attempt at a clip may take."""
    per_owner_hour: Annotated[int, Field(ge=1, le=100_000)] = 30
    """Clips that one person may ask for within an hour."""
    per_chat_hour: Annotated[int, Field(ge=1, le=100_000)] = 120
    """Clips that one chat may ask for within an hour."""
    again_hours: Annotated[float, Field(ge=0, le=8760, allow_inf_nan=False)] = 24.0
    """Hours that a photo is kept for the buttons Again, Other voice and Other style; 0 keeps none and shows no such buttons."""
    admins: tuple[str, ...] = Field(default=(), strict=False)
    """Who may use the admin commands, such as "discord:123" or "telegram:456"."""
    allowed_people: tuple[str, ...] = Field(default=(), strict=False)
    """Where any are named, only they may ask; people as in `admins`."""
    allowed_chats: tuple[str, ...] = Field(default=(), strict=False)
    """Where any are named, only these chats are answered, such as "discord:789" or "telegram:-100123"."""
    language: str = "auto"
    """Language of the bot's own sentences; auto: that of the person's app."""
    contact: str = ""
    """Whom people may write to about their data; /privacy and /about name it."""
    status_port: Annotated[int, Field(ge=0, le=65_535)] = 8766
    """Port on 127.0.0.1 of /healthz and /metrics; 0 for none."""
    log_format: LogFormat = "text"
    """text, or json for one JSON object a line."""


class DiscordSettings(Section):
    """[discord]: read when there is a token, see docs/bot.md."""

    api_url: str = "https://discord.com/api/v10"
    """Discord's REST interface; a proxy or a test server may stand here."""
    gateway_url: str = "wss://gateway.discord.gg/"
    """Its gateway."""
    cdn_hosts: tuple[str, ...] = Field(default=("cdn.discordapp.com", "media.discordapp.net"), strict=False)
    """Hosts that photos are fetched from, with a port where it is not the usual one."""
    sharded: bool = False
    """Share the guilds out among several connections: needed from 2,500 guilds on."""
    sync_commands: bool = True
    """Tell Discord the commands at every start where they have changed."""
    guilds: tuple[int, ...] = Field(default=(), strict=False)
    """Guilds (servers) that get the commands at once, for trying; the others get them within the hour in any case."""


class TelegramSettings(Section):
    """[telegram]: read when there is a token, see docs/bot.md."""

    api_url: str = "https://api.telegram.org"
    """The Bot API; a Bot API server of your own, a proxy or a test server may stand here."""
    file_url: str = "https://api.telegram.org"
    """Where files are fetched from."""
    local_mode: bool = False
    """Your own Bot API server runs with --local and shares its files with this machine."""
    round_video: bool = False
    """Send a round video note as well."""
    webhook_url: str = ""
    """Public https address that Telegram shall call; empty: the bot asks for news itself, which needs no open port."""
    webhook_address: str = "127.0.0.1"
    """Where the webhook listens, behind a proxy of yours that ends TLS."""
    webhook_port: Annotated[int, Field(ge=0, le=65_535)] = 8767
    """Its port."""


class WebSettings(Section):
    """[web]: the chat page in the browser."""

    enabled: bool = True
    """Serve the page."""
    address: str = "127.0.0.1"
    """Where it listens; anything but this machine itself needs a password, see docs/bot.md."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 8765
    """Its port; 0 takes a free one."""
    hosts: tuple[str, ...] = Field(default=(), strict=False)
    """Further names under which browsers may reach it, such as "toon.example.org"."""
