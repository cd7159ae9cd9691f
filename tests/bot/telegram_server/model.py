"""Chats as their people see them: who is in them, what stands there, and what of it is a video."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bot.telegram_server.spec import utf16

BOT: Final = {"id": 4242424242, "is_bot": True, "first_name": "Toon", "username": "toon_bot"}
"""Our bot."""
COMMAND: Final = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{1,32})?")
"""What Telegram underlines as a command."""
ADMIN_RIGHTS: Final = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
"""What is said of an administrator."""


@dataclass(eq=False)
class Chat:
    """A private chat, a group, or a supergroup, with topics or without."""

    id: int
    """Above 0: private; below -10^12: a supergroup."""
    kind: str
    """``private``, ``group`` or ``supergroup``."""
    title: str
    """Of a group; the name of the person in a private chat."""
    members: dict[int, str] = field(default_factory=dict)
    """Person → ``member``, ``administrator``, ``creator`` or ``left``."""
    posts: list[Post] = field(default_factory=list)
    """All that was ever said, the deleted ones too."""
    topics: dict[int, str] | None = None
    """Thread → name; None for a chat without topics."""
    bot: str = "member"
    """What the bot is there; ``kicked`` also where a person blocked it."""
    moved_to: Chat | None = None
    """The supergroup that it became."""
    closed: str = ""
    """Why nobody may write there at present, such as "not enough rights to send videos to the chat"."""

    @property
    def private(self) -> bool:
        """Whether a person is alone with the bot."""
        return self.kind == "private"

    @property
    def messages(self) -> list[Post]:
        """What can be seen, oldest first."""
        return [post for post in self.posts if not post.deleted]

    @property
    def answers(self) -> list[Post]:
        """What the bot said and can be seen, oldest first."""
        return [post for post in self.messages if post.by_bot]

    def find(self, number: int) -> Post | None:
        """The message with that number, as long as it is there."""
        return next((post for post in self.posts if post.id == number and not post.deleted), None)

    def brief(self) -> dict[str, Any]:
        """As messages carry it."""
        if self.private:
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.kind, "title": self.title} | ({"is_forum": True} if self.topics is not None else {})

    def transcript(self) -> str:
        """The chat as one reads it, a message a line."""
        return "\n".join(str(post) for post in self.messages)


@dataclass(eq=False)
class Post:
    """One message."""

    chat: Chat
    """Where it stands."""
    raw: dict[str, Any]
    """As the bot gets it, but for the message that it answers."""
    answers: Post | None = None
    """The message that it answers."""
    deleted: bool = False
    """Whether it is gone."""
    versions: list[str] = field(default_factory=list)
    """What it said, the latest last."""
    reactions: list[str] = field(default_factory=list)
    """Emoji that the bot put under it."""
    video: str | None = None
    """SHA-256 of the video that hangs on it."""
    silent: bool = False
    """Whether nobody was notified."""
    at: float = field(default_factory=time.monotonic)
    """When it was written, by the monotonic clock."""

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.raw["message_id"])

    @property
    def by_bot(self) -> bool:
        """Whether our bot wrote it."""
        return self.raw.get("from", {}).get("id") == BOT["id"]

    @property
    def text(self) -> str:
        """What it says: its text or its caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def kind(self) -> str:
        """``text``, ``photo``, ``video``, ``video_note``, ``document``, ``voice``, or ``service``."""
        return next((kind for kind in ("photo", "video", "video_note", "document", "voice", "text") if kind in self.raw), "service")

    @property
    def buttons(self) -> list[str]:
        """What its buttons say, row by row."""
        return [button["text"] for button in self.keyboard]

    @property
    def keyboard(self) -> list[dict[str, Any]]:
        """Its buttons."""
        return [button for row in self.raw.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]

    @property
    def asks_for_reply(self) -> bool:
        """Whether the app opens an answer to it by itself."""
        return "force_reply" in self.raw

    def as_message(self, *, deep: bool = True) -> dict[str, Any]:
        """As the bot gets it."""
        message = {name: value for name, value in self.raw.items() if name != "force_reply"}
        if deep and self.answers is not None:
            message["reply_to_message"] = self.answers.as_message(deep=False)
        return message

    def __str__(self) -> str:
        sender = self.raw.get("from", {}).get("first_name", "Telegram")
        shown = "" if self.kind == "text" else f"[{self.kind}] "
        buttons = "".join(f" [{label}]" for label in self.buttons)
        asked = " (reply here)" if self.asks_for_reply else ""
        answered = f" (to {self.answers.id})" if self.answers else ""
        return f"{self.id} {sender}{answered}: {shown}{self.text}{buttons}{asked}"


def words_of(name: str, text: str) -> dict[str, Any]:
    """A text or caption with the commands that Telegram finds in it."""
    found = [{"type": "bot_command", "offset": utf16(text[: match.start()]), "length": utf16(match[0])} for match in COMMAND.finditer(text)]
    entities = "entities" if name == "text" else "caption_entities"
    return ({name: text} if text else {}) | ({entities: found} if found else {})


def member(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A member of a chat as Telegram tells it."""
    told: dict[str, Any] = {"status": status, "user": user}
    if status == "administrator":
        told |= dict.fromkeys([*ADMIN_RIGHTS, "is_anonymous"], False) | {"can_manage_chat": True, "can_delete_messages": True}
    if status == "creator":
        told["is_anonymous"] = False
    if status == "kicked":
        told["until_date"] = 0
    return told


def now() -> int:
    """The date of a message."""
    return int(time.time())
