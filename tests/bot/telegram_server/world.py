"""All that Telegram knows: the bot, people, chats, files, clicks, and what went over the wire."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bot.telegram_server.call import ApiError, Call
from tests.bot.telegram_server.faults import Faults, Limits
from tests.bot.telegram_server.files import Files
from tests.bot.telegram_server.model import BOT, Chat, Post, now
from tests.bot.telegram_server.spec import Spec
from tests.bot.telegram_server.updates import Updates

TOKEN: Final = "4242424242:AAHtestTESTtestTESTtestTESTtestTESTx"  # noqa: S105 - it opens nothing but this server
"""Its token."""


@dataclass(eq=False)
class Click:
    """A button that somebody pressed."""

    id: str
    """What it is answered by."""
    post: Post
    """The message with the button."""
    data: str
    """What the button says to the bot."""
    answered: bool = False
    """Whether the app stopped waiting."""
    text: str = ""
    """What was shown to the person."""
    alert: bool = False
    """Whether it must be closed by hand."""
    old: bool = False
    """Whether it is too late for an answer."""


@dataclass(eq=False)
class World:
    """The state of the server."""

    spec: Spec
    """The judge."""
    deviations: list[str] = field(default_factory=list)
    """Whatever did not fit the table, of the bot's or of our own."""
    calls: list[Call] = field(default_factory=list)
    """All requests so far."""
    chats: dict[int, Chat] = field(default_factory=dict)
    """Number → chat."""
    users: dict[int, dict[str, Any]] = field(default_factory=lambda: {int(str(BOT["id"])): BOT})
    """Number → person, as messages carry them."""
    files: Files = field(default_factory=Files)
    """What was uploaded."""
    faults: Faults = field(default_factory=Faults)
    """What is still to go wrong."""
    limits: Limits = field(default_factory=Limits)
    """How much may be sent."""
    clicks: dict[str, Click] = field(default_factory=dict)
    """All buttons that were pressed."""
    commands: dict[tuple[str, int, str], list[dict[str, Any]]] = field(default_factory=dict)
    """Menus: scope, chat and language → commands."""
    videos: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    """SHA-256 of a video → the messages, by chat and number, on which it ever hung."""
    notes: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    """The same of round video notes."""
    privacy: bool = False
    """Whether the bot hears only what is meant for it in groups."""
    updates: Updates = field(init=False)
    """News for the bot."""

    def __post_init__(self) -> None:
        self.updates = Updates(self.judge)

    def forget_the_wire(self) -> None:
        """Begins to count anew: calls, videos and deviations; chats and people stay."""
        self.deviations.clear()
        self.calls.clear()
        self.videos.clear()
        self.notes.clear()
        self.faults.waiting.clear()
        self.limits = Limits()

    def judge(self, value: Any, kind: str, at: str) -> None:
        """Holds what we tell against the table, for a server that errs proves nothing."""
        self.deviations += [f"our own {problem}" for problem in self.spec.problems(value, [kind], at)]

    def chat_of(self, call: Call) -> Chat:
        """The chat of a call, if the bot may write there."""
        chat = self.chats.get(call.chat)
        if chat is None:
            known = call.chat in self.users
            raise (
                ApiError(403, "Forbidden: bot can't initiate conversation with a user")
                if known
                else ApiError(400, "Bad Request: chat not found")
            )
        if chat.moved_to is not None:
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to.id)
        if chat.bot == "kicked":
            what = "bot was blocked by the user" if chat.private else f"bot was kicked from the {chat.kind} chat"
            raise ApiError(403, f"Forbidden: {what}")
        if chat.closed:
            raise ApiError(400, f"Bad Request: {chat.closed}")
        return chat

    def next_number(self, chat: Chat) -> int:
        """Of the next message; no two chats begin alike, so that a mix-up shows."""
        return (chat.posts[-1].id if chat.posts else 100 * (1 + list(self.chats).index(chat.id))) + 1

    def put(self, chat: Chat, sender: dict[str, Any] | None, content: dict[str, Any], answers: Post | None, thread: int | None) -> Post:
        """A new message in a chat."""
        raw: dict[str, Any] = {"message_id": self.next_number(chat), "date": now(), "chat": chat.brief()}
        if sender is not None:
            raw["from"] = sender
        if chat.topics is not None and thread is not None:
            raw |= {"message_thread_id": thread, "is_topic_message": True}
            # What answers nothing in a topic answers the message that opened the topic: so Telegram tells it.
            answers = answers or chat.find(thread)
        elif chat.kind == "supergroup" and answers is not None:
            raw["message_thread_id"] = answers.raw.get("message_thread_id", answers.id)
        post = Post(chat, raw | content, answers)
        post.versions.append(post.text)
        chat.posts.append(post)
        return post

    def saw_video(self, post: Post, content: bytes, *, note: bool = False) -> None:
        """Remembers which video hangs on which message."""
        digest = hashlib.sha256(content).hexdigest()
        post.video = digest
        (self.notes if note else self.videos)[digest].add((post.chat.id, post.id))

    def mine(self, call: Call, what: str) -> Post:
        """The message of the bot's that a call is about."""
        chat = self.chat_of(call)
        number = call.values.get("message_id")
        post = chat.find(number) if isinstance(number, int) else None
        if post is None:
            raise ApiError(400, f"Bad Request: message to {what} not found")
        if not post.by_bot:
            raise ApiError(400, f"Bad Request: message can't be {what}ed")
        return post
