"""Quotation marks around a whole text, as many languages write them."""

from __future__ import annotations

from typing import Final

_CLOSERS: Final = {
    '"': '"',
    "'": "'",
    "＂": "＂",
    "“": '”“"',
    "”": "”",
    "„": '“”"',
    "‟": "”",
    "‘": "’‘",
    "‚": "‘’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞〟",
    "❝": "❞",
    "❛": "❜",
}
"""Opening mark → marks that close it, the usual one first."""
OPENERS: Final = "".join(_CLOSERS)
APOSTROPHES: Final = "'’‘"
"""Quotation marks that stand within words, too."""


def unquoted(text: str) -> str:
    """A text without the quotation marks that wrap the whole of it; any other text as it is."""
    end = closing(text)
    return text[1:end].strip() if end is not None and end == len(text) - 1 else text


def closing(text: str) -> int | None:
    """Where the quotation ends that a text begins with; None if it begins with none, or if none ends."""
    ends = (_closed_by(closer, text) for closer in _CLOSERS.get(text[:1], ""))
    return next((end for end in ends if end is not None), None)


def _closed_by(closer: str, text: str) -> int | None:
    """Where one kind of mark closes the quotation; quotations within count, and apostrophes do not."""
    depth = 1
    for index, sign in enumerate(text[1:], start=1):
        if sign in APOSTROPHES and _inside_word(text, index):
            continue
        if sign == closer:
            depth -= 1
            if depth == 0:
                return index
        elif sign == text[0]:
            depth += 1
    return None


def _inside_word(text: str, index: int) -> bool:
    """Whether a sign stands between two letters, as in "I'm"."""
    return text[index - 1].isalnum() and text[index + 1 : index + 2].isalnum()
