"""Buttons and menus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.components import BUTTON, NO_JOB, SELECT, Click, face_buttons, forget_button, under_clip
from bot.front_end import Asker, Change, Delivery
from bot.words import LANGUAGES, words_for
from gpu_worker.journal import Job
from toontalker.clip import DRAWN_STYLES, STYLES, VOICES

JOB = "0123456789abcdef" * 2
USERS = st.integers(min_value=1, max_value=2**63 - 1)


def a_delivery(**fields: Any) -> Delivery:
    """Of some clip."""
    job = Job(
        id=JOB, key="discord:1", owner="discord:4", chat="discord:3", reply_to="{}", photo=None, request={}, deadline=1.0, state="done",
        attempts=1, created=0.0, updated=0.0, started=None, ended=0.0, claimed_by=None, lease_until=None, placeholder=None, clip=None,
        report={}, blame=None, message=None, trace=None, told=False, folder=Path(),
        fault=None,
    )  # fmt: skip
    return Delivery(job, {}, Asker("discord:4", "discord:3", "<@4>", "en"), "clip", "line", **({"voice": "male", "style": "ink"} | fields))


def parts(view: Any) -> list[dict[str, Any]]:
    """All components of a view as they go over the wire."""
    return [part for row in view.to_components() for part in row["components"]]


@given(st.sampled_from(["again", "voice", "delete", "face", "forget"]), USERS, st.from_regex(r"[a-z0-9]{0,12}", fullmatch=True))
def test_a_click_survives_in_the_id_of_its_button(verb: Any, user: int, value: str) -> None:
    """Nothing else is needed after a restart; the id is no longer than Discord takes."""
    click = Click(verb, JOB, user, value)
    match = BUTTON.fullmatch(click.custom_id)
    assert match is not None
    assert Click.read(match) == click
    assert len(click.custom_id) <= 100


@given(USERS, st.sampled_from(STYLES))
def test_a_chosen_style_is_read_from_its_menu(user: int, style: Any) -> None:
    """The id says of which clip, the value which style."""
    match = SELECT.fullmatch(Click("style", JOB, user).custom_id)
    assert match is not None
    assert Click.read(match, [style]).change == Change(style=style)


@given(st.text(max_size=100))
def test_no_other_id_is_taken_for_ours(custom_id: str) -> None:
    """Buttons of older versions and rubbish are told apart."""
    for pattern in (BUTTON, SELECT):
        match = pattern.fullmatch(custom_id)
        assert match is None or Click.read(match).custom_id == custom_id


@pytest.mark.parametrize(
    "click", [Click("voice", JOB, 1, "robot"), Click("style", JOB, 1, "rubens"), Click("face", JOB, 1, "x"), Click("forget", NO_JOB, 1)]
)
def test_a_value_that_makes_no_sense_changes_nothing(click: Click) -> None:
    """It is answered kindly elsewhere."""
    assert click.change is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_is_under_a_clip_and_within_limits(language: str) -> None:
    """Again, Other voice, Delete, and a menu of the other styles, in every language."""
    words = words_for(language)
    buttons = parts(under_clip(a_delivery(), 4, DRAWN_STYLES, words))
    assert [part.get("label") for part in buttons[:3]] == [words(f"desk.button_{name}") for name in ("again", "other_voice", "delete")]
    assert f":{JOB}:4:female" in buttons[1]["custom_id"]
    assert [option["value"] for option in buttons[3]["options"]] == ["sticker", "toon3d", "paint"]
    for part in buttons:
        assert len(part.get("label") or "") <= 80
        assert len(part.get("placeholder") or "") <= 150
        assert all(len(option["label"]) <= 100 and len(option["description"]) <= 100 for option in part.get("options", ()))


def test_a_recording_may_get_either_voice() -> None:
    """As it is as-is, both others are offered by name."""
    words = words_for("en")
    labels = [part.get("label") for part in parts(under_clip(a_delivery(voice="as-is", spoken=False), 4, DRAWN_STYLES, words))]
    assert labels[1:3] == [words(f"desk.voice_{voice}") for voice in VOICES]


def test_without_the_photo_only_delete_is_left() -> None:
    """The others could not work."""
    assert [part["custom_id"].split(":")[1] for part in parts(under_clip(a_delivery(buttons=False), 4, DRAWN_STYLES, words_for("en")))] == [
        "delete"
    ]


@given(st.integers(min_value=1, max_value=40))
def test_faces_have_numbers(faces: int) -> None:
    """Five in a row, ten at the most; below them is a way out."""
    rows = face_buttons(JOB, 4, faces, words_for("en")).to_components()
    (way_out,) = rows.pop()["components"]
    assert way_out["label"] == words_for("en")("desk.button_cancel")
    labels = [part["label"] for row in rows for part in row["components"]]
    assert labels == [str(number) for number in range(1, min(faces, 10) + 1)]
    assert all(len(row["components"]) <= 5 for row in rows)


def test_forgetting_asks_first() -> None:
    """One button, which belongs to one person."""
    (button,) = parts(forget_button(4, words_for("en")))
    match = BUTTON.fullmatch(button["custom_id"])
    assert match is not None
    assert Click.read(match) == Click("forget", NO_JOB, 4)
