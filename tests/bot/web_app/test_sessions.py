from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import Secret
from bot.web_app.sessions import Patience, Sessions


def started(password: str = "") -> Sessions:
    """With its key derived."""
    sessions = Sessions(Secret(password) if password else None)
    asyncio.run(sessions.start())
    return sessions


OPEN = started()
LOCKED = started("correct horse")


def test_a_cookie_is_always_the_same_person() -> None:
    """And two cookies are two people; a restart changes nothing, since nothing is kept."""
    first, second = OPEN.open(), OPEN.open()
    assert OPEN.owner(first) == started().owner(first)
    assert OPEN.owner(first) != OPEN.owner(second)


def test_the_person_does_not_give_the_cookie_away() -> None:
    """Owners stand in journal and logs, so nobody may come in with one."""
    cookie = OPEN.open()
    owner = OPEN.owner(cookie)
    assert owner is not None
    assert owner.startswith("web:")
    assert cookie not in owner
    assert owner.removeprefix("web:") not in cookie


def test_with_a_password_only_signed_cookies_count() -> None:
    """A made-up cookie is none, nor is one of another password."""
    cookie = LOCKED.open()
    assert LOCKED.owner(cookie) == started("correct horse").owner(cookie)
    assert started("another one").owner(cookie) is None
    assert LOCKED.owner(OPEN.open()) is None


@given(st.text())
def test_rubbish_is_nobody(text: str) -> None:
    """Whatever a browser sends as its cookie."""
    assert LOCKED.owner(text) is None
    assert OPEN.owner(f"{text}!") is None


@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_no_letter_of_a_signed_cookie_can_be_changed(at: int, letter: str) -> None:
    """Session, end and signature belong together."""
    cookie = LOCKED.open()
    at %= len(cookie)
    if cookie[at] != letter:
        assert LOCKED.owner(cookie[:at] + letter + cookie[at + 1 :]) is None


def test_an_old_cookie_has_ended() -> None:
    """Its end is signed with it."""
    ends = f"{'a' * 32}.1000000000"
    assert LOCKED.owner(f"{ends}.{LOCKED._signature(ends)}") is None


def test_wrong_passwords_cost_ever_more_time() -> None:
    """The first are free, then the wait doubles up to a limit; another address is not held up, and an hour mends it."""
    now = [1000.0]
    patience = Patience(lambda: now[0])
    waits = []
    for _ in range(15):
        patience.failed("192.0.2.1")
        waits.append(patience.wait("192.0.2.1"))
        now[0] += waits[-1]
    assert waits[:2] == [0.0, 0.0]
    assert waits[2:6] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == 300.0
    assert patience.wait("192.0.2.2") == 0.0
    now[0] += 3601
    patience.failed("192.0.2.1")
    assert patience.wait("192.0.2.1") == 0.0


def test_the_right_password_ends_the_wait() -> None:
    """And who has many IPv6 addresses has only one patience."""
    patience = Patience(lambda: 0.0)
    for last in range(1, 5):
        patience.failed(f"2001:db8::{last}")
    assert patience.wait("2001:db8::99") > 0
    assert patience.wait("2001:db9::1") == 0
    patience.succeeded("2001:db8::1")
    assert patience.wait("2001:db8::2") == 0
