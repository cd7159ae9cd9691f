"""Addresses as they are written down."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from telegram import User

from bot.telegram_app.address import Address, Media, Placeholder, Spot, asker_of, harmless, message_key, spot_of
from tests.bot.telegram_app.messages import ANN, message

NUMBERS = st.integers(-(2**52), 2**52)
SPOTS = st.builds(Spot, NUMBERS, NUMBERS, st.none() | NUMBERS)
FILES = st.builds(Media, st.text(), st.none() | NUMBERS)


@given(st.builds(Address, SPOTS, st.none() | FILES))
def test_address_survives_the_journal(address: Address) -> None:
    """It goes through JSON and comes back the same."""
    assert Address.read(json.loads(json.dumps(address.as_json()))) == address


@given(st.builds(Placeholder, NUMBERS, NUMBERS, st.none() | NUMBERS.filter(bool), st.booleans(), st.booleans()))
def test_placeholder_survives_the_journal(placeholder: Placeholder) -> None:
    """With its marks."""
    if placeholder.chat and placeholder.message:
        assert Placeholder.read(placeholder.as_text()) == placeholder
    assert Placeholder.read(None) is None


def test_the_number_of_a_thread_counts_only_in_a_topic() -> None:
    """Elsewhere it is a chain of answers, and Telegram refuses it."""
    assert spot_of(message(-5, text="x", message_thread_id=3)) == Spot(-5, 11)
    assert spot_of(message(-5, text="x", message_thread_id=3, is_topic_message=True)) == Spot(-5, 11, 3)


def test_keys_and_names_of_people() -> None:
    """As all of the bot writes them."""
    assert message_key(message(-5, text="x")) == "telegram:-5:11"
    asker = asker_of(User.de_json(dict(ANN), None), -5)
    assert (asker.owner, asker.chat, asker.name, asker.locale) == ("telegram:7", "telegram:-5", "Ann", "de")


@given(st.text())
def test_a_name_is_plain_text_on_one_line(name: str) -> None:
    """Nothing in it that Telegram makes a mention, a tag, a command or a link of; never empty, never long."""
    shown = harmless(name)
    assert shown
    assert len(shown) <= 48
    assert not set(shown) & set("@#/\\\n\r\t")
    assert shown.isprintable()


def test_a_name_that_looks_like_a_link_still_looks_like_itself() -> None:
    """People are called J. R. and have opinions about addresses."""
    assert harmless("J. R. Smith") == "J. R. Smith"
    assert harmless("evil.example @durov /toon") == "evil․example ＠durov ∕toon"
