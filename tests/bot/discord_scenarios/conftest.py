"""What all scenarios share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Discord does not say how long to wait, the bot asks again soon."""
    monkeypatch.setattr("bot.discord_app.verdict._PAUSE", 0.3)
    monkeypatch.setattr("bot.discord_app.verdict._SHORT_PAUSE", 0.3)
