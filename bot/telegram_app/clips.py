"""A clip, or the picture with all faces, in the forms in which Telegram takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto, InputMediaVideo

from bot.front_end import Delivery
from bot.reading import read_bytes
from bot.telegram_app.address import Placeholder, Spot
from bot.telegram_app.api import ToonBot
from bot.telegram_app.sender import LONGEST_CAPTION, clipped, place

_VIDEO_NAME: Final = "toon.mp4"
_PICTURE_NAME: Final = "faces.jpg"
_POSTER: Final = "poster"
"""Part of the request that holds the cover."""


@dataclass(frozen=True)
class Upload:
    """The bytes that go along."""

    content: bytes
    """An mp4, or with a choice a JPEG."""
    poster: bytes | None = None
    """A JPEG of the clip."""


async def upload_of(delivery: Delivery) -> Upload:
    """Reads them from the disk."""
    assert delivery.clip is not None
    content = await read_bytes(delivery.clip)
    if delivery.poster is None:
        return Upload(content)
    try:
        return Upload(content, await read_bytes(delivery.poster) or None)
    except FileNotFoundError:
        return Upload(content)


def as_media(delivery: Delivery, upload: Upload) -> InputMediaVideo | InputMediaPhoto:
    """What a placeholder is edited into. The poster is its cover, which may have any size; a thumbnail may not."""
    caption = clipped(delivery.line, LONGEST_CAPTION)
    if delivery.ending == "choice":
        return InputMediaPhoto(InputFile(upload.content, _PICTURE_NAME, attach=True), caption)
    return InputMediaVideo(
        InputFile(upload.content, _VIDEO_NAME, attach=True),
        caption,
        width=delivery.width,
        height=delivery.height,
        duration=_whole_seconds(delivery),
        supports_streaming=True,
        cover=None if upload.poster is None else f"attach://{_POSTER}",
    )


def beside(delivery: Delivery, upload: Upload) -> dict[str, Any]:
    """Further parts of the request, for `api_kwargs`: the library does not upload a cover by itself."""
    if upload.poster is None or delivery.ending != "clip":
        return {}
    return {_POSTER: InputFile(upload.poster, f"{_POSTER}.jpg")}


async def send(bot: ToonBot, delivery: Delivery, upload: Upload, spot: Spot, markup: InlineKeyboardMarkup | None) -> Placeholder:
    """Sends it as a message of its own; where that stands. Raises `TelegramError`."""
    caption = clipped(delivery.line, LONGEST_CAPTION)
    if delivery.ending == "choice":
        photo = InputFile(upload.content, _PICTURE_NAME)
        sent = await bot.send_photo(photo=photo, caption=caption, reply_markup=markup, **place(spot))
    else:
        sent = await bot.send_video(
            video=InputFile(upload.content, _VIDEO_NAME),
            caption=caption,
            width=delivery.width,
            height=delivery.height,
            duration=_whole_seconds(delivery),
            supports_streaming=True,
            reply_markup=markup,
            **place(spot),
        )
    return Placeholder(sent.chat.id, sent.message_id, spot.topic)


async def send_note(bot: ToonBot, delivery: Delivery, upload: Upload, spot: Spot) -> None:
    """The same as a round video note. Raises `TelegramError`."""
    note = InputFile(upload.content, _VIDEO_NAME)
    await bot.send_video_note(video_note=note, length=delivery.width, duration=_whole_seconds(delivery), **place(spot))


def _whole_seconds(delivery: Delivery) -> int:
    """At least one: 0 stands for unknown."""
    return max(1, round(delivery.seconds))
