"""The form that asks for what is missing: the text, and the photo where there is none yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import discord

from bot.discord_app.components import style_options
from bot.discord_app.event import Upload
from bot.words import Words
from toontalker.clip import STYLES, VOICES, Style, Voice

FORM: Final = re.compile(r"toon:ask:(?P<name>\d{0,20})")
"""Id of a form: the name under which the photo is remembered, empty where the form itself asks for one."""
_LONGEST_TEXT: Final = 4000
"""Characters that a field of a form takes."""
_LONGEST_LABEL: Final = 45
"""Characters of a label and of the title."""


@dataclass(frozen=True)
class Answer:
    """What was filled in."""

    text: str = ""
    voice: Voice | None = None
    style: Style | None = None
    photo: Upload | None = None


class Form(discord.ui.Modal):
    """A window with a text, a voice and a style, and a photo where `name` is empty."""

    def __init__(self, words: Words, name: str, styles: Sequence[Style], longest: int, known: Answer) -> None:
        """`longest`: characters of the text; `known`: what was said already."""
        super().__init__(title=words("discord.modal_title")[:_LONGEST_LABEL], custom_id=f"toon:ask:{name}", timeout=None)
        if not name:
            self._ask(words("discord.modal_photo"), discord.ui.FileUpload(custom_id="photo", min_values=1, max_values=1))
        text = discord.ui.TextInput[Any](
            custom_id="text",
            style=discord.TextStyle.paragraph,
            min_length=1,
            max_length=min(longest, _LONGEST_TEXT),
            default=known.text or None,
        )
        self._ask(words("discord.modal_text"), text)
        voices = [discord.SelectOption(label=words(f"desk.voice_{voice}"), value=voice, default=voice == known.voice) for voice in VOICES]
        self._ask(words("discord.modal_voice"), discord.ui.Select(custom_id="voice", options=voices, min_values=0, required=False))
        options = style_options(styles, words, known.style)
        self._ask(words("discord.modal_style"), discord.ui.Select(custom_id="style", options=options, min_values=0, required=False))

    def _ask(self, label: str, component: discord.ui.Item[Any]) -> None:
        self.add_item(discord.ui.Label(text=label[:_LONGEST_LABEL], component=component))


def read_form(data: Mapping[str, Any]) -> Answer:
    """The answer in the raw data of a submitted form: so it can be read after a restart, when no `Form` is left."""
    fields = {field.get("custom_id"): field for field in _fields(data.get("components", ()))}
    files = cast(Mapping[str, Any], data.get("resolved", {})).get("attachments", {})
    sent = [files[value] for value in fields.get("photo", {}).get("values", ()) if value in files]
    voice = _chosen(fields, "voice", VOICES)
    style = _chosen(fields, "style", STYLES)
    return Answer(
        text=str(fields.get("text", {}).get("value") or "").strip(),
        voice=cast(Voice | None, voice),
        style=cast(Style | None, style),
        photo=Upload(str(sent[0]["url"]), int(sent[0].get("size", 0))) if sent else None,
    )


def _fields(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What lies inside the labels, or inside the rows that older forms have."""
    found: list[Mapping[str, Any]] = []
    for component in components:
        inside = component.get("components") or ([component["component"]] if "component" in component else None)
        found += _fields(inside) if inside else [component]
    return found


def _chosen(fields: Mapping[Any, Mapping[str, Any]], name: str, allowed: Sequence[str]) -> str | None:
    values = fields.get(name, {}).get("values") or ()
    return values[0] if values and values[0] in allowed else None
