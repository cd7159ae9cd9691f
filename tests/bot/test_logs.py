"""The log: one clean line for each thing, as text or JSON, and nothing beside it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from bot.logs import log_loop_errors, open_logs
from bot.tokens import Secret
from toontalker.chat_settings import LogFormat

TOKEN = "1234567890:" + "canary-" * 5


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What `open_logs` changes in the process is put back."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers, root.level, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    levels = {name: logging.getLogger(name).level for name in ("httpx", "aiohttp.access")}
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def _opened(log_format: LogFormat = "json", *secrets: Secret) -> io.StringIO:
    stream = io.StringIO()
    open_logs(log_format, secrets, stream)
    return stream


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_is_one_object_a_line() -> None:
    """With time, level, logger, message and ids; whatever stands in the message, it stays one line."""
    stream = _opened()
    logging.getLogger("bot.desk").warning("two\nlines: %s", "ü\u2028", extra={"job": "a1", "owner": "telegram:5", "text": "private"})
    (line,) = _lines(stream)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING", "logger": "bot.desk", "message": "two\nlines: ü\u2028", "job": "a1", "owner": "telegram:5"
    }  # fmt: skip


def test_text_is_one_line_and_nobody_else_writes_one() -> None:
    """Signs that begin a line or recolour a terminal are shown as such; a traceback is indented below."""
    stream = _opened("text")
    try:
        raise ValueError("first\n2026-01-01 00:00:00 CRITICAL root: forged")
    except ValueError:
        logging.getLogger("bot").exception("a\nb\x1b[31m\u2028c", extra={"chat": "web:\n1"})
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith(r" ERROR bot: a\x0ab\x1b[31m\u2028c chat=web:\x0a1")
    assert rest
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_tokens_are_struck_out_of_everything(log_format: LogFormat) -> None:
    """Messages, arguments, ids, tracebacks; tokens by their form, passwords by their value."""
    password = Secret('pass"word\\1')
    stream = _opened(log_format, password)
    log = logging.getLogger("httpx")
    log.warning("POST %s", f"https://api.telegram.org/bot{TOKEN}/getMe", extra={"key": TOKEN})
    try:
        raise OSError(TOKEN + password.reveal())
    except OSError:
        log.exception(password.reveal())
    assert "canary" not in stream.getvalue()
    assert "pass" not in stream.getvalue().replace("password", "")
    assert stream.getvalue().count("***") >= 4


def test_libraries_do_not_tell_each_call() -> None:
    """httpx would write the token at INFO, aiohttp who asked for what."""
    stream = _opened()
    for name in ("httpx", "httpcore.http11", "aiohttp.access", "discord.http", "discord.webhook.async_"):
        logging.getLogger(name).info("GET")
    logging.getLogger("discord.gateway").info("connected")
    logging.getLogger("bot").debug("details")
    assert [line["message"] for line in _lines(stream)] == ["connected"]


def test_what_nobody_caught_is_logged_and_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    """In the main thread, in another one, and where nothing can be raised; stderr gets none of it by another way."""
    stream = _opened()
    error = ValueError(TOKEN)
    sys.excepthook(ValueError, error, None)

    def fail() -> None:
        raise ValueError(TOKEN)

    thread = threading.Thread(target=fail, name="desk")
    thread.start()
    thread.join()
    sys.unraisablehook(type("Arguments", (), {"exc_value": error, "exc_traceback": None, "object": TOKEN})())
    levels = [line["level"] for line in _lines(stream)]
    assert levels == ["CRITICAL", "ERROR", "ERROR"]
    assert "desk" in _lines(stream)[1]["message"]
    assert "canary" not in stream.getvalue() + capsys.readouterr().err


def test_warnings_go_into_the_log() -> None:
    """With everything else."""
    stream = _opened()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"unclosed {TOKEN}", ResourceWarning, stacklevel=1)
        logging.captureWarnings(False)
    (line,) = _lines(stream)
    assert line["logger"] == "py.warnings"
    assert "canary" not in line["message"]


def test_an_interrupt_is_no_fault() -> None:
    """Ctrl+C needs no traceback."""
    stream = _opened()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not stream.getvalue()


def test_an_error_that_nobody_awaits_is_logged_without_its_task() -> None:
    """The repr of a task may hold what somebody wrote."""
    stream = _opened()

    async def fail() -> None:
        raise ValueError(TOKEN)

    async def run() -> None:
        log_loop_errors(asyncio.get_running_loop())
        task = asyncio.create_task(fail(), name="what somebody wrote")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(run())
    (line,) = _lines(stream)
    assert line["level"] == "ERROR"
    assert "ValueError: ***" in line["exception"]
    assert "somebody wrote" not in stream.getvalue()


def test_a_line_that_cannot_be_written_is_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    """`logging` would print the record and its arguments to stderr instead."""

    class Full(io.StringIO):
        def write(self, text: str, /) -> int:
            raise OSError("no room")

    open_logs("text", stream=Full())
    logging.getLogger("bot").warning("%s", "private")
    assert capsys.readouterr().err == ""


def test_only_one_handler_is_left() -> None:
    """Whoever was there before would write uncleaned lines."""
    logging.getLogger().addHandler(logging.StreamHandler(io.StringIO()))
    _opened()
    assert len(logging.getLogger().handlers) == 1
