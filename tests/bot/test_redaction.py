"""No token leaves by a log, whatever wrote it and however it is written."""

from __future__ import annotations

import io
import logging
import string
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.redaction import Redaction
from bot.tokens import Secret

WORD = string.ascii_letters + string.digits + "-_"
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmNhbmFyeWNhbmFyeWNhbmFyeQ"


@given(
    st.integers(100, 10**12),
    st.text(WORD, min_size=30, max_size=40),
    st.sampled_from(["{}", "bot{}", "/bot{}/getMe", "'{}'", "a={},b"]),
)
def test_telegram_tokens_are_struck_out(number: int, rest: str, around: str) -> None:
    """Bare, and in a URL, also as a URL would write the colon."""
    for colon in (":", "%3A", "%3a"):
        cleaned = Redaction().clean(around.format(f"{number}{colon}{rest}"))
        assert rest not in cleaned
        assert cleaned == around.format("***")


@given(st.text(WORD, min_size=17, max_size=27), st.text(WORD, min_size=5, max_size=7), st.text(WORD, min_size=20, max_size=40))
def test_discord_tokens_are_struck_out(bot: str, moment: str, signature: str) -> None:
    """Bare, and behind the word that comes before them in a header."""
    token = f"M{bot}.{moment}.{signature}"
    assert Redaction().clean(f"token={token}") == "token=***"
    assert token not in Redaction().clean(f"{{'Authorization': 'Bot {token}'}}")


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        (f"PATCH /api/v10/webhooks/123/{INTERACTION}/messages/@original", "PATCH /api/v10/webhooks/123/***/messages/@original"),
        ("POST /interactions/123/abc/callback?with_response=1", "POST /interactions/123/***/callback?with_response=1"),
        (f'{{"token": "{INTERACTION}"}}', '{"token": "***"}'),
        ("GET /cdn/a.jpg?ex=66&is=65&hm=0123456789abcdef0123 200", "GET /cdn/a.jpg?ex=66&is=65&hm=*** 200"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("postgresql://toon:pass%40word@db/journal", "postgresql://toon:***@db/journal"),
    ],
)
def test_other_secrets_are_struck_out(line: str, cleaned: str) -> None:
    """Tokens of interactions, signatures of photos, passwords in URLs."""
    assert Redaction().clean(line) == cleaned


@pytest.mark.parametrize(
    "line",
    [
        "job 0123456789abcdef0123456789abcdef of telegram:-1001234567890 is done in 3.2 s",
        "telegram:-1001234567890:42 taken",
        "webhooks/{}/{}/messages/@original took 0.3 s",
        "listening on http://127.0.0.1:8765",
        "2026-01-31 12:00:00.123 INFO",
        "message 1234567890123456789 in discord:1234567890123456789",
    ],
)
def test_what_operators_need_stays(line: str) -> None:
    """Ids of jobs, chats and messages, times, addresses."""
    assert Redaction().clean(line) == line


@given(st.text(min_size=10).filter(lambda text: "*" not in text), st.text(), st.text())
@example("pass/word?10", "GET /?p=pass%2Fword%3F10", "")
def test_what_was_told_is_struck_out_exactly(value: str, before: str, after: str) -> None:
    """A password of any form, wherever it stands."""
    assert value not in Redaction([Secret(value)]).clean(f"{before}{value}{after}")


def _line(log: logging.Logger) -> io.StringIO:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction([Secret("hunter2hunter2")]))
    log.handlers, log.propagate = [handler], False
    return stream


def test_message_arguments_traceback_and_stack_are_cleaned() -> None:
    """Wherever a library puts it."""
    log = logging.getLogger("test.redaction")
    stream = _line(log)
    try:
        try:
            raise OSError("cannot reach https://api.telegram.org/bot123456:" + "x" * 35)
        except OSError as error:
            raise ValueError("hunter2hunter2") from error
    except ValueError:
        log.warning("%s and %r", Secret("a"), ["hunter2hunter2"], exc_info=True, stack_info=True)
    text = stream.getvalue()
    assert "Traceback" in text
    assert "/bot***" in text
    assert "xxx" not in text
    assert "ValueError: ***" in text
    assert "***  and" not in text
    # The lines of this test's own source, which a traceback quotes, are cleaned as well.
    assert "hunter2hunter2" not in text


def test_arguments_that_do_not_fit_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """`logging` itself would print them to stderr."""
    log = logging.getLogger("test.redaction")
    stream = _line(log)
    log.warning("%d of %s", "hunter2hunter2")
    assert "do not fit" in stream.getvalue()
    assert "hunter2" not in stream.getvalue() + capsys.readouterr().err


def test_a_record_is_clean_for_the_next_handler_too() -> None:
    """Also its ids."""
    record = logging.LogRecord("a", logging.INFO, "", 0, "%s", ("hunter2hunter2",), None)
    record.__dict__["job"] = "hunter2hunter2"
    try:
        raise ValueError("hunter2hunter2")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert Redaction([Secret("hunter2hunter2")]).filter(record)
    left = {name: value for name, value in vars(record).items() if name != "exc_info"}
    assert "hunter2" not in f"{record.getMessage()} {left}"
