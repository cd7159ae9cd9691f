from __future__ import annotations

import pytest

from bot.words import LANGUAGES, about_us, privacy, words_for
from toontalker.settings import Settings


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_says_what_the_settings_say(language: str) -> None:
    """The statement names the hours, whom to ask, and a service that gets the text; and none where none does."""
    words = words_for(language)
    settings = Settings.model_validate({"bot": {"contact": "ann@example.org", "again_hours": 5.0}, "voices": {"order": ["gtts", "espeak"]}})
    whole = privacy(words, settings)
    assert all(part in whole for part in ("5", "24", "ann@example.org", "Google", "/forget"))
    assert len(whole.encode("utf-16-le")) // 2 < 2000
    home = privacy(words, Settings.model_validate({"bot": {"again_hours": 0.0}, "voices": {"order": ["house", "espeak"]}}))
    assert "Google" not in home
    assert "{" not in home
    assert words("desk.contact_operator") in home
    assert about_us(words, "ann@example.org").endswith("ann@example.org")
