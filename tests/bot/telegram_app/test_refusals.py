"""What an error means."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.telegram_app.refusals import is_final, is_gone, is_lost, is_no_media, is_too_large, is_unchanged, is_unsent, told
from bot.telegram_app.transport import Unsent

TOKEN = "123456789:AAHtestTESTtestTESTtestTESTtestTESTx"  # noqa: S105 - it opens nothing


@pytest.mark.parametrize(
    ("error", "meanings"),
    [
        (BadRequest("Message is not modified: specified new message content …"), {is_unchanged, is_final, is_unsent}),
        (BadRequest("Message to edit not found"), {is_lost, is_final, is_unsent}),
        (BadRequest("MESSAGE_ID_INVALID"), {is_lost, is_final, is_unsent}),
        (BadRequest("Chat not found"), {is_gone, is_final, is_unsent}),
        (BadRequest("Not enough rights to send videos to the chat"), {is_gone, is_no_media, is_final, is_unsent}),
        (BadRequest("There is no media in the message to edit"), {is_final, is_unsent}),
        (Forbidden("Forbidden: bot was blocked by the user"), {is_gone, is_final, is_unsent}),
        (ChatMigrated(-100), {is_final, is_unsent}),
        (NetworkError("Request Entity Too Large"), {is_too_large, is_final, is_unsent}),
        (NetworkError("Bad Gateway"), set()),
        (NetworkError("Too Many Requests: retry later"), {is_unsent}),
        (TimedOut(), set()),
        (Unsent("ClientConnectorError"), {is_unsent}),
        (NetworkError("ServerDisconnectedError"), set()),
    ],
)
def test_meanings(error: TelegramError, meanings: set[object]) -> None:
    """Each of the errors that happen, and nothing more is read into it."""
    every = (is_unchanged, is_lost, is_gone, is_no_media, is_too_large, is_final, is_unsent)
    assert {meaning for meaning in every if meaning(error)} == meanings


def test_no_error_tells_the_token() -> None:
    """The library puts it into some of its sentences."""
    line = told(InvalidToken(f"The token `{TOKEN}` was rejected by the server."))
    assert line.startswith("InvalidToken")
    assert TOKEN not in line
    assert TOKEN[:120] not in told(NetworkError(f"https://api.telegram.org/bot{TOKEN}/getMe " + "x" * 500))
