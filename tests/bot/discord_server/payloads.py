"""The JSON of people, guilds, channels and messages as Discord writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.bot.discord_server.model import Attachment, Channel, Guild, Interaction, Message, User

MEMBER_PERMISSIONS = 0x400 | 0x800 | 0x4000 | 0x8000 | 0x10000 | (1 << 31)
"""View, send, embed, attach, read history, use commands."""
MANAGE_MESSAGES = 1 << 13
"""What a moderator has beyond that."""


def timestamp(seconds: float) -> str:
    """A time as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def user_json(user: User) -> dict[str, Any]:
    """A user object."""
    told: dict[str, Any] = {
        "id": str(user.id),
        "username": user.name.lower().replace(" ", "_"),
        "discriminator": "0",
        "global_name": user.name,
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return told | ({"bot": True} if user.bot else {})


def permissions_of(user: User, guild: Guild | None) -> int:
    """What somebody may do there."""
    if guild is not None and user is guild.owner:
        return MEMBER_PERMISSIONS | MANAGE_MESSAGES | 8
    return MEMBER_PERMISSIONS | (MANAGE_MESSAGES if guild is not None and user.id in guild.moderators else 0)


def member_json(user: User, guild: Guild, permissions: bool = False) -> dict[str, Any]:
    """A guild member object; with `permissions` as interactions carry it."""
    told: dict[str, Any] = {
        "user": user_json(user),
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": timestamp(1_700_000_000),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
    }
    return told | ({"permissions": str(permissions_of(user, guild))} if permissions else {})


def channel_json(channel: Channel, viewer: User | None = None) -> dict[str, Any]:
    """A channel object; for an interaction with what its person may do there."""
    told: dict[str, Any] = {"id": str(channel.id), "type": channel.kind, "flags": 0, "last_message_id": None}
    if channel.guild is None:
        told["recipients"] = [user_json(user) for user in channel.people]
        if channel.kind == 3:
            told |= {"name": channel.name, "icon": None, "owner_id": str(channel.people[0].id)}
    else:
        told |= {
            "name": channel.name,
            "guild_id": str(channel.guild.id),
            "position": 0,
            "permission_overwrites": [],
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "parent_id": None,
        }
    return told | ({"permissions": str(permissions_of(viewer, channel.guild))} if viewer else {})


def guild_json(guild: Guild, bot: User) -> dict[str, Any]:
    """What GUILD_CREATE says."""
    everyone = {
        "id": str(guild.id),
        "name": "@everyone",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": str(MEMBER_PERMISSIONS),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    nothing = ("icon", "splash", "discovery_splash", "afk_channel_id", "application_id", "system_channel_id", "rules_channel_id")
    more = ("vanity_url_code", "description", "banner", "public_updates_channel_id", "safety_alerts_channel_id", "incidents_data")
    zero = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level", "system_channel_flags")
    none = ("emojis", "features", "stickers", "voice_states", "threads", "presences", "stage_instances", "guild_scheduled_events")
    told: dict[str, Any] = dict.fromkeys(nothing + more) | dict.fromkeys(zero, 0) | {name: [] for name in none}
    return told | {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "afk_timeout": 300,
        "roles": [everyone],
        "premium_tier": 0,
        "preferred_locale": guild.locale,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "joined_at": timestamp(1_700_000_000),
        "large": False,
        "unavailable": False,
        "member_count": 2,
        "members": [member_json(bot, guild)],
        "channels": [channel_json(channel) for channel in guild.channels if not channel.gone],
        "soundboard_sounds": [],
    }


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """An attachment object."""
    told: dict[str, Any] = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content) if attachment.claimed is None else attachment.claimed,
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
    }
    if attachment.content_type.startswith(("image/", "video/")):
        told |= {"width": 512, "height": 512}
    if attachment.description is not None:
        told["description"] = attachment.description
    return told | ({"ephemeral": True} if attachment.ephemeral else {})


def message_json(message: Message) -> dict[str, Any]:
    """A message object; the whole of it."""
    told: dict[str, Any] = {
        "id": str(message.id),
        "type": 0,
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": timestamp(message.created),
        "edited_timestamp": None if message.edited is None else timestamp(message.edited),
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [attachment_json(attachment) for attachment in message.attachments],
        "embeds": [],
        "pinned": False,
        "flags": message.flags,
        "components": message.components,
    }
    if message.nonce is not None:
        told["nonce"] = message.nonce
    if message.interaction is not None:
        told |= {
            "type": 20 if message.interaction.kind == 2 else 0,
            "application_id": message.interaction.payload["application_id"],
            "webhook_id": message.interaction.payload["application_id"],
            "interaction_metadata": _metadata(message.interaction),
        }
    if message.reference is not None:
        told |= {"type": 19, "message_reference": _reference(message.reference)}
    return told


def _metadata(interaction: Interaction) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": user_json(interaction.person),
        "authorizing_integration_owners": dict(interaction.owners),
    }
    if interaction.kind == 3 and interaction.clicked is not None:
        told["interacted_message_id"] = str(interaction.clicked.id)
    if interaction.kind == 5:
        told["triggering_interaction_metadata"] = told | {"type": 2}
    return told


def _reference(message: Message) -> dict[str, Any]:
    told = {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel.id)}
    return told | ({"guild_id": str(message.channel.guild.id)} if message.channel.guild else {})
