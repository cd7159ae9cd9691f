"""Buttons under clips, choices and questions. All that they need stands in their ids, so that they work after a restart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import discord

from bot.front_end import Change, Delivery
from bot.words import Words
from toontalker.clip import STYLES, VOICES, Style

if TYPE_CHECKING:
    from bot.discord_app.client import ToonClient

Verb = Literal["again", "voice", "style", "delete", "face", "forget"]
"""What a click wants."""

NO_JOB: Final = "0" * 32
"""Stands for the job where there is none."""
MOST_FACES: Final = 10
"""Faces with a button of their own."""
_ROW: Final = 5
"""Buttons in a row."""
_LAST_ROW: Final = 4
"""Number of the lowest row that a message may have."""
_JOB_AND_USER: Final = r"(?P<job>[0-9a-f]{32}):(?P<user>\d{1,20})"
BUTTON: Final = re.compile(rf"toon:(?P<verb>again|voice|delete|face|forget):{_JOB_AND_USER}:(?P<value>[a-z0-9]{{0,12}})")
"""Id of a button of ours."""
SELECT: Final = re.compile(rf"toon:(?P<verb>style):{_JOB_AND_USER}")
"""Id of a menu of ours."""


@dataclass(frozen=True)
class Click:
    """What a click says."""

    verb: Verb
    job: str
    """Under whose clip, or on whose choice."""
    user: int
    """Who asked for that job; who clicked is another question."""
    value: str = ""
    """A voice, a style, the number of a face, or nothing."""

    @property
    def custom_id(self) -> str:
        """Of its button; 73 characters at the most."""
        rest = "" if self.verb == "style" else f":{self.value}"
        return f"toon:{self.verb}:{self.job}:{self.user}{rest}"

    @classmethod
    def read(cls, match: re.Match[str], values: Sequence[str] = ()) -> Click:
        """From an id that fits `BUTTON` or `SELECT`; `values`: what was chosen in a menu."""
        parts = match.groupdict()
        verb = cast(Verb, parts["verb"])
        assert verb in get_args(Verb)
        return cls(verb, parts["job"], int(parts["user"]), values[0] if values else parts.get("value") or "")

    @property
    def change(self) -> Change | None:
        """What shall be otherwise; None where the value makes no sense."""
        match self.verb:
            case "again":
                return Change()
            case "voice" if self.value in VOICES:
                return Change(voice=self.value)
            case "style" if self.value in STYLES:
                return Change(style=self.value)
            case "face" if self.value.isdecimal():
                return Change(face=int(self.value))
            case _:
                return None


class ToonButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=BUTTON):
    """One button of ours."""

    def __init__(self, click: Click, label: str = "…", style: discord.ButtonStyle = discord.ButtonStyle.secondary, row: int = 0) -> None:
        super().__init__(discord.ui.Button(label=label[:80], style=style, custom_id=click.custom_id, row=row))
        self.click = click

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> ToonButton:
        """What the library makes of a click."""
        return cls(Click.read(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """It was clicked."""
        await _clicked(interaction, self.click)


class StyleMenu(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=SELECT):
    """The menu of styles under a clip."""

    def __init__(self, click: Click, placeholder: str = "", options: Sequence[discord.SelectOption] = (), row: int = 1) -> None:
        known = list(options) or [discord.SelectOption(label="…")]
        super().__init__(discord.ui.Select(custom_id=click.custom_id, placeholder=placeholder[:150], options=known, row=row))
        self.click = click

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /) -> StyleMenu:
        """What the library makes of a choice."""
        chosen = cast(dict[str, Any], interaction.data or {}).get("values", ())
        return cls(Click.read(match, chosen))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """A style was chosen."""
        await _clicked(interaction, self.click)


async def _clicked(interaction: discord.Interaction[Any], click: Click) -> None:
    client: ToonClient = interaction.client
    await client.reception.clicked(interaction, click)


def under_clip(delivery: Delivery, user: int, styles: Sequence[Style], words: Words) -> discord.ui.View:
    """Again · Other voice · Delete, and below them the other styles; without the kept photo only Delete."""
    view = discord.ui.View(timeout=None)
    job = delivery.job.id
    if delivery.buttons:
        view.add_item(ToonButton(Click("again", job, user), words("desk.button_again")))
        others = [voice for voice in VOICES if voice != delivery.voice]
        for voice in others:
            label = words("desk.button_other_voice") if len(others) == 1 else words(f"desk.voice_{voice}")
            view.add_item(ToonButton(Click("voice", job, user, voice), label))
    view.add_item(ToonButton(Click("delete", job, user), words("desk.button_delete"), discord.ButtonStyle.danger))
    options = style_options([style for style in styles if style != delivery.style], words)
    if delivery.buttons and options:
        view.add_item(StyleMenu(Click("style", job, user), words("desk.button_other_style"), options))
    return view


def style_options(styles: Sequence[Style], words: Words, chosen: str | None = None) -> list[discord.SelectOption]:
    """Styles for a menu, with a word on each."""
    return [
        discord.SelectOption(
            label=words(f"desk.style_{style}"), value=style, description=words(f"desk.style_{style}_is")[:100], default=style == chosen
        )
        for style in styles
    ]


def face_buttons(job: str, user: int, faces: int, words: Words) -> discord.ui.View:
    """A number for each face, five in a row, and Never mind."""
    view = discord.ui.View(timeout=None)
    for number in range(1, min(faces, MOST_FACES) + 1):
        click = Click("face", job, user, str(number))
        view.add_item(ToonButton(click, str(number), discord.ButtonStyle.primary, row=(number - 1) // _ROW))
    view.add_item(_never_mind(job, user, words, row=_LAST_ROW))
    return view


def waiting_button(job: str, user: int, words: Words) -> discord.ui.View:
    """Under a placeholder: Never mind."""
    view = discord.ui.View(timeout=None)
    view.add_item(_never_mind(job, user, words, row=0))
    return view


def _never_mind(job: str, user: int, words: Words, row: int) -> ToonButton:
    return ToonButton(Click("delete", job, user), words("desk.button_cancel"), row=row)


def forget_button(user: int, words: Words) -> discord.ui.View:
    """Yes, erase everything."""
    view = discord.ui.View(timeout=None)
    view.add_item(ToonButton(Click("forget", NO_JOB, user), words("discord.button_forget"), discord.ButtonStyle.danger))
    return view
