"""Which function fulfils which method, and the small ones."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.bot.telegram_server import editing, sending
from tests.bot.telegram_server.call import ApiError, Call
from tests.bot.telegram_server.files import LARGEST_DOWNLOAD
from tests.bot.telegram_server.model import BOT, member
from tests.bot.telegram_server.world import World

QUERY_OLD: Final = "Bad Request: query is too old and response timeout expired or query ID is invalid"
"""What a second answer to a click hears, and one that comes too late."""


async def fulfil(world: World, call: Call) -> Any:
    """Does what a call asks for; raises `ApiError`."""
    if call.method not in METHODS:
        world.deviations.append(f"{call.method}: this server does not know the method")
        raise ApiError(501, "Not Implemented")
    result = METHODS[call.method](world, call)
    return await result if inspect.isawaitable(result) else result


def _get_me(world: World, call: Call) -> dict[str, Any]:
    rights = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy, "supports_inline_queries": False}
    return BOT | rights | {"can_connect_to_business": False, "has_main_web_app": False}


def _webhook_info(world: World, call: Call) -> dict[str, Any]:
    return {"url": world.updates.url, "has_custom_certificate": False, "pending_update_count": len(world.updates.waiting)}


def _set_commands(world: World, call: Call) -> bool:
    scope = call.values.get("scope", {"type": "default"})
    commands = call.values["commands"]
    if len(commands) > 100:
        raise ApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    world.commands[scope["type"], scope.get("chat_id", 0), call.values.get("language_code", "")] = commands
    return True


def _get_commands(world: World, call: Call) -> list[dict[str, Any]]:
    scope = call.values.get("scope", {"type": "default"})
    return world.commands.get((scope["type"], scope.get("chat_id", 0), call.values.get("language_code", "")), [])


def _delete_commands(world: World, call: Call) -> bool:
    scope = call.values.get("scope", {"type": "default"})
    world.commands.pop((scope["type"], scope.get("chat_id", 0), call.values.get("language_code", "")), None)
    return True


def _answer_click(world: World, call: Call) -> bool:
    click = world.clicks.get(call.values["callback_query_id"])
    if click is None or click.answered or click.old:
        raise ApiError(400, QUERY_OLD)
    click.answered, click.text, click.alert = True, call.values.get("text", ""), call.values.get("show_alert", False)
    return True


def _get_file(world: World, call: Call) -> dict[str, Any]:
    file = world.files.by_id.get(call.values["file_id"])
    if file is None:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if file.size > LARGEST_DOWNLOAD:
        raise ApiError(400, "Bad Request: file is too big")
    return file.brief | {"file_path": file.path}


def _get_chat_member(world: World, call: Call) -> dict[str, Any]:
    chat = world.chat_of(call)
    user = call.values["user_id"]
    if user == BOT["id"]:
        return member(BOT, chat.bot)
    if user not in world.users:
        raise ApiError(400, "Bad Request: user not found")
    return member(world.users[user], chat.members.get(user, "left"))


def _get_administrators(world: World, call: Call) -> list[dict[str, Any]]:
    members = world.chat_of(call).members.items()
    return [member(world.users[user], status) for user, status in members if status in {"administrator", "creator"}]


METHODS: Final[dict[str, Callable[[World, Call], Any | Awaitable[Any]]]] = {
    "answerCallbackQuery": _answer_click,
    "deleteMessage": editing.delete,
    "deleteMyCommands": _delete_commands,
    "deleteWebhook": lambda world, call: world.updates.delete_webhook(call),
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "editMessageText": editing.edit_text,
    "getChatAdministrators": _get_administrators,
    "getChatMember": _get_chat_member,
    "getFile": _get_file,
    "getMe": _get_me,
    "getMyCommands": _get_commands,
    "getUpdates": lambda world, call: world.updates.poll(call),
    "getWebhookInfo": _webhook_info,
    "sendChatAction": sending.send_chat_action,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVideo": sending.send_video,
    "sendVideoNote": sending.send_video_note,
    "setMessageReaction": editing.react,
    "setMyCommands": _set_commands,
    "setWebhook": lambda world, call: world.updates.set_webhook(call),
}
"""Method → what fulfils it."""
