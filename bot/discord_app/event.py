"""What somebody asked for in Discord, as it is written down before Discord is told that we have it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import discord

from bot.command import Command
from bot.discord_app.address import Address, address_of
from bot.front_end import Asker, Change

Kind = Literal["toon", "again", "delete"]
"""A photo and a text; a click on a button that makes another clip; a click on Delete."""


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent."""

    url: str = field(repr=False)
    """Where it can be fetched, for a day or so."""
    size: int
    """Bytes, as Discord says; 0 if it does not say."""


@dataclass(frozen=True)
class Event:
    """One request."""

    kind: Kind
    address: Address
    asker: Asker
    command: Command = field(default_factory=Command)
    """Of a toon."""
    photo: Upload | None = None
    """Of a toon."""
    audio: Upload | None = None
    """A voice recording, of a toon."""
    form: str = ""
    """Of a toon that was asked for by a form: under which name the photo of the form is remembered; empty if there was none."""
    job: str = ""
    """Of a click: the job whose clip the button stands under."""
    change: Change = field(default_factory=Change)
    """Of a click."""

    @property
    def id(self) -> str:
        """Unique; a redelivered interaction has the same."""
        return str(self.address.interaction)

    @property
    def key(self) -> str:
        """Key of the job that comes of it."""
        return f"discord:{self.id}"

    def answered_by(self, message: int | None) -> Event:
        """The same, with the id of its answer in the address, if it has one."""
        return dataclasses.replace(self, address=self.address.answered_by(message))

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return dataclasses.asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Event:
        """What `as_json` gave."""
        photo, audio = stored["photo"], stored["audio"]
        return cls(
            kind=stored["kind"],
            address=Address.read(stored["address"]),
            asker=Asker(**stored["asker"]),
            command=Command(**stored["command"]),
            photo=Upload(**photo) if photo else None,
            audio=Upload(**audio) if audio else None,
            form=stored["form"],
            job=stored["job"],
            change=Change(**stored["change"]),
        )


def asker_of(interaction: discord.Interaction[Any]) -> Asker:
    """Who asks; the name is a mention, which Discord shows as the name that everyone there knows, and which is told to nobody."""
    user = interaction.user.id
    return Asker(f"discord:{user}", f"discord:{interaction.channel_id or 0}", f"<@{user}>", str(interaction.locale))


def event_of(interaction: discord.Interaction[Any], kind: Kind, **details: Any) -> Event:
    """The event that an interaction is; `details`: the other fields of `Event`."""
    return Event(kind, address_of(interaction), asker_of(interaction), **details)
