"""Names of calls in the figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.tracing import call_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v10/webhooks/123/aW50ZXJhY3Rpb24/messages/@original", "PATCH webhooks/{}/{}/messages/@original"),
        ("/api/v10/interactions/1/tok/callback", "PATCH interactions/{}/{}/callback"),
        ("/api/v10/users/@me", "PATCH users/@me"),
        ("/channels/5/messages/6", "PATCH channels/{}/messages/{}"),
        ("/", "PATCH"),
    ],
)
def test_a_name_tells_the_route(path: str, name: str) -> None:
    """Without what stands before the first word."""
    assert call_name("PATCH", path) == name


@given(st.from_regex(r"[A-Za-z0-9_-]{20,80}", fullmatch=True))
def test_no_token_and_no_id_is_in_a_name(token: str) -> None:
    """Wherever it stands in the path."""
    for path in (f"/api/v10/webhooks/1/{token}", f"/{token}/x/callback", f"/api/v10/interactions/{token}/{token}/callback"):
        assert token not in call_name("POST", path)
