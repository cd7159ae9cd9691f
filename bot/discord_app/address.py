"""Where an answer goes: all that another process needs to finish an interaction, and where its message lies by now."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import discord

TOKEN_LIFE: Final = 14.5 * 60
"""Seconds after which the token of an interaction is taken for expired; Discord takes it for 15 minutes."""


@dataclass(frozen=True)
class Address:
    """Of one interaction; JSON knows all of it."""

    application: int
    """Id of the application."""
    interaction: int
    """Id of the interaction."""
    token: str = field(repr=False)
    """Opens the answer to it for a quarter of an hour; never logged."""
    created: float
    """When it came in, seconds since 1970."""
    channel: int
    """Id of the channel; 0 if unknown."""
    guild: int | None
    """Id of the guild (server); None in direct messages."""
    user: int
    """Who asked."""
    limit: int
    """Largest attachment there, bytes."""
    late: bool
    """Whether the bot may write into the channel when the token has expired."""
    answer: int = 0
    """Id of the message that Discord began for the answer; 0 if unknown. Without the token the bot can still take it away."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Address:
        """What `as_json` gave."""
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return dataclasses.asdict(self)

    def answered_by(self, message: int | None) -> Address:
        """The same, with the id of its answer, if it has one."""
        return dataclasses.replace(self, answer=message) if message else self

    @property
    def age(self) -> float:
        """Seconds since it came in."""
        return max(0.0, time.time() - self.created)

    @property
    def expired(self) -> bool:
        """Whether its token is too old to try."""
        return self.age > TOKEN_LIFE


def address_of(interaction: discord.Interaction[Any]) -> Address:
    """The address of an interaction that has just come in."""
    return Address(
        application=interaction.application_id,
        interaction=interaction.id,
        token=interaction.token,
        created=time.time(),
        channel=interaction.channel_id or 0,
        guild=interaction.guild_id,
        user=interaction.user.id,
        limit=interaction.filesize_limit,
        late=_may_come_late(interaction),
    )


def _may_come_late(interaction: discord.Interaction[Any]) -> bool:
    """Where only the person has installed the bot it is no member of anything, and cannot write there without a token."""
    if not interaction.channel_id:
        return False
    if interaction.guild_id is None:
        return isinstance(interaction.channel, discord.DMChannel) and not interaction.context.private_channel
    if interaction.client.get_guild(interaction.guild_id) is None and not interaction.is_guild_integration():
        return False
    allowed = interaction.app_permissions
    return not allowed.value or allowed.send_messages or allowed.send_messages_in_threads


@dataclass(frozen=True)
class Place:
    """Where the message of an answer lies; as text it is what `Desk.place` keeps."""

    message: int = 0
    """Its id; 0 for the first answer to the interaction, which its token finds by the name of @original."""
    channel: int = 0
    """Of a message that the bot wrote without the token; 0 for one that belongs to the interaction."""

    @classmethod
    def read(cls, text: str | None) -> Place:
        """What `str` gave; the first answer if nothing was kept, or nothing that can be read."""
        kind, _, ids = (text or "").partition(":")
        numbers = [int(part) for part in ids.split(":") if part.isdecimal()]
        if kind == "followup" and len(numbers) == 1:
            return cls(message=numbers[0])
        if kind == "channel" and len(numbers) == 2:
            return cls(channel=numbers[0], message=numbers[1])
        return cls()

    def __str__(self) -> str:
        if self.channel:
            return f"channel:{self.channel}:{self.message}"
        return f"followup:{self.message}" if self.message else "@original"
