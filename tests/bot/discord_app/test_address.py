"""Where answers go."""

from __future__ import annotations

import json
import time

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.address import TOKEN_LIFE, Address, Place

IDS = st.integers(min_value=1, max_value=2**63 - 1)


def an_address(created: float) -> Address:
    """Of some interaction."""
    return Address(1, 2, "token", created, 3, None, 4, 10_000_000, late=True)


@given(IDS, IDS, st.text(max_size=200), st.one_of(st.none(), IDS))
def test_an_address_survives_json(application: int, interaction: int, token: str, guild: int | None) -> None:
    """All of it comes back from the journal, ids of 64 bits too."""
    address = Address(application, interaction, token, 1.5, 3, guild, 4, 10, late=False)
    assert Address.read(json.loads(json.dumps(address.as_json()))) == address


def test_a_token_is_taken_for_expired_before_discord_does() -> None:
    """After 14.5 minutes; a clock that was set back does no harm."""
    assert not an_address(time.time() - TOKEN_LIFE + 5).expired
    assert an_address(time.time() - TOKEN_LIFE - 1).expired
    assert an_address(time.time() + 1000).age == 0.0


@given(st.one_of(st.just(Place()), st.builds(Place, message=IDS), st.builds(Place, message=IDS, channel=IDS)))
def test_a_place_survives_as_text(place: Place) -> None:
    """What the desk keeps is read back."""
    assert Place.read(str(place)) == place


@given(st.one_of(st.none(), st.text()))
def test_what_cannot_be_read_is_the_first_answer(text: str | None) -> None:
    """No text of the journal breaks a delivery."""
    place = Place.read(text)
    assert place == Place() or str(place) == text or place.message


def test_a_token_does_not_show() -> None:
    """Whoever prints an address, in a log or a traceback, tells nobody how to answer in our name."""
    assert "token" not in repr(an_address(1.0))
