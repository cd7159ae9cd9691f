"""The photo in a message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from discord.components import _component_factory

from bot.discord_app.event import Upload
from bot.discord_app.pictures import is_picture, picture_in

CDN = "https://cdn.discordapp.com/attachments/1/2/"


def a_message(
    attachments: list[tuple[str, str | None]] | None = None, components: list[dict[str, Any]] | None = None, snapshots: tuple[Any, ...] = ()
) -> discord.Message:
    """With files (name and type) and components, as the library hands it over."""
    files = [SimpleNamespace(filename=name, content_type=kind, url=CDN + name, size=7) for name, kind in attachments or []]
    parts = [_component_factory(cast(Any, component)) for component in components or []]
    return cast(discord.Message, SimpleNamespace(attachments=files, components=parts, message_snapshots=snapshots))


def media(name: str, kind: str | None = "image/png") -> dict[str, Any]:
    """A picture in a component."""
    return {"url": CDN + name} | ({"content_type": kind} if kind else {})


def test_the_first_photo_among_the_attachments() -> None:
    """Other files are passed over."""
    assert picture_in(a_message([("a.pdf", "application/pdf"), ("b.png", "image/png"), ("c.jpg", None)])) == Upload(CDN + "b.png", 7)


@pytest.mark.parametrize(
    "component",
    [
        {"type": 12, "id": 1, "items": [{"media": media("clip.mp4", "video/mp4")}, {"media": media("x.png")}]},
        {"type": 17, "id": 1, "components": [{"type": 12, "id": 2, "items": [{"media": media("x.png", None)}]}]},
        {
            "type": 9,
            "id": 1,
            "components": [{"type": 10, "id": 2, "content": "t"}],
            "accessory": {"type": 11, "id": 3, "media": media("x.png")},
        },
    ],
)
def test_messages_made_of_components_hide_their_photos(component: dict[str, Any]) -> None:
    """In galleries, in containers, beside sections."""
    assert picture_in(a_message(components=[component])) == Upload(CDN + "x.png", 0)


def test_a_forwarded_message_has_its_photo_inside() -> None:
    """Its own attachments are empty."""
    inner = a_message([("x.jpg", "image/jpeg")])
    assert picture_in(a_message(snapshots=(inner,))) == Upload(CDN + "x.jpg", 7)


def test_a_message_without_a_photo() -> None:
    """Previews of links are none."""
    assert picture_in(a_message([("a.txt", "text/plain")], [{"type": 10, "id": 1, "content": "https://example.org/x.png"}])) is None


def test_what_looks_like_a_picture() -> None:
    """By its type, and by its name only where there is none."""
    assert is_picture("image/webp; charset=x", "a")
    assert is_picture(None, "A.JPEG")
    assert not is_picture("video/mp4", "a.jpg")
    assert not is_picture(None, "a.mp4")
