"""The routes that the bot's own token opens: who it is, its commands, channels and their messages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from tests.bot.discord_server.call import Call
from tests.bot.discord_server.clock import Snowflakes
from tests.bot.discord_server.model import Channel, Message, User
from tests.bot.discord_server.payloads import channel_json, message_json, user_json
from tests.bot.discord_server.posting import Posting, Refused
from tests.bot.discord_server.rules import command_problems

NONCE_SECONDS: Final = 180.0
"""How long a nonce is remembered; Discord says: a few minutes."""


@dataclass(eq=False)
class BotRoutes:
    """What the bot may do as itself."""

    ids: Snowflakes
    posting: Posting
    bot: User
    application_id: int
    channels: dict[int, Channel]
    people: dict[int, User]
    deviations: list[str]
    locales: frozenset[str]
    gateway_url: str = ""
    shards: int = 1
    commands: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """Registered commands by guild; those of everywhere under 0."""

    def me(self, call: Call) -> tuple[int, Any]:
        """The bot's user."""
        return 200, user_json(self.bot) | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}

    def application(self, call: Call) -> tuple[int, Any]:
        """The bot's application."""
        named = {
            "id": str(self.application_id),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "verify_key": "0" * 64,
        }
        nothing = {"interactions_endpoint_url": None, "role_connections_verification_url": None, "team": None}
        counted = dict.fromkeys(("approximate_guild_count", "approximate_user_install_count", "approximate_user_authorization_count"), 1)
        more = {"flags": 0, "flags_new": "0", "redirect_uris": [], "explicit_content_filter": 0, "eligible_oauth2_scopes": []}
        owner = user_json(next(iter(self.people.values()), self.bot))
        installed = {"bot_public": True, "bot_require_code_grant": False, "bot": user_json(self.bot), "owner": owner}
        return 200, named | nothing | counted | more | installed

    def gateway(self, call: Call) -> tuple[int, Any]:
        """Where the gateway is."""
        told: dict[str, Any] = {"url": self.gateway_url}
        if call.operation.template.endswith("/bot"):
            limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
            told |= {"shards": self.shards, "session_start_limit": limit}
        return 200, told

    def list_commands(self, call: Call) -> tuple[int, Any]:
        """What is registered; languages only where they are asked for."""
        known = self.commands.get(int(call.operation.names.get("guild_id", "0")), [])
        if call.query.get("with_localizations") not in ("1", "true"):
            known = [_unlocalized(command) for command in known]
        return 200, known

    def set_commands(self, call: Call) -> tuple[int, Any]:
        """Takes the place of all that was registered."""
        self.deviations += [f"commands: {problem}" for problem in command_problems(call.body, self.locales)]
        guild = int(call.operation.names.get("guild_id", "0"))
        self.commands[guild] = [self._registered(command, guild) for command in call.body]
        return 200, self.commands[guild]

    def _registered(self, asked: dict[str, Any], guild: int) -> dict[str, Any]:
        known: dict[str, Any] = {"type": 1, "description": ""} | json.loads(json.dumps(asked), object_hook=_without_nulls)
        known |= {"id": str(self.ids.new()), "application_id": str(self.application_id), "version": str(self.ids.new())}
        known.setdefault("integration_types", [0])
        # Asked for as a number, told as a text.
        permissions = asked.get("default_member_permissions")
        known["default_member_permissions"] = None if permissions is None else str(permissions)
        return known | ({"guild_id": str(guild)} if guild else {"contexts": known.get("contexts", [0, 1, 2])})

    def channel(self, call: Call) -> tuple[int, Any]:
        """A channel."""
        return 200, channel_json(self._open(call))

    def open_dm(self, call: Call) -> tuple[int, Any]:
        """The DM with somebody."""
        person = self.people.get(int(call.body["recipient_id"]))
        if person is None:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        known = next((one for one in self.channels.values() if one.kind == 1 and person in one.people), None)
        channel = known or Channel(self.ids.new(), person.name, 1, people=[person])
        self.channels[channel.id] = channel
        return 200, channel_json(channel)

    def send(self, call: Call) -> tuple[int, Any]:
        """A message by the bot itself; the same nonce again is the same message."""
        channel = self._open(call)
        nonce = call.body.get("nonce")
        if nonce is None or not call.body.get("enforce_nonce"):
            self.deviations.append("send: a message without an enforced nonce")
        recent = [one for one in channel.messages if call.at - one.created < NONCE_SECONDS]
        known = next((one for one in recent if nonce is not None and one.nonce == str(nonce)), None)
        if known is not None:
            return 200, message_json(known)
        reference = self._reference(channel, call)
        message = self.posting.create(channel, call, call.body)
        message.nonce, message.reference = None if nonce is None else str(nonce), reference
        return 200, message_json(message)

    def _reference(self, channel: Channel, call: Call) -> Message | None:
        asked = call.body.get("message_reference")
        if asked is None:
            return None
        found = self.posting.messages.get(int(asked["message_id"]))
        if found is None or found.deleted or found.channel is not channel or found.ephemeral:
            if asked.get("fail_if_not_exists", True):
                raise Refused(400, 50035, "Invalid Form Body")
            return None
        return found

    def _open(self, call: Call) -> Channel:
        channel = self.channels.get(call.id_of("channel_id"))
        if channel is None or channel.gone:
            raise Refused(404, 10003, "Unknown Channel")
        if channel.kind == 3 or (channel.guild is not None and not channel.guild.bot_in):
            raise Refused(403, 50001, "Missing Access")
        return channel

    def _message(self, call: Call) -> Message:
        channel = self._open(call)
        message = self.posting.messages.get(call.id_of("message_id"))
        if message is None or message.deleted or message.channel is not channel or message.ephemeral:
            raise Refused(404, 10008, "Unknown Message")
        return message

    def read_message(self, call: Call) -> tuple[int, Any]:
        """A message that everybody sees."""
        return 200, message_json(self._message(call))

    def edit_message(self, call: Call) -> tuple[int, Any]:
        """Edits a message of the bot."""
        message = self._message(call)
        if message.author is not self.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        self.posting.change(message, call, call.body)
        return 200, message_json(message)

    def delete_message(self, call: Call) -> tuple[int, Any]:
        """Deletes a message of the bot."""
        message = self._message(call)
        if message.author is not self.bot:
            raise Refused(403, 50013, "Missing Permissions")
        message.deleted = True
        return 204, None


def _without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if one is not None}


def _unlocalized(value: Any) -> Any:
    if isinstance(value, list):
        return [_unlocalized(one) for one in value]
    if isinstance(value, dict):
        return {name: _unlocalized(one) for name, one in value.items() if not name.endswith("_localizations")}
    return value
