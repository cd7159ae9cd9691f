"""Buttons and what they say when they are pressed."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, Message

from bot.telegram_app.buttons import LONGEST_DATA, Action, Click, again_button, buttons_for, forget_button, job_under, style_buttons
from bot.words import words_for
from tests.bot.telegram_app.messages import ours
from toontalker.clip import AUDIO_VOICES, DRAWN_STYLES, STYLES, VOICES

WORDS = words_for("en")
JOBS = st.text("0123456789abcdef", min_size=32, max_size=32)
JOB = "0123456789abcdef" * 2
CLICKS = st.builds(
    Click,
    st.sampled_from([action for action in get_args(Action) if action != "forget"]),
    JOBS,
    st.sampled_from(["", *AUDIO_VOICES]),
    st.sampled_from(["", *STYLES]),
    st.sampled_from(["", *VOICES, *STYLES, *map(str, range(1, 41))]),
)


@given(CLICKS | st.builds(Click, st.just("forget"), value=st.integers(-(2**52), 2**52).map(str)))
def test_click_survives_telegram(click: Click) -> None:
    """It fits into a button and comes back the same."""
    assert 1 <= len(click.as_text().encode()) <= LONGEST_DATA
    assert Click.read(click.as_text()) == click


@given(st.text(max_size=64))
def test_anything_else_is_no_click(data: str) -> None:
    """Whatever a button of another version, or a forger, says: no exception, and nothing that could be a path or a statement."""
    click = Click.read(data)
    assert click is None or click.as_text() == data


def test_choices_that_do_not_exist_choose_nothing() -> None:
    """Another style, another voice, face 0 and a face too many."""
    assert Click("style", JOB, value="oil").chosen_style is None
    assert Click("voice", JOB, value="as-is").chosen_voice is None
    assert [Click("face", JOB, value=value).chosen_face for value in ("0", "1", "41", "x")] == [None, 1, None, None]


def data_of(markup: InlineKeyboardMarkup) -> list[Click]:
    """What all buttons say."""
    clicks = [Click.read(str(button.callback_data)) for row in markup.inline_keyboard for button in row]
    assert None not in clicks
    return [click for click in clicks if click is not None]


def test_under_a_clip_the_other_voice_is_the_other_one() -> None:
    """Male for female and the other way round; for a recording as it was, both."""
    for voice, offered in (("male", ["female"]), ("female", ["male"]), ("as-is", ["male", "female"])):
        clicks = data_of(buttons_for(Click("again", JOB, voice, "ink"), WORDS))
        assert [click.value for click in clicks if click.action == "voice"] == offered
        assert {click.job for click in clicks} == {JOB}


def test_the_row_of_styles_has_all_others_and_the_way_back() -> None:
    """And the way back still knows voice and style."""
    clicks = data_of(style_buttons(Click("styles", JOB, "male", "ink"), WORDS))
    assert {click.value for click in clicks if click.action == "style"} == set(DRAWN_STYLES) - {"ink"}
    assert clicks[-1] == Click("back", JOB, "male", "ink")


def test_without_a_kept_photo_only_delete_is_left() -> None:
    """Buttons that cannot work are not shown."""
    assert [click.action for click in data_of(buttons_for(Click("again", JOB, "male", "ink"), WORDS, again=False))] == ["delete"]


def test_the_job_is_found_under_a_message_of_ours() -> None:
    """Under a clip; not where there are no buttons, or those of /forget."""
    for markup, job in ((again_button(JOB, WORDS), JOB), (forget_button(7, WORDS), None)):
        assert job_under(Message.de_json(ours(text="x", reply_markup=markup.to_dict()), None)) == job
    assert job_under(Message.de_json(ours(text="x"), None)) is None
