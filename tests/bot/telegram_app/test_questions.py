"""What an answer completes."""

from __future__ import annotations

import json

import pytest

from bot.command import Command
from bot.telegram_app.address import Media
from bot.telegram_app.incoming import Wish
from bot.telegram_app.questions import Pending, completes, joined

FACE, NOTE = Media("face", 5), Media("note", 5)
NO_PHOTO = Pending(7, 1, Command("Hello", "male"))
NO_TEXT = Pending(7, 1, Command(style="ink"), FACE)
NOTHING = Pending(7, 1)


def test_pending_survives_the_ledger() -> None:
    """It goes through JSON and comes back the same."""
    for pending in (NO_PHOTO, NO_TEXT, NOTHING, Pending(-7, 2, Command("x", "female", "ink", "de"), FACE, NOTE)):
        assert Pending.read(json.loads(json.dumps(pending.as_json()))) == pending


def test_what_was_said_last_counts() -> None:
    """Photo and text come together; a new option replaces an old one, a text replaces a recording."""
    assert joined(Wish(Command(), photo=FACE), NO_PHOTO) == Wish(Command("Hello", "male"), photo=FACE)
    assert joined(Wish(Command("Bye", "female")), NO_TEXT) == Wish(Command("Bye", "female", "ink"), photo=FACE)
    assert joined(Wish(Command("Bye")), Pending(7, 1, Command(), None, NOTE)).audio is None
    assert joined(Wish(Command(), audio=NOTE), NO_TEXT).audio == NOTE
    assert joined(Wish(Command("Hi")), None) == Wish(Command("Hi"))


@pytest.mark.parametrize(
    ("wish", "completed"),
    [
        (Wish(Command(), photo=FACE), [NO_PHOTO, NOTHING]),
        (Wish(Command("Hi")), [NO_TEXT, NOTHING]),
        (Wish(Command(), audio=NOTE), [NO_TEXT, NOTHING]),
        (Wish(Command("Hi"), photo=FACE), []),
        (Wish(Command("Hi"), spelled=True), []),
        (Wish(Command("Hi"), clip="0" * 32), []),
    ],
)
def test_what_answers_nothing_completes_only_what_it_fits(wish: Wish, completed: list[Pending]) -> None:
    """A photo where one is lacking, words where those are lacking; a whole request is a new one."""
    assert [pending for pending in (NO_PHOTO, NO_TEXT, NOTHING) if completes(wish, pending)] == completed
