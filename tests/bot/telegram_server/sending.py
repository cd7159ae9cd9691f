"""The methods that put a message into a chat."""

from __future__ import annotations

from typing import Any

from tests.bot.telegram_server.call import ApiError, Call, Part
from tests.bot.telegram_server.files import LARGEST_UPLOAD, thumbnail_problems, video_problems
from tests.bot.telegram_server.model import BOT, Chat, Post, words_of
from tests.bot.telegram_server.world import World


def send_message(world: World, call: Call) -> dict[str, Any]:
    """sendMessage."""
    if not call.values["text"].strip():
        raise ApiError(400, "Bad Request: message text is empty")
    return _sent(world, call, words_of("text", call.values["text"])).as_message()


def send_photo(world: World, call: Call) -> dict[str, Any]:
    """sendPhoto."""
    return _sent(world, call, photo_content(world, call, call.file("photo"), call.values)).as_message()


def send_video(world: World, call: Call) -> dict[str, Any]:
    """sendVideo."""
    part = call.file("video")
    post = _sent(world, call, video_content(world, call, part, call.values))
    if part is not None:
        world.saw_video(post, part.content)
    return post.as_message()


def send_video_note(world: World, call: Call) -> dict[str, Any]:
    """sendVideoNote."""
    part = call.file("video_note")
    if part is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    _judge_upload(world, call, part)
    file = world.files.keep("video_notes", part.content, ".mp4")
    sides = {name: call.values.get(name, 240 if name == "length" else 1) for name in ("length", "duration")}
    if sides["duration"] > 60 or sides["length"] > 640:
        world.deviations.append(f"{call.method}: a round video has at most a minute and 640 px, this one {sides}")
    post = _sent(world, call, {"video_note": file.brief | sides})
    world.saw_video(post, part.content, note=True)
    return post.as_message()


def send_chat_action(world: World, call: Call) -> bool:
    """sendChatAction."""
    _thread(world.chat_of(call), call)
    return True


def video_content(world: World, call: Call, part: Part | None, told: dict[str, Any]) -> dict[str, Any]:
    """A video as messages carry it; `told` is what the bot says of it."""
    if part is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    _judge_upload(world, call, part)
    for name, problems in (("thumbnail", thumbnail_problems), ("cover", lambda content: [])):
        extra = _named(call, told, name)
        if extra is not None:
            world.deviations += [f"{call.method}: {problem}" for problem in problems(extra.content)]
    if not told.get("supports_streaming"):
        world.deviations.append(f"{call.method}: the video is not said to be fit for streaming")
    file = world.files.keep("videos", part.content, ".mp4")
    sides = {name: told.get(name, 0) for name in ("width", "height", "duration")}
    if not all(sides.values()):
        world.deviations.append(f"{call.method}: width, height and duration are not all told: {sides}")
    return {"video": file.brief | sides | {"mime_type": "video/mp4"}} | words_of("caption", told.get("caption", ""))


def photo_content(world: World, call: Call, part: Part | None, told: dict[str, Any]) -> dict[str, Any]:
    """A photo as messages carry it."""
    if part is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    if part.content[:2] != b"\xff\xd8" and part.content[:4] != b"\x89PNG":
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    return {"photo": world.files.photo(part.content)} | words_of("caption", told.get("caption", ""))


def _named(call: Call, told: dict[str, Any], name: str) -> Part | None:
    """The file that a field of the call, or of a value in it, means."""
    value = told.get(name)
    return call.parts.get(value.removeprefix("attach://")) if isinstance(value, str) else call.parts.get(name)


def _judge_upload(world: World, call: Call, part: Part) -> None:
    world.deviations += [f"{call.method}: {problem}" for problem in video_problems(part.content)]
    if len(part.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")


def _sent(world: World, call: Call, content: dict[str, Any]) -> Post:
    """The new message in its chat."""
    chat = world.chat_of(call)
    thread = _thread(chat, call)
    answers = _answered(chat, call)
    if thread is None and answers is not None and chat.topics is not None:
        thread = answers.raw.get("message_thread_id")
    markup = call.values.get("reply_markup", {})
    if "inline_keyboard" in markup:
        content |= {"reply_markup": markup}
    post = world.put(chat, BOT, content, answers, thread)
    post.silent = bool(call.values.get("disable_notification"))
    if markup.get("force_reply"):
        post.raw["force_reply"] = True
    return post


def _thread(chat: Chat, call: Call) -> int | None:
    """The topic that the bot names."""
    thread = call.values.get("message_thread_id")
    if thread is not None and (chat.topics is None or thread not in chat.topics):
        raise ApiError(400, "Bad Request: message thread not found")
    return thread


def _answered(chat: Chat, call: Call) -> Post | None:
    """The message that the bot answers."""
    reply = call.values.get("reply_parameters")
    if reply is None:
        return None
    post = chat.find(reply["message_id"])
    if post is None and not reply.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    return post
