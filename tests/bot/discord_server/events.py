"""The JSON of interactions as the gateway tells them, and of what people put into commands and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.bot.discord_server.cdn import Cdn
from tests.bot.discord_server.model import MIB, Attachment, Channel, Interaction, parts_of
from tests.bot.discord_server.payloads import MEMBER_PERMISSIONS, attachment_json, channel_json, member_json, message_json, user_json


@dataclass(frozen=True)
class Upload:
    """A file as a person picks it."""

    content: bytes
    filename: str = "photo.jpg"
    kind: str = "image/jpeg"
    claimed: int | None = None
    """Size that Discord tells; None tells the true one."""


def interaction_json(interaction: Interaction, application_id: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """An INTERACTION_CREATE."""
    channel, person = interaction.channel, interaction.person
    guild = channel.guild
    told: dict[str, Any] = {
        "id": str(interaction.id),
        "application_id": str(application_id),
        "type": interaction.kind,
        "data": dict(data),
        "channel": channel_json(channel, person),
        "channel_id": str(channel.id),
        "token": interaction.token,
        "version": 1,
        "app_permissions": str(MEMBER_PERMISSIONS),
        "locale": person.locale,
        "entitlements": [],
        "authorizing_integration_owners": dict(interaction.owners),
        "context": context_of(channel),
        "attachment_size_limit": guild.upload_limit if guild else 10 * MIB,
    }
    if interaction.clicked is not None:
        told["message"] = message_json(interaction.clicked)
    if guild is None:
        return told | {"user": user_json(person)}
    named = {"id": str(guild.id), "locale": guild.locale, "features": []}
    member = member_json(person, guild, permissions=True)
    return told | {"guild": named, "guild_id": str(guild.id), "guild_locale": guild.locale, "member": member}


def context_of(channel: Channel) -> int:
    """0 in a guild, 1 in a DM with the bot, 2 among people."""
    return {0: 0, 1: 1, 3: 2}[channel.kind]


def command_data(command: Mapping[str, Any], given: Mapping[str, Any], cdn: Cdn, focused: str = "") -> dict[str, Any]:
    """What a slash command sends; an official client sends no more and no less."""
    declared = {option["name"]: option for option in command.get("options", [])}
    unknown = given.keys() - declared.keys()
    assert not unknown, f"/{command['name']} has no {unknown}, only {list(declared)}"
    missing = {name for name, option in declared.items() if option.get("required")} - given.keys()
    assert focused or not missing, f"/{command['name']} wants {missing}"
    options, attachments = [], {}
    for name, value in given.items():
        option = declared[name]
        if option["type"] == 11:
            attachment = uploaded(value, cdn)
            attachments[str(attachment.id)] = attachment_json(attachment)
            value = str(attachment.id)
        elif name != focused:
            _check_value(option, value)
        options.append({"name": name, "type": option["type"], "value": value} | ({"focused": True} if name == focused else {}))
    told = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    told |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return told | ({"resolved": {"attachments": attachments}} if attachments else {})


def _check_value(option: Mapping[str, Any], value: Any) -> None:
    choices = [choice["value"] for choice in option.get("choices", [])]
    assert not choices or value in choices, f"{option['name']} offers {choices}"
    if isinstance(value, str):
        assert option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000), f"{option['name']} does not take that length"


def uploaded(value: bytes | Upload, cdn: Cdn) -> Attachment:
    """A file on its way into an option: an attachment that lasts a day."""
    upload = value if isinstance(value, Upload) else Upload(value)
    attachment = cdn.put(0, upload.filename, upload.content, upload.kind)
    attachment.ephemeral, attachment.claimed = True, upload.claimed
    return attachment


def modal_data(modal: Mapping[str, Any], fields: Mapping[str, Any], cdn: Cdn) -> dict[str, Any]:
    """What a filled-in form sends; `fields` by custom_id, or by the end of it."""
    asked = [part for part in parts_of(modal["components"]) if part.get("custom_id")]
    by_id = {str(part["custom_id"]): value for part in asked for name, value in fields.items() if str(part["custom_id"]).endswith(name)}
    assert len(by_id) == len(fields), f"the form asks for {[part['custom_id'] for part in asked]}, not {list(fields)}"
    attachments: dict[str, Any] = {}
    components = [_filled(component, by_id, cdn, attachments, number) for number, component in enumerate(modal["components"], 1)]
    told = {"custom_id": modal["custom_id"], "components": components}
    return told | ({"resolved": {"attachments": attachments}} if attachments else {})


def _filled(part: Mapping[str, Any], given: Mapping[str, Any], cdn: Cdn, attachments: dict[str, Any], number: int) -> dict[str, Any]:
    told: dict[str, Any] = {"type": part["type"], "id": number}
    match part["type"]:
        case 18:
            return told | {"component": _filled(part["component"], given, cdn, attachments, number + 100)}
        case 10:
            return told
    name = str(part["custom_id"])
    required = part.get("required", True)
    told["custom_id"] = name
    match part["type"]:
        case 4:
            text = given.get(name, part.get("value") or "")
            assert text or not required, f"{name} is required"
            assert (part.get("min_length") or 0) <= len(text) <= (part.get("max_length") or 4000) or not text, (
                f"{name} does not take that length"
            )
            return told | {"value": text}
        case 3 | 21:
            options = {one for option in part["options"] for one in (option["value"], option["label"])}
            default = next((option["value"] for option in part["options"] if option.get("default")), None)
            chosen = given.get(name, default)
            assert chosen in options or (chosen is None and not required), f"{name} offers {options}"
            value = next((option["value"] for option in part["options"] if chosen in (option["value"], option["label"])), None)
            return told | ({"value": value} if part["type"] == 21 else {"values": [] if value is None else [value]})
        case 19:
            files = [uploaded(given[name], cdn)] if name in given else []
            assert files or not required, f"{name} is required"
            attachments.update({str(one.id): attachment_json(one) for one in files})
            return told | {"values": [str(one.id) for one in files]}
    raise AssertionError(f"a form with a component of type {part['type']}")
