"""Languages to choose from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.languages import MOST, language_choices
from toontalker.languages import LANGUAGES, Language, language_code


@given(st.text(max_size=40), st.text(max_size=12))
def test_any_rubbish_gives_choices_that_discord_takes(typed: str, locale: str) -> None:
    """At most 25, each with a name of 1 to 100 characters and a code that is known, none twice."""
    choices = language_choices(typed, locale)
    assert len(choices) <= MOST
    assert len({code for _, code in choices}) == len(choices)
    for name, code in choices:
        assert 1 <= len(name) <= 100
        assert language_code(code) == code


@given(st.sampled_from(LANGUAGES), st.data())
def test_each_language_is_found_by_any_of_its_names(language: Language, data: st.DataObject) -> None:
    """By its whole English name, its native one or its code, whatever the case."""
    spelling = data.draw(st.sampled_from([language.name, language.native, language.code, language.name.upper()]))
    assert language.code in [code for _, code in language_choices(spelling, "en-US")]


def test_beginnings_come_before_what_only_holds_them() -> None:
    """A code or a beginning in either language decides."""
    assert language_choices("ger", "en-US")[0] == ("Deutsch (German)", "de")
    assert language_choices("deu", "en-US")[0][1] == "de"
    assert language_choices("es", "en-US")[0][0].startswith("Español")


def test_before_anything_was_typed_the_own_language_comes_first() -> None:
    """The person's own, then widely spoken ones."""
    assert [code for _, code in language_choices("", "pt-BR")][:2] == ["pt", "en"]
    assert language_choices("  ", "fi")[0][1] == "fi"
    assert language_choices("", "xx")[0][1] == "en"
