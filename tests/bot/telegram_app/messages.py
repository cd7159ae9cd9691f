"""Messages as Telegram would send them, for the tests of this folder."""

from __future__ import annotations

from typing import Any, Final

from telegram import Message, User

ME: Final = User(4242, "Toon", is_bot=True, username="Toon_Bot")
"""The bot."""
ANN: Final = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "de"}
"""A person."""
PHOTO: Final[dict[str, Any]] = {
    "photo": [
        {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 90, "file_size": 900},
        {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 90_000},
        {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 240, "file_size": 9_000},
    ]
}
"""A photo in three sizes."""
VOICE: Final[dict[str, Any]] = {"voice": {"file_id": "note", "file_unique_id": "n", "duration": 3, "file_size": 4_000}}
"""A voice note."""


def raw(chat: int = 7, **fields: Any) -> dict[str, Any]:
    """A message of Ann's; `chat` below 0 is a group."""
    kind = {"type": "private", "first_name": "Ann"} if chat > 0 else {"type": "supergroup", "title": "Friends"}
    return {"message_id": 11, "date": 1_760_000_000, "chat": {"id": chat, **kind}, "from": ANN, **fields}


def ours(chat: int = 7, **fields: Any) -> dict[str, Any]:
    """A message of the bot's."""
    return raw(chat, message_id=5, **{"from": ME.to_dict(), **fields})


def message(chat: int = 7, **fields: Any) -> Message:
    """The same, read."""
    return Message.de_json(raw(chat, **fields), None)
