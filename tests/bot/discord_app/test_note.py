"""Messages of ours, and whom they notify."""

from __future__ import annotations

from discord.http import handle_message_parameters
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.note import SILENT, Note, Picture, only


def test_over_the_wire_only_one_person_is_notified() -> None:
    """Also where it is merged with the default of the client; the library's own short form would notify everybody."""
    with handle_message_parameters(content="<@5> @everyone", allowed_mentions=only(5), previous_allowed_mentions=SILENT) as sent:
        assert sent.payload is not None
        assert sent.payload["allowed_mentions"] == {"parse": [], "users": ["5"]}


def test_over_the_wire_an_edit_notifies_nobody() -> None:
    """Whatever stands in it."""
    with handle_message_parameters(**Note("@everyone <@5>").edit()) as sent:
        assert sent.payload is not None
        assert sent.payload["allowed_mentions"] == {"parse": []}


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_no_text_is_longer_than_discord_takes(text: str, alt: str) -> None:
    """2000 characters of a message, 1024 of a description."""
    note = Note(text, picture=Picture("toon.mp4", b"mp4", alt))
    assert len(note.content) <= 2000
    assert text.startswith(note.content)
    file = note.edit()["attachments"][0]
    assert len(file.description or "") <= 1024
    assert file.filename == "toon.mp4"


def test_a_note_can_be_sent_again() -> None:
    """Each attempt has a file of its own, for the library closes it."""
    note = Note("There", picture=Picture("toon.mp4", b"mp4", "A cartoon"))
    for _ in range(2):
        with handle_message_parameters(**note.edit()) as sent:
            assert sent.files is not None
            assert sent.files[0].fp.read() == b"mp4"
