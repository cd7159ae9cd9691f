"""The photo in somebody's message, wherever Discord keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import discord
import yarl

from bot.discord_app.event import Upload

_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".webp"})
"""Of photos whose type Discord does not say."""


def picture_in(message: discord.Message) -> Upload | None:
    """The first photo of a message: among its attachments, those of a message that it forwards, or in its galleries and sections.

    Previews of links are none: they lie on other people's machines.
    """
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        for attachment in part.attachments:
            if is_picture(attachment.content_type, attachment.filename):
                return Upload(attachment.url, attachment.size)
    for part in parts:
        for media in _media(part.components):
            if is_picture(media.content_type, yarl.URL(media.url).path):
                return Upload(media.url, 0)
    return None


def is_picture(content_type: str | None, name: str) -> bool:
    """Whether a file looks like a photo by what Discord says of it; its bytes decide later."""
    if content_type:
        return content_type.partition(";")[0].strip().lower().startswith("image/")
    return PurePosixPath(name).suffix.lower() in _SUFFIXES


def _media(components: Sequence[Any]) -> Iterator[discord.UnfurledMediaItem]:
    """All media that components show, in their order, however deep they are nested."""
    for component in components:
        if isinstance(component, discord.MediaGalleryComponent):
            yield from (item.media for item in component.items)
        elif isinstance(component, (discord.ThumbnailComponent, discord.FileComponent)):
            yield component.media
        else:
            yield from _media(getattr(component, "children", ()))
            accessory = getattr(component, "accessory", None)
            if accessory is not None:
                yield from _media((accessory,))
