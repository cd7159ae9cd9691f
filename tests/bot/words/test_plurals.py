from __future__ import annotations

import pytest

from bot.words.plurals import plural


@pytest.mark.parametrize(
    ("language", "examples"),
    [
        ("en", {"one": (1,), "other": (0, 2, 11, 21, 101, 1.5)}),
        ("de", {"one": (1,), "other": (0, 2, 21, 1.5)}),
        ("es", {"one": (1,), "other": (0, 2, 21, 1.5)}),
        ("it", {"one": (1,), "other": (0, 2, 21, 1.5)}),
        ("tr", {"one": (1,), "other": (0, 2, 21, 1.5)}),
        ("fr", {"one": (0, 1, 1.5), "other": (2, 17, 100)}),
        ("pt", {"one": (0, 1, 1.5), "other": (2, 17, 100)}),
        ("ru", {"one": (1, 21, 101, 1001), "few": (2, 4, 22, 102), "many": (0, 5, 11, 12, 14, 19, 100, 111), "other": (1.5, 10.1)}),
    ],
)
def test_plurals_follow_cldr(language: str, examples: dict[str, tuple[float, ...]]) -> None:
    """The samples that CLDR gives with its rules fall into their categories."""
    assert {kind: tuple(plural(language, number) for number in numbers) for kind, numbers in examples.items()} == {
        kind: (kind,) * len(numbers) for kind, numbers in examples.items()
    }
