"""The buttons under a clip, and what is written in them: all that a click needs after a restart, in 64 bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.front_end import Delivery
from bot.words import Words
from toontalker.clip import AUDIO_VOICES, DRAWN_STYLES, STYLES, VOICES, Style, Voice

Action = Literal["again", "voice", "styles", "style", "back", "delete", "face", "forget"]
"""Again; another voice; show the styles; one of them; hide them; delete a clip, or stop what waits; a face; erase a person."""

_LETTERS: Final[dict[Action, str]] = {
    "again": "a",
    "voice": "v",
    "styles": "s",
    "style": "y",
    "back": "b",
    "delete": "d",
    "face": "f",
    "forget": "x",
}
assert set(_LETTERS) == set(get_args(Action))
_ACTIONS: Final = {letter: action for action, letter in _LETTERS.items()}
_DATA: Final = re.compile(r"([a-z]):([a-z0-9-]{0,12}):([a-z0-9-]{0,12}):([0-9a-f]{32}):([a-z0-9]{0,12})", re.ASCII)
_FORGET: Final = re.compile(r"x:(-?[0-9]{1,20})", re.ASCII)
_FACES_IN_A_ROW: Final = 5
_MOST_FACES: Final = 40
LONGEST_DATA: Final = 64
"""Bytes of a button's data."""


@dataclass(frozen=True)
class Click:
    """What a button says when it is pressed."""

    action: Action
    job: str = ""
    voice: str = ""
    """Voice of the clip above, for the buttons that are put back."""
    style: str = ""
    """Style of the clip above."""
    value: str = ""
    """The voice, style, face or person that is chosen."""

    def as_text(self) -> str:
        """As it is written into a button."""
        if self.action == "forget":
            return f"{_LETTERS['forget']}:{self.value}"
        return ":".join((_LETTERS[self.action], self.voice, self.style, self.job, self.value))

    @classmethod
    def read(cls, text: str) -> Click | None:
        """What `as_text` gave; None for anything else."""
        if match := _FORGET.fullmatch(text):
            return cls("forget", value=match[1])
        match = _DATA.fullmatch(text)
        if match is None or match[1] not in _ACTIONS or match[1] == _LETTERS["forget"]:
            return None
        return cls(_ACTIONS[match[1]], match[4], match[2], match[3], match[5])

    @property
    def chosen_voice(self) -> Voice | None:
        """The voice that is chosen, if it is one."""
        return next((voice for voice in VOICES if voice == self.value), None)

    @property
    def chosen_style(self) -> Style | None:
        """The style that is chosen, if it is one."""
        return next((style for style in STYLES if style == self.value), None)

    @property
    def chosen_face(self) -> int | None:
        """The face that is chosen, from 1."""
        return int(self.value) if self.value.isdecimal() and 0 < int(self.value) <= _MOST_FACES else None


def clip_buttons(delivery: Delivery, words: Words) -> InlineKeyboardMarkup:
    """Under a finished clip."""
    return buttons_for(Click("again", delivery.job.id, delivery.voice, delivery.style), words, again=delivery.buttons)


def buttons_for(clip: Click, words: Words, *, again: bool = True) -> InlineKeyboardMarkup:
    """Again, Other voice, Other style, Delete; only the last one where the photo is not kept."""
    delete = _button(words("desk.button_delete"), clip, "delete")
    if not again:
        return InlineKeyboardMarkup([[delete]])
    voices: Sequence[Voice] = [voice for voice in VOICES if voice != clip.voice]
    if len(voices) == 1:
        change = [_button(words("desk.button_other_voice"), clip, "voice", voices[0])]
    else:
        change = [_button(f"🗣️ {words(f'desk.voice_{voice}')}", clip, "voice", voice) for voice in voices]
    rows = [
        [_button(words("desk.button_again"), clip, "again"), *change],
        [_button(words("desk.button_other_style"), clip, "styles"), delete],
    ]
    return InlineKeyboardMarkup(rows)


def style_buttons(clip: Click, words: Words) -> InlineKeyboardMarkup:
    """The other styles in place of the buttons, and the way back."""
    styles = [_button(words(f"desk.style_{style}"), clip, "style", style) for style in DRAWN_STYLES if style != clip.style]
    back = _button(words("telegram.button_back"), clip, "back")
    return InlineKeyboardMarkup([*(styles[at : at + 2] for at in range(0, len(styles), 2)), [back]])


def face_buttons(delivery: Delivery, words: Words) -> InlineKeyboardMarkup:
    """One for each face, by its number, and Never mind."""
    chosen = Click("face", delivery.job.id)
    faces = [_button(str(face), chosen, "face", str(face)) for face in range(1, min(delivery.faces, _MOST_FACES) + 1)]
    rows = [faces[at : at + _FACES_IN_A_ROW] for at in range(0, len(faces), _FACES_IN_A_ROW)]
    return InlineKeyboardMarkup([*rows, [_button(words("desk.button_cancel"), chosen, "delete")]])


def again_button(job: str, words: Words) -> InlineKeyboardMarkup:
    """Under what went wrong and may go right."""
    return InlineKeyboardMarkup([[_button(words("desk.button_again"), Click("again", job), "again")]])


def waiting_button(job: str, words: Words) -> InlineKeyboardMarkup:
    """Under a placeholder."""
    return InlineKeyboardMarkup([[_button(words("desk.button_cancel"), Click("delete", job), "delete")]])


def forget_button(person: int, words: Words) -> InlineKeyboardMarkup:
    """The confirmation that /forget asks for."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(words("telegram.button_forget"), callback_data=Click("forget", value=str(person)).as_text())]]
    )


def job_under(message: Message) -> str | None:
    """The job whose buttons a message of ours has."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for button in row:
            click = Click.read(button.callback_data) if isinstance(button.callback_data, str) else None
            if click is not None and click.job:
                return click.job
    return None


def _button(label: str, clip: Click, action: Action, value: str = "") -> InlineKeyboardButton:
    voice = clip.voice if clip.voice in AUDIO_VOICES else ""
    style = clip.style if clip.style in STYLES else ""
    return InlineKeyboardButton(label, callback_data=Click(action, clip.job, voice, style, value).as_text())
