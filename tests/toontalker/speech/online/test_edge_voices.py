"""The table of Microsoft's voices."""

from __future__ import annotations

import pytest
from edge_tts.data_classes import TTSConfig
from hypothesis import given
from hypothesis import strategies as st

from toontalker.speech.online.edge_voices import EDGE_VOICES, edge_voice_of


@pytest.mark.parametrize("language", sorted(EDGE_VOICES))
def test_every_name_is_one_that_the_package_takes(language: str) -> None:
    """Of the language, and the man is not the woman."""
    names = [edge_voice_of(language, voice) for voice in ("female", "male")]
    assert len(set(names)) == 2
    for name in names:
        assert name is not None
        assert name.lower().startswith(language)
        TTSConfig(name, "+0%", "+0%", "+0Hz", "WordBoundary")


@pytest.mark.parametrize(
    ("asked", "region"),
    [("en", "en-US"), ("en-AU", "en-US"), ("en_gb", "en-GB"), ("PT", "pt-BR"), ("pt-PT", "pt-PT"), ("zh", "zh-CN"), ("yue", "zh-HK"),
     ("no", "nb-NO"), ("iw", "he-IL"), ("tl", "fil-PH"), ("de-CH", "de-DE"), ("es-419", "es-MX")],
)  # fmt: skip
def test_any_spelling_finds_its_region(asked: str, region: str) -> None:
    """The one that is named, else the usual one."""
    assert str(edge_voice_of(asked, "male")).startswith(region)


@given(st.text())
def test_rubbish_is_no_language(code: str) -> None:
    """And no exception."""
    assert edge_voice_of(f"x{code}?", "female") is None or code[:1].isalpha() or code[:1] in "-_ "
