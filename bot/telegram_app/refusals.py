"""What an error of the Bot API means for what comes next; Telegram says much of it only in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.redaction import Redaction
from bot.telegram_app.transport import Unsent

_UNCHANGED: Final = "message is not modified"
_LOST: Final = ("message to edit not found", "message_id_invalid", "message identifier is not specified", "message not found")
_NO_PLACE: Final = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "user not found",
)
_NO_MEDIA: Final = ("not enough rights to send", "chat_send_videos_forbidden", "chat_send_media_forbidden", "chat_send_photos_forbidden")
_TOO_LARGE: Final = ("entity too large", "file is too big", "(413)")
_LONGEST: Final = 160
_REDACTION: Final = Redaction()


def is_unchanged(error: TelegramError) -> bool:
    """The message is already what it should become."""
    return isinstance(error, BadRequest) and _UNCHANGED in error.message.lower()


def is_lost(error: TelegramError) -> bool:
    """The message is not there any more."""
    return isinstance(error, BadRequest) and _says(error, _LOST)


def is_gone(error: TelegramError) -> bool:
    """There is nobody and no place to speak to: thrown out, blocked, chat or topic closed."""
    return isinstance(error, Forbidden) or (isinstance(error, BadRequest) and _says(error, _NO_PLACE))


def is_no_media(error: TelegramError) -> bool:
    """Text may be sent here, and this kind of media may not."""
    return isinstance(error, BadRequest) and _says(error, _NO_MEDIA)


def is_too_large(error: TelegramError) -> bool:
    """A file is more than the Bot API takes, in either direction; trying again does not help."""
    return _says(error, _TOO_LARGE)


def is_final(error: TelegramError) -> bool:
    """The same call would be refused again."""
    return isinstance(error, BadRequest | Forbidden | ChatMigrated) or is_too_large(error)


def is_unsent(error: TelegramError) -> bool:
    """It is certain that nothing was sent; after any other failure of the network it may have arrived."""
    return (
        is_final(error)
        or isinstance(error, RetryAfter | Unsent)
        or (isinstance(error, NetworkError) and "too many requests" in error.message.lower())
    )


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def told(error: BaseException) -> str:
    """An error for the log: no token, and not at any length."""
    return _REDACTION.clean(f"{type(error).__name__}: {error}")[:_LONGEST]


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)
