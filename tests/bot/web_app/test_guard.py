from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web_app.guard import preferred
from bot.words import LANGUAGES


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de-AT"),
        ("en;q=0.5,fr;q=0.9", "fr"),
        ("tlh,pt-BR;q=0.3", "pt-BR"),
        ("", ""),
        ("*", ""),
        ("tlh", ""),
        ("de;q=oops,it", "it"),
    ],
)
def test_the_language_that_a_browser_likes_best(accepted: str, language: str) -> None:
    """By weight, among those that there are words for."""
    assert preferred(accepted) == language


@given(st.text())
def test_any_header_gives_a_language_or_none(accepted: str) -> None:
    """Whatever it says."""
    assert preferred(accepted).split("-")[0].lower() in (*LANGUAGES, "")
