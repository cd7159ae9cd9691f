"""How the JSON of a request becomes a message, or changes one."""

from __future__ import annotations

import hashlib
import itertools
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bot.discord_server.call import Call
from tests.bot.discord_server.cdn import Cdn
from tests.bot.discord_server.clock import Clock, Snowflakes
from tests.bot.discord_server.model import COMPONENTS_V2, EPHEMERAL, LOADING, MIB, Attachment, Channel, Interaction, Message, User
from tests.bot.discord_server.rules import mention_problems, message_problems, pings_of


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(eq=False)
class Posting:
    """Puts messages of the bot into channels."""

    clock: Clock
    ids: Snowflakes
    cdn: Cdn
    bot: User
    deviations: list[str]
    interactions: dict[str, Interaction]
    messages: dict[int, Message]
    """All there ever were."""

    def create(self, channel: Channel, call: Call, data: Mapping[str, Any], interaction: Interaction | None = None) -> Message:
        """A new message of the bot; where it answers an interaction, its flags may make it ephemeral."""
        flags = int(data.get("flags") or 0)
        allowed_flags = COMPONENTS_V2 | (1 << 2) | (1 << 12) | (EPHEMERAL if interaction else 0)
        if flags & ~allowed_flags:
            self.deviations.append(f"{call.route}: flags {flags}")
        if interaction is not None and not interaction.from_guild and channel.guild and not channel.guild.external_apps:
            flags |= EPHEMERAL
        only_for = interaction.person if interaction is not None and flags & EPHEMERAL else None
        message = Message(self.ids.new(), channel, self.bot, flags=flags, only_for=only_for, interaction=interaction, created=self.clock())
        self._fill(message, call, data, creates=True)
        message.pinged = pings_of(message.content, data.get("allowed_mentions"))
        self.keep(message)
        return message

    def defer(self, interaction: Interaction, flags: int) -> Message:
        """The message "is thinking"."""
        if flags & ~EPHEMERAL:
            self.deviations.append(f"callback: flags {flags} with a deferral")
        guild = interaction.channel.guild
        if not interaction.from_guild and guild is not None and not guild.external_apps:
            flags |= EPHEMERAL
        only_for = interaction.person if flags & EPHEMERAL else None
        message = Message(self.ids.new(), interaction.channel, self.bot, flags=flags | LOADING, only_for=only_for, interaction=interaction)
        message.created = self.clock()
        self.keep(message)
        return message

    def change(self, message: Message, call: Call, data: Mapping[str, Any]) -> None:
        """Edits a message in place."""
        was_loading = message.loading
        self._fill(message, call, data, creates=was_loading)
        flags = int(data.get("flags") or 0)
        if message.flags & COMPONENTS_V2 and "flags" in data and not flags & COMPONENTS_V2:
            self.deviations.append(f"{call.route}: a message of components stays one")
        message.flags = (message.flags & ~LOADING) | (flags & (COMPONENTS_V2 | 1 << 2))
        message.edited = self.clock()

    def keep(self, message: Message) -> None:
        """Puts a message where people see it."""
        message.channel.messages.append(message)
        self.messages[message.id] = message

    def _fill(self, message: Message, call: Call, data: Mapping[str, Any], creates: bool) -> None:
        askers = {str(one.person.id) for one in self.interactions.values() if one.channel is message.channel}
        problems = message_problems(data, call.files, creates) + mention_problems(data.get("allowed_mentions"), askers)
        self.deviations += [f"{call.route}: {problem}" for problem in problems]
        self._check_size(message, call)
        if "attachments" in data or call.files:
            message.attachments = self._attachments(message, call, data)
        if "content" in data:
            message.content = data["content"] or ""
            message.history.append(message.content)
        if "components" in data:
            message.components = _numbered(data["components"] or [], message.attachments)
        for attachment in message.attachments:
            if attachment.is_video and attachment.content not in message.videos:
                message.videos.append(attachment.content)

    def _check_size(self, message: Message, call: Call) -> None:
        limit = message.interaction.payload["attachment_size_limit"] if message.interaction is not None else 10 * MIB
        if message.channel.guild is not None:
            limit = max(limit, message.channel.guild.upload_limit)
        if (
            any(len(file.content) > limit for file in call.files.values())
            or sum(len(one.content) for one in call.files.values()) > 25 * MIB
        ):
            self.deviations.append(f"{call.route}: a file over the limit of {limit} bytes")
            raise Refused(413, 40005, "Request entity too large")

    def _attachments(self, message: Message, call: Call, data: Mapping[str, Any]) -> list[Attachment]:
        told = data.get("attachments")
        kept = message.attachments if told is None else [one for one in message.attachments if str(one.id) in {str(x["id"]) for x in told}]
        described = {int(one["id"]): one.get("description") for one in told or []}
        new = []
        for number, file in sorted(call.files.items()):
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            new.append(self.cdn.put(message.channel.id, file.name, file.content, kind, described.get(number)))
        return kept + new


def repeated_videos(messages: Mapping[int, Message]) -> list[str]:
    """The same clip in two messages: by what their buttons send, or by their bytes."""
    seen: dict[str, set[int]] = {}
    for message in messages.values():
        marks = {hashlib.sha256(video).hexdigest() for video in message.videos} | (message.custom_ids if message.videos else set())
        for mark in marks:
            seen.setdefault(mark, set()).add(message.id)
    return [f"{mark} in the messages {sorted(where)}" for mark, where in seen.items() if len(where) > 1]


def _numbered(components: list[dict[str, Any]], attachments: list[Attachment]) -> list[dict[str, Any]]:
    """The components as an answer tells them: without nulls, each with a number, files by their address."""
    return [_told(component, itertools.count(1), {one.filename: one for one in attachments}) for component in components]


def _told(value: Any, numbers: Iterator[int], files: Mapping[str, Attachment]) -> Any:
    if isinstance(value, list):
        return [_told(one, numbers, files) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: _told(one, numbers, files) for name, one in value.items() if one is not None}
    address = str(told.get("url", ""))
    if address.startswith("attachment://") and address[13:] in files:
        attachment = files[address[13:]]
        return told | {"id": str(attachment.id), "url": attachment.url, "proxy_url": attachment.url}
    if "type" in told:
        told.setdefault("id", next(numbers))
    if told.get("type") == 3:
        told = {"min_values": 1, "max_values": 1} | told
    return told
