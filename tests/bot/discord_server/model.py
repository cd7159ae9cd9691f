"""What there is on this Discord: guilds, channels, messages with their attachments, interactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

EPHEMERAL = 1 << 6
"""Flag of a message that one person alone sees."""
LOADING = 1 << 7
"""Flag of a message that says "is thinking"."""
COMPONENTS_V2 = 1 << 15
"""Flag of a message that is made of components alone."""
MIB = 1 << 20
"""Bytes."""


@dataclass(eq=False)
class User:
    """Somebody with an account."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"


@dataclass(eq=False)
class Attachment:
    """A file in a message or in an option of a command."""

    id: int
    filename: str
    content: bytes
    url: str
    content_type: str
    description: str | None = None
    ephemeral: bool = False
    claimed: int | None = None
    """Size in bytes that Discord tells; None tells the true one."""

    @property
    def is_video(self) -> bool:
        """Whether a client would play it."""
        return self.filename.endswith(".mp4")


@dataclass(eq=False)
class Message:
    """A message as it stands, and what it has been."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    flags: int = 0
    attachments: list[Attachment] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    only_for: User | None = None
    """The one who sees it; None: everybody in the channel."""
    interaction: Interaction | None = None
    """What it answers."""
    reference: Message | None = None
    """What it replies to."""
    nonce: str | None = None
    deleted: bool = False
    edited: float | None = None
    """When it was last changed; seconds since 1970."""
    created: float = 0.0
    history: list[str] = field(default_factory=list)
    """All contents it had, oldest first."""
    pinged: list[str] = field(default_factory=list)
    """Whom it notified: ids of people, "everyone", ids of roles."""
    videos: list[bytes] = field(default_factory=list)
    """All videos that were ever put into it; the same one again counts once."""

    @property
    def loading(self) -> bool:
        """Whether it says "is thinking"."""
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.only_for is not None

    @property
    def video(self) -> Attachment | None:
        """The video in it."""
        return next((attachment for attachment in self.attachments if attachment.is_video), None)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All its buttons, from left to right and top to bottom."""
        return [part for part in parts_of(self.components) if part.get("type") == 2]

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [str(button.get("label") or "") for button in self.buttons]

    @property
    def selects(self) -> list[dict[str, Any]]:
        """Its menus."""
        return [part for part in parts_of(self.components) if part.get("type") == 3]

    @property
    def custom_ids(self) -> set[str]:
        """What its buttons and menus send."""
        return {str(part["custom_id"]) for part in parts_of(self.components) if part.get("custom_id")}


def parts_of(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All components, with those inside of others."""
    found: list[dict[str, Any]] = []
    for component in components:
        found.append(component)
        found += parts_of(component.get("components", []))
        inner = [component[name] for name in ("component", "accessory") if isinstance(component.get(name), dict)]
        found += parts_of(inner)
    return found


@dataclass(eq=False)
class Channel:
    """A text channel of a guild, a DM with the bot, or a group of people without it."""

    id: int
    name: str
    kind: int
    """0 in a guild, 1 a DM with the bot, 3 a group."""
    guild: Guild | None = None
    people: list[User] = field(default_factory=list)
    """Of a DM or group."""
    messages: list[Message] = field(default_factory=list)
    gone: bool = False
    """Whether it was deleted."""

    def seen_by(self, person: User) -> list[Message]:
        """The messages that somebody sees, oldest first."""
        return [message for message in self.messages if not message.deleted and message.only_for in (None, person)]

    def text_for(self, person: User) -> str:
        """The channel as somebody reads it, message by message."""
        return "\n".join(_line(message) for message in self.seen_by(person))


def _line(message: Message) -> str:
    content = "… is thinking" if message.loading else message.content
    files = "".join(f" [{attachment.filename}: {attachment.description or ''}]" for attachment in message.attachments)
    below = message.labels + [f"{select.get('placeholder', '')} ▾" for select in message.selects]
    buttons = f" ({' · '.join(below)})" if below else ""
    private = " (only you can see this)" if message.ephemeral else ""
    return f"{message.author.name}: {content}{files}{buttons}{private}"


@dataclass(eq=False)
class Guild:
    """A server, as Discord's people call it."""

    id: int
    name: str
    owner: User
    bot_in: bool = True
    """Whether the bot was added to it."""
    external_apps: bool = True
    """Whether apps that people bring along may speak aloud there."""
    upload_limit: int = 10 * MIB
    """Bytes of one attachment."""
    channels: list[Channel] = field(default_factory=list)
    moderators: set[int] = field(default_factory=set)
    """Ids of people who may delete messages of others."""
    locale: str = "en-US"
    ids: Callable[[], int] = field(default=lambda: 0)
    """Makes ids for its channels."""
    index: dict[int, Channel] = field(default_factory=dict)
    """Where its channels are found by id."""

    def channel(self, name: str) -> Channel:
        """The text channel of that name, made when first asked for; in time for GUILD_CREATE if that is before the bot logs in."""
        known = next((one for one in self.channels if one.name == name), None)
        if known is None:
            known = Channel(self.ids(), name, 0, self)
            self.channels.append(known)
            self.index[known.id] = known
        return known


@dataclass(eq=False)
class Interaction:
    """A command, click, menu, autocomplete or form, and how the bot answered it."""

    id: int
    token: str
    kind: int
    """2 command, 3 component, 4 autocomplete, 5 modal."""
    person: User
    channel: Channel
    sent: float
    """When it was emitted, seconds since 1970."""
    owners: Mapping[str, str]
    """Who installed the bot: "0" the guild, "1" the person."""
    clicked: Message | None = None
    """The message with the button."""
    payload: dict[str, Any] = field(default_factory=dict)
    """What went over the gateway."""
    delivered: bool = False
    """Whether it was written to a socket that was open."""
    callback: int | None = None
    """Type of the answer."""
    ack_seconds: float | None = None
    """From the event to the answer."""
    answer: Message | None = None
    """The message that "@original" means."""
    followups: list[Message] = field(default_factory=list)
    modal: dict[str, Any] | None = None
    """The form that was shown."""
    choices: list[dict[str, Any]] | None = None
    """What autocomplete offered."""

    @property
    def from_guild(self) -> bool:
        """Whether the guild of the channel has the bot."""
        return "0" in self.owners
