"""Requests, as they are written down."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.command import Command
from bot.discord_app.address import Address
from bot.discord_app.event import Event, Upload
from bot.front_end import Asker, Change
from toontalker.clip import STYLES, VOICES

COMMANDS = st.builds(
    Command, text=st.text(max_size=50), voice=st.sampled_from([None, *VOICES]), style=st.sampled_from([None, *STYLES]), language=st.none()
)
UPLOADS = st.one_of(st.none(), st.builds(Upload, url=st.text(max_size=30), size=st.integers(0, 10**9)))
CHANGES = st.builds(
    Change, voice=st.sampled_from([None, *VOICES]), style=st.sampled_from([None, *STYLES]), face=st.one_of(st.none(), st.just(2))
)


@given(st.sampled_from(["toon", "again", "delete"]), COMMANDS, UPLOADS, UPLOADS, CHANGES)
def test_an_event_survives_the_inbox(kind: str, command: Command, photo: Upload | None, audio: Upload | None, change: Change) -> None:
    """A crash loses nothing of it."""
    address = Address(1, 987654321987654321, "token", 1.5, 3, None, 4, 10, late=True)
    asker = Asker("discord:4", "discord:3", "<@4>", "de")
    event = Event(kind, address, asker, command, photo, audio, "77", "f" * 32, change)  # type: ignore[arg-type]
    assert Event.read(json.loads(json.dumps(event.as_json()))) == event
    assert event.key == "discord:987654321987654321"
