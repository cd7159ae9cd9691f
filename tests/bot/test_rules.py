"""Who may ask, for what, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.command import Command
from bot.front_end import Ask, Asker
from bot.ledger import Block, Recent
from bot.refusal import Refused
from bot.rules import Rules, image_hash, is_photo
from bot.words import words_for
from tests.bot.maker import PHOTO
from toontalker.settings import Settings

WORDS = words_for("en")


def _rules(**bot: Any) -> Rules:
    return Rules(Settings.model_validate({"bot": bot}))


def _asker(owner: str = "telegram:1", chat: str = "telegram:-5") -> Asker:
    return Asker(owner, chat, "Ann", "en")


def test_everybody_is_welcome_unless_the_operator_says_otherwise() -> None:
    """No lists: everybody, everywhere."""
    assert _rules().welcome("telegram:1", "telegram:-5")


@pytest.mark.parametrize(
    ("bot", "welcome"),
    [
        ({"allowed_people": ["telegram:1"]}, True),
        ({"allowed_people": ["telegram:2"]}, False),
        ({"allowed_chats": ["telegram:-5"]}, True),
        ({"allowed_chats": ["telegram:-6"]}, False),
        ({"allowed_people": ["telegram:1"], "allowed_chats": ["telegram:-6"]}, False),
        ({"allowed_people": ["telegram:2"], "admins": ["telegram:1"]}, True),
    ],
)
def test_lists_let_in_only_whom_they_name(bot: dict[str, Any], welcome: bool) -> None:
    """People and chats must both be allowed; an admin always is."""
    assert _rules(**bot).welcome("telegram:1", "telegram:-5") is welcome


def test_page_is_not_on_the_lists_of_the_chats() -> None:
    """Its people are let in by address or password."""
    assert _rules(allowed_people=["telegram:2"], allowed_chats=["telegram:-6"]).welcome("web:abc", "web:abc")


def test_blocked_people_chats_and_photos_are_refused() -> None:
    """Each by its own entry; an admin cannot be locked out."""
    rules = _rules(admins=["telegram:9"])
    rules.know([Block("user", "telegram:1"), Block("chat", "telegram:-5"), Block("image", image_hash(PHOTO))])
    assert not rules.welcome("telegram:1", "telegram:-7")
    assert not rules.welcome("telegram:2", "telegram:-5")
    assert rules.welcome("telegram:2", "telegram:-7")
    assert rules.welcome("telegram:9", "telegram:-5")
    with pytest.raises(Refused):
        rules.check_content(Ask("k", _asker(), {}, Command("Hello"), PHOTO), WORDS)
    rules.check_content(Ask("k", _asker(), {}, Command("Hello"), PHOTO + b"!"), WORDS)


def test_paused_bot_serves_admins_only() -> None:
    """So that an admin can try whether all is well."""
    rules = _rules(admins=["telegram:9"])
    rules.paused = True
    rules.check_asker(_asker("telegram:9"), WORDS)
    with pytest.raises(Refused, match="rest"):
        rules.check_asker(_asker(), WORDS)


def test_limits_of_the_hour_name_the_number() -> None:
    """The person's and the chat's, each at its bound and not before."""
    rules = _rules(per_owner_hour=2, per_chat_hour=5)
    rules.check_hour(_asker(), Recent(1, 4), WORDS)
    with pytest.raises(Refused, match="2"):
        rules.check_hour(_asker(), Recent(2, 2), WORDS)
    with pytest.raises(Refused, match="5"):
        rules.check_hour(_asker(), Recent(1, 5), WORDS)


def test_photos_are_told_by_their_first_bytes(portrait_file: Path) -> None:
    """JPEG, PNG and WEBP; nothing else, however it is called."""
    assert is_photo(portrait_file.read_bytes())
    assert is_photo(b"\x89PNG\r\n\x1a\n....")
    assert is_photo(b"RIFF\0\0\0\0WEBPVP8 ")
    for data in (b"", b"GIF89a", b"RIFF\0\0\0\0WAVEfmt ", b"<svg", b"%PDF", b"\xff\xd8"):
        assert not is_photo(data)
