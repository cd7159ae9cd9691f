"""The form that asks for what is missing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.event import Upload
from bot.discord_app.form import FORM, Answer, Form, read_form
from bot.words import LANGUAGES, words_for
from toontalker.clip import DRAWN_STYLES


def a_form(language: str = "en", name: str = "", known: Answer | None = None) -> dict[str, Any]:
    """As it goes over the wire."""

    async def made() -> dict[str, Any]:
        return Form(words_for(language), name, DRAWN_STYLES, 300, known or Answer()).to_dict()

    return asyncio.run(made())


def submitted(**values: Any) -> dict[str, Any]:
    """What comes back: labels with a field each, as Discord sends them."""
    kinds = {"text": 4, "voice": 3, "style": 3, "photo": 19}
    fields = [{"type": kinds[name], "custom_id": name, "value" if name == "text" else "values": value} for name, value in values.items()]
    return {"components": [{"type": 18, "component": field} for field in fields]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", "123"])
def test_it_is_within_the_limits_of_discord(language: str, name: str) -> None:
    """Title and labels of 45 characters, five parts, in every language; a photo is asked for where there is none."""
    form = a_form(language, name)
    assert len(form["title"]) <= 45
    assert FORM.fullmatch(form["custom_id"])
    assert [part["component"]["custom_id"] for part in form["components"]] == ([] if name else ["photo"]) + ["text", "voice", "style"]
    assert all(part["type"] == 18 and 1 <= len(part["label"]) <= 45 for part in form["components"])


def test_what_was_said_already_is_filled_in() -> None:
    """Whoever typed a voice need not choose it again."""
    form = a_form(known=Answer(text="Hello", voice="male", style="ink"))
    text, voice, style = (part["component"] for part in form["components"][1:])
    assert text["value"] == "Hello"
    assert [option["value"] for option in voice["options"] if option["default"]] == ["male"]
    assert [option["value"] for option in style["options"] if option["default"]] == ["ink"]


def test_a_full_form_is_read() -> None:
    """Text, voice, style and photo."""
    data = submitted(text=" Hi ", voice=["female"], style=["paint"], photo=["9"])
    data["resolved"] = {"attachments": {"9": {"id": "9", "url": "https://cdn/x.jpg", "size": 5}}}
    assert read_form(data) == Answer("Hi", "female", "paint", Upload("https://cdn/x.jpg", 5))


def test_an_empty_form_is_read() -> None:
    """What was left out is None."""
    assert read_form(submitted(text="Hi", voice=[], style=[])) == Answer("Hi")
    assert read_form({}) == Answer()


def test_what_is_no_choice_of_ours_counts_as_left_out() -> None:
    """A client may send anything."""
    assert read_form(submitted(text="Hi", voice=["robot"], style=["rubens"], photo=["9"])) == Answer("Hi")


@given(st.text(max_size=50))
def test_rows_of_older_forms_are_read_too(text: str) -> None:
    """The text lies one level deeper there."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": text}]}
    assert read_form({"components": [row]}).text == text.strip()
