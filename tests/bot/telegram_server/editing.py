"""The methods that change or remove a message."""

from __future__ import annotations

from typing import Any, Final

from tests.bot.telegram_server.call import ApiError, Call
from tests.bot.telegram_server.model import Post, words_of
from tests.bot.telegram_server.sending import photo_content, video_content
from tests.bot.telegram_server.world import World

UNCHANGED: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
"""What an edit hears that changes nothing."""
CONTENT: Final = ("text", "entities", "caption", "caption_entities", "photo", "video", "document")
"""What a new content takes the place of."""


def edit_text(world: World, call: Call) -> dict[str, Any]:
    """editMessageText."""
    post = _editable(world, call)
    if "text" not in post.raw:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    if not call.values.get("text", "").strip():
        raise ApiError(400, "Bad Request: message text is empty")
    return _edited(post, call, words_of("text", call.values["text"]), ("text", "entities"))


def edit_caption(world: World, call: Call) -> dict[str, Any]:
    """editMessageCaption."""
    post = _editable(world, call)
    if post.kind not in {"photo", "video", "document"}:
        raise ApiError(400, "Bad Request: there is no caption in the message to edit")
    return _edited(post, call, words_of("caption", call.values.get("caption", "")), ("caption", "caption_entities"))


def edit_markup(world: World, call: Call) -> dict[str, Any]:
    """editMessageReplyMarkup."""
    return _edited(_editable(world, call), call, {}, ())


def edit_media(world: World, call: Call) -> dict[str, Any]:
    """editMessageMedia."""
    post = _editable(world, call)
    media = call.values["media"]
    part = call.parts.get(media["media"].removeprefix("attach://"))
    if media["type"] == "video":
        content = video_content(world, call, part, media)
        assert part is not None
        world.saw_video(post, part.content)
    elif media["type"] == "photo":
        content = photo_content(world, call, part, media)
        post.video = None
    else:
        raise ApiError(400, f"Bad Request: this server knows no {media['type']}")
    return _edited(post, call, content, CONTENT)


def delete(world: World, call: Call) -> bool:
    """deleteMessage."""
    chat = world.chat_of(call)
    post = chat.find(call.values["message_id"])
    if post is None:
        raise ApiError(400, "Bad Request: message to delete not found")
    if not post.by_bot and not chat.private and chat.bot != "administrator":
        raise ApiError(400, "Bad Request: message can't be deleted")
    post.deleted = True
    return True


def react(world: World, call: Call) -> bool:
    """setMessageReaction."""
    post = world.chat_of(call).find(call.values["message_id"])
    if post is None:
        raise ApiError(400, "Bad Request: message to react not found")
    reactions = call.values.get("reaction", [])
    if len(reactions) > 1 or any(each["type"] != "emoji" for each in reactions):
        raise ApiError(400, "Bad Request: REACTIONS_TOO_MANY")
    post.reactions = [each["emoji"] for each in reactions]
    return True


def _editable(world: World, call: Call) -> Post:
    """The message, if the bot may change it."""
    post = world.mine(call, "edit")
    if post.asks_for_reply:
        raise ApiError(400, "Bad Request: message can't be edited")
    return post


def _edited(post: Post, call: Call, content: dict[str, Any], instead_of: tuple[str, ...]) -> dict[str, Any]:
    """Puts new content in; a keyboard that is not sent along goes."""
    new = {name: value for name, value in post.raw.items() if name not in {*instead_of, "reply_markup"}} | content
    if call.values.get("reply_markup", {}).get("inline_keyboard"):
        new["reply_markup"] = call.values["reply_markup"]
    if _seen(new) == _seen(post.raw):
        raise ApiError(400, UNCHANGED)
    post.raw = new | {"edit_date": post.raw["date"] + 1}
    if post.text != post.versions[-1]:
        post.versions.append(post.text)
    return post.as_message()


def _seen(raw: dict[str, Any]) -> dict[str, Any]:
    """What people see of a message; the same file uploaded again is another file to Telegram, so it counts as a change."""
    return {name: value for name, value in raw.items() if name in {*CONTENT, "reply_markup"}}
