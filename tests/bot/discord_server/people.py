"""People: they type commands, click, fill in forms, delete what they dislike, all as a client would let them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.bot.discord_server.events import Upload, command_data, context_of, modal_data
from tests.bot.discord_server.model import COMPONENTS_V2, Channel, Interaction, Message, User
from tests.bot.discord_server.payloads import MANAGE_MESSAGES, message_json, permissions_of

if TYPE_CHECKING:
    from tests.bot.discord_server.server import DiscordServer


class Person(User):
    """Somebody with hands."""

    def __init__(self, server: DiscordServer, number: int, name: str, locale: str) -> None:
        super().__init__(number, name, locale=locale)
        self._server = server

    def dm(self) -> Channel:
        """The DM between this person and the bot."""
        return self._server.dm(self)

    async def toon(self, channel: Channel, photo: bytes | Upload | None = None, text: str | None = None, **options: Any) -> Interaction:
        """Types /toon; what is None is left out."""
        given = {"photo": photo, "text": text} | options
        return await self.uses(channel, "toon", **{name: value for name, value in given.items() if value is not None})

    async def uses(self, channel: Channel, name: str, **options: Any) -> Interaction:
        """Types a slash command."""
        data = command_data(self._command(channel, name, 1), options, self._server.cdn)
        return await self._server.emit(self, channel, 2, data)

    async def autocompletes(self, channel: Channel, name: str, option: str, typed: str = "") -> list[str]:
        """Types into an option that offers choices; their names, as they appear."""
        data = command_data(self._command(channel, name, 1), {option: typed}, self._server.cdn, focused=option)
        interaction = await self._server.emit(self, channel, 4, data)
        await self._server.until(lambda: interaction.choices is not None, 3.0)
        assert interaction.choices is not None
        return [str(choice["name"]) for choice in interaction.choices]

    async def opens_menu(self, message: Message, name: str | None = None) -> Interaction:
        """Chooses a command of the context menu of a message: the only one, or that of a name."""
        command = self._command(message.channel, name, 3)
        resolved = {"messages": {str(message.id): message_json(message)}}
        data = {"id": command["id"], "name": command["name"], "type": 3, "target_id": str(message.id), "resolved": resolved}
        data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
        return await self._server.emit(self, message.channel, 2, data)

    async def toons_message(self, message: Message, **fields: Any) -> Interaction:
        """Context menu → form → submit. Gives back the last of it: the submission, or the command where no form came."""
        asked = await self.opens_menu(message)
        await self._server.until(lambda: asked.callback is not None, 3.0)
        return await self.submits(asked, **fields) if asked.modal is not None else asked

    async def submits(self, asked: Interaction, **fields: Any) -> Interaction:
        """Fills in the form that an interaction was answered with."""
        assert asked.modal is not None, "there is no form"
        data = modal_data(asked.modal, fields, self._server.cdn)
        return await self._server.emit(self, asked.channel, 5, data, clicked=asked.clicked)

    async def clicks(self, message: Message, label: str) -> Interaction:
        """Presses a button: the first one with that label, or whose custom_id is that."""
        self._sees(message)
        button = next((one for one in message.buttons if label in (one.get("label"), one.get("custom_id"))), None)
        assert button is not None, f"there is no button {label}, only {message.labels}"
        assert not button.get("disabled"), f"{label} cannot be pressed"
        data = {"custom_id": button["custom_id"], "component_type": 2}
        return await self._server.emit(self, message.channel, 3, data, clicked=message)

    async def selects(self, message: Message, value: str) -> Interaction:
        """Chooses an entry, by label or value, of the first menu that has it."""
        self._sees(message)
        for select in message.selects:
            for option in select["options"]:
                if value in (option["label"], option["value"]):
                    data = {"custom_id": select["custom_id"], "component_type": 3, "values": [option["value"]]}
                    return await self._server.emit(self, message.channel, 3, data, clicked=message)
        raise AssertionError(f"no menu has {value}")

    def posts(self, channel: Channel, text: str = "", photo: bytes | Upload | None = None, gallery: bool = False) -> Message:
        """Writes a message, with a photo as an attachment, or in a gallery as messages of components have it."""
        server = self._server
        message = Message(server.ids.new(), channel, self, text, created=server.clock())
        if photo is not None:
            upload = photo if isinstance(photo, Upload) else Upload(photo)
            attachment = server.cdn.put(channel.id, upload.filename, upload.content, upload.kind)
            attachment.claimed = upload.claimed
            message.attachments = [] if gallery else [attachment]
            if gallery:
                message.flags = COMPONENTS_V2
                media = {"id": str(attachment.id), "url": attachment.url, "proxy_url": attachment.url, "content_type": upload.kind}
                message.components = [{"type": 12, "id": 1, "items": [{"media": media | {"width": 512, "height": 512}}]}]
        server.posting.keep(message)
        return message

    def deletes(self, message: Message) -> None:
        """Deletes a message: an own one, or as a moderator."""
        mine = message.author is self or message.only_for is self
        assert mine or permissions_of(self, message.channel.guild) & MANAGE_MESSAGES, "that needs a moderator"
        message.deleted = True

    def _sees(self, message: Message) -> None:
        assert message in message.channel.seen_by(self), f"{self.name} does not see that message"

    def _command(self, channel: Channel, name: str | None, kind: int) -> Mapping[str, Any]:
        guild = channel.guild
        known = self._server.commands.get(guild.id if guild else 0, []) + self._server.commands.get(0, [])
        by_guild = guild is None or guild.bot_in
        fitting = [
            command
            for command in known
            if command["type"] == kind
            and name in (None, command["name"])
            and ("guild_id" in command or context_of(channel) in (command.get("contexts") or [0, 1, 2]))
            and (int(not by_guild) in command["integration_types"] or channel.kind != 0)
        ]
        assert fitting, f"no command {name} of type {kind} is offered here, of {[command['name'] for command in known]}"
        return fitting[0]
