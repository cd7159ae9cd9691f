"""What errors mean."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.verdict import ERRORS, Verdict, pause_after, verdict_of


def refused(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    """An answer of Discord's that is an error."""
    response = cast(
        Any, SimpleNamespace(status=status, reason="", headers={name.replace("_", "-"): value for name, value in headers.items()})
    )
    return discord.HTTPException(response, {"code": code, "message": "scripted"})


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (refused(429), Verdict.LATER),
        (refused(502), Verdict.LATER),
        (refused(401), Verdict.LATER),
        (refused(401, 50027), Verdict.EXPIRED),
        (refused(404, 10008), Verdict.DELETED),
        (refused(404, 10015), Verdict.MISSING),
        (refused(404, 10062), Verdict.MISSING),
        (refused(404, 10003), Verdict.GONE),
        (refused(403, 50001), Verdict.GONE),
        (refused(400, 50083), Verdict.GONE),
        (refused(413), Verdict.TOO_LARGE),
        (refused(400, 40005), Verdict.TOO_LARGE),
        (refused(400, 50035), Verdict.BUG),
        (aiohttp.ServerDisconnectedError(), Verdict.LATER),
        (TimeoutError(), Verdict.LATER),
        (ConnectionResetError(), Verdict.LATER),
        (discord.RateLimited(3.0), Verdict.LATER),
    ],
)
def test_each_error_has_one_meaning(error: Exception, verdict: Verdict) -> None:
    """Nothing that mends itself is given up, nothing that does not is tried for ever."""
    assert isinstance(error, ERRORS)
    assert verdict_of(error) is verdict


@given(st.text(max_size=12))
def test_the_pause_is_bounded_whatever_discord_says(said: str) -> None:
    """Neither a busy loop nor a wait without end."""
    assert 0.5 <= pause_after(refused(429, Retry_After=said)) <= 300.0


def test_discord_says_how_long_to_wait() -> None:
    """And is obeyed."""
    assert pause_after(refused(429, Retry_After="7.5")) == 7.5
    assert pause_after(refused(429, Retry_After="9999")) == 300.0
    assert pause_after(discord.RateLimited(12.0)) == 12.0
    assert pause_after(refused(503)) > pause_after(TimeoutError())
