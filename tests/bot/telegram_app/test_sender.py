"""Texts as Telegram counts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_app.sender import clipped


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 40))
def test_a_text_fits_and_says_as_much_as_it_can(text: str, units: int) -> None:
    """Counted in UTF-16, as Telegram does; no emoji is cut in half; what fits stays as it is."""
    cut = clipped(text, units)
    length = len(cut.encode("utf-16-le")) // 2
    assert 1 <= length <= units
    assert cut.isascii() or cut.encode("utf-8")
    if len(text.encode("utf-16-le")) // 2 <= units:
        assert cut == (text or "…")
    else:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert length >= units - 1
