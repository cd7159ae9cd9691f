"""What a message of ours holds, from which it can be sent as often as it takes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final, cast

import discord

_LONGEST: Final = 2000
"""Characters of a message."""
_LONGEST_ALT: Final = 1024
"""Characters of a description."""

SILENT: Final = discord.AllowedMentions.none()
"""Nobody is notified, whatever the text says."""


class _Mentioned:
    """A person as the library shall write them: it takes the id as it is, and Discord's spec has its digits in a string."""

    def __init__(self, user: int) -> None:
        self.id = str(user)


def only(user: int) -> discord.AllowedMentions:
    """That person is notified and nobody else; each kind is named, for what is left out here would notify everybody."""
    users = [cast(discord.abc.Snowflake, _Mentioned(user))]
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=users)


@dataclass(frozen=True)
class Picture:
    """A file to send: an mp4 or a JPEG."""

    name: str
    """By its suffix Discord decides whether it plays; the library gives no type."""
    data: bytes
    alt: str
    """For those who cannot see or hear it."""

    def file(self) -> discord.File:
        """For one attempt to send it: the library closes it."""
        return discord.File(io.BytesIO(self.data), filename=self.name, description=self.alt[:_LONGEST_ALT] or None)


@dataclass(frozen=True)
class Note:
    """A message."""

    text: str
    view: discord.ui.View | None = None
    """Its buttons."""
    picture: Picture | None = None

    @property
    def content(self) -> str:
        """The text, no longer than Discord takes."""
        return self.text[:_LONGEST]

    @property
    def plain(self) -> bool:
        """Whether it is text alone."""
        return self.view is None and self.picture is None

    def edit(self) -> dict[str, Any]:
        """Arguments of an edit that makes a message this one."""
        changes: dict[str, Any] = {"content": self.content, "view": self.view, "allowed_mentions": SILENT}
        if self.picture is not None:
            changes["attachments"] = [self.picture.file()]
        return changes
