"""People and what they do in chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict, Unpack

from tests.bot.telegram_server.model import BOT, COMMAND, Chat, Post, member, now, words_of
from tests.bot.telegram_server.world import Click, World


class Content(TypedDict, total=False):
    """What a message brings along."""

    text: str
    """What is written."""
    photo: bytes
    """A photo, as apps send it."""
    document: bytes
    """A file, photos sent as files among them."""
    voice: bytes
    """A voice note."""
    caption: str
    """What is written under any of these."""
    name: str
    """Of the file."""
    mime: str
    """Kind of the file."""
    size: int
    """Bytes that Telegram shall say there are."""
    topic: int
    """The topic."""
    album: str
    """Photos of one album have this in common."""
    ago: int
    """Seconds since it was written."""
    anonymous: bool
    """Written in the name of the group, as its administrators can."""


SUPER: Final = -1_000_000_000_000
"""Numbers of supergroups lie below."""

ANONYMOUS: Final = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who seems to write when an administrator does so in the name of the group."""


@dataclass(eq=False)
class Person:
    """Somebody with an app."""

    world: World
    """Where they live."""
    user: dict[str, Any]
    """As messages carry them."""

    @property
    def id(self) -> int:
        """Their number."""
        return int(self.user["id"])

    @property
    def private(self) -> Chat:
        """The chat with the bot alone; opened by the first use, as if they had pressed Start."""
        chats = self.world.chats
        return chats.setdefault(self.id, Chat(self.id, "private", self.user["first_name"], {self.id: "member"}))

    async def sends(self, chat: Chat | None = None, **content: Unpack[Content]) -> Post:
        """Writes something; without a chat to the bot alone."""
        return self._post(chat or self.private, None, content)

    async def replies(self, post: Post, **content: Unpack[Content]) -> Post:
        """Answers a message."""
        return self._post(post.chat, post, content)

    async def sends_album(self, chat: Chat, photos: Sequence[bytes], caption: str = "") -> list[Post]:
        """Several photos at once: as many messages, the first with the words."""
        album = f"{13_000_000_000 + len(self.world.files.by_id)}"
        return [self._post(chat, None, {"photo": photo, "album": album} | ({"caption": caption} if at == 0 and caption else {}))  # type: ignore[arg-type]
                for at, photo in enumerate(photos)]  # fmt: skip

    async def forwards(self, post: Post, chat: Chat | None = None) -> Post:
        """Passes a message on."""
        content = {name: post.raw[name] for name in ("photo", "document", "voice", "text", "caption") if name in post.raw}
        origin = {"type": "user", "sender_user": post.raw["from"], "date": post.raw["date"]}
        there = chat or self.private
        passed = self.world.put(there, self.user, content | {"forward_origin": origin}, None, None)
        self._tell("message", passed)
        return passed

    async def edits(self, post: Post, text: str) -> None:
        """Writes a message of theirs anew."""
        name = "text" if "text" in post.raw else "caption"
        for key in (name, "entities", "caption_entities"):
            post.raw.pop(key, None)
        post.raw |= words_of(name, text) | {"edit_date": now()}
        post.versions.append(text)
        self._tell("edited_message", post)

    async def clicks(self, post: Post, button: str | int) -> Click:
        """Presses a button, named by what it says (a part will do) or by its place."""
        keys = post.keyboard
        found = [keys[button]] if isinstance(button, int) else [key for key in keys if button in key["text"]]
        if not found:
            raise AssertionError(f"no button {button!r} among {post.buttons} under: {post}")
        click = Click(f"{88_000_000_000 + len(self.world.clicks)}", post, found[0]["callback_data"])
        self.world.clicks[click.id] = click
        self.tells_click(click)
        return click

    def tells_click(self, click: Click) -> dict[str, Any]:
        """Tells the bot of a pressed button; once more it is a duplicate."""
        told = {"id": click.id, "from": self.user, "message": click.post.as_message(), "chat_instance": str(click.post.chat.id)}
        return self.world.updates.add("callback_query", told | {"data": click.data})

    async def deletes(self, post: Post) -> None:
        """Removes a message, as its writer and administrators can; a bot hears nothing of it."""
        post.deleted = True

    async def blocks(self) -> None:
        """Wants to hear nothing of the bot any more."""
        self._membership(self.private, "member", "kicked")

    async def kicks_bot(self, chat: Chat) -> None:
        """Throws the bot out."""
        self._membership(chat, chat.bot, "kicked")

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        chat.bot = after
        told = {"chat": chat.brief(), "from": self.user, "date": now()}
        members = {"old_chat_member": member(BOT, before), "new_chat_member": member(BOT, after)}
        self.world.updates.add("my_chat_member", told | members)

    def _post(self, chat: Chat, answers: Post | None, content: Content) -> Post:
        raw = self._content(content)
        thread = content.get("topic") or (answers.raw.get("message_thread_id") if answers and chat.topics is not None else None)
        post = self.world.put(chat, self.user, raw, answers, thread)
        if content.get("anonymous"):
            post.raw |= {"from": ANONYMOUS, "sender_chat": chat.brief()}
        post.raw["date"] -= content.get("ago", 0)
        if not chat.private:
            chat.members.setdefault(self.id, "member")
        self._tell("message", post)
        return post

    def _content(self, content: Content) -> dict[str, Any]:
        files, size = self.world.files, content.get("size")
        raw: dict[str, Any] = {"media_group_id": content["album"]} if "album" in content else {}
        if "photo" in content:
            raw["photo"] = files.photo(content["photo"], size)
        if "document" in content:
            file = files.keep("documents", content["document"], ".bin", size)
            raw["document"] = file.brief | {"file_name": content.get("name", "face.jpg"), "mime_type": content.get("mime", "image/jpeg")}
        if "voice" in content:
            raw["voice"] = files.keep("voice", content["voice"], ".oga", size).brief | {"duration": 2, "mime_type": "audio/ogg"}
        return raw | words_of("text", content.get("text", "")) | words_of("caption", content.get("caption", ""))

    def _tell(self, kind: str, post: Post) -> None:
        if not self.world.privacy or is_meant(post):
            self.world.updates.add(kind, post.as_message())


def is_meant(post: Post) -> bool:
    """Whether a bot in privacy mode hears of a message."""
    if post.chat.private or post.chat.bot == "administrator" or (post.answers is not None and post.answers.by_bot):
        return True
    for command in COMMAND.findall(post.text):
        name = command.partition("@")[2]
        if name:
            return bool(name.lower() == str(BOT["username"]).lower())
        # A bare command goes to the bot that spoke last.
        spoken = [earlier for earlier in post.chat.posts if earlier is not post and earlier.raw.get("from", {}).get("is_bot")]
        return bool(spoken) and spoken[-1].by_bot
    return False
