"""The log: one line for each thing that happened, on stderr, as text or as JSON, with nothing in it that is secret or private.

**What is logged**: ids of jobs, people, chats and messages as the platforms number them, names of errors, states, seconds.
**What never is**: what somebody wrote or said, photos, clips, names of people and chats, tokens, addresses of files. Whoever logs
keeps to that; tokens are struck out beyond that by `Redaction`, from whatever a library writes. Levels: INFO tells what happened,
WARNING what went wrong and mends itself, ERROR what is our bug, CRITICAL that the bot ends by one.

Ids may be handed over by `extra={"job": …}`, see `bot.redaction.IDS`; they stand behind the message, or as keys of the JSON object.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

from bot.redaction import IDS, Redaction
from bot.tokens import Secret
from toontalker.chat_settings import LogFormat

_QUIET: Final = ("aiohttp.access", "apscheduler", "discord.http", "discord.webhook", "httpcore", "httpx", "telegram.ext.Updater")
"""Loggers that tell each call, or tell troubles of the network that we tell ourselves: from WARNING on."""
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))} | {0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Signs that would begin a new line or recolour a terminal, so that nobody else writes lines into our log."""

_LOG: Final = logging.getLogger(__name__)


def open_logs(log_format: LogFormat, secrets: Iterable[Secret] = (), stream: TextIO | None = None) -> Redaction:
    """From now on everything that any library logs, warns or dies of goes to `stream` (stderr without it), cleaned.

    Takes the place of whatever handlers the root logger had. The `Redaction` is for other texts of the same kind.
    """
    redaction = Redaction(secrets)
    handler = _Lines(stream)
    handler.setFormatter(JsonLine() if log_format == "json" else TextLine())
    handler.addFilter(redaction)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    return redaction


def log_loop_errors(loop: asyncio.AbstractEventLoop) -> None:
    """Errors that nobody awaits are logged with their traceback, and without the repr of what they came from: it may hold a message."""
    loop.set_exception_handler(_unawaited)


class TextLine(logging.Formatter):
    """``2026-01-31 12:00:00.123Z INFO bot.desk: message job=…``; further lines, of a traceback, are indented."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below it."""
        ids = "".join(f" {name}={str(value).translate(_CONTROLS)}" for name, value in _ids(record).items())
        first = f"{_moment(record):%Y-%m-%d %H:%M:%S}.{int(record.msecs):03d}Z {record.levelname} {record.name}: "
        below = "\n".join(part for part in (record.exc_text, record.stack_info) if part)
        lines = [f"    {line.translate(_CONTROLS)}" for line in below.split("\n")] if below else []
        return "\n".join([first + record.getMessage().translate(_CONTROLS) + ids, *lines])


class JsonLine(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the ids there are, exception, stack."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _ids(record)
        if record.exc_text:
            line["exception"] = record.exc_text
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line)


class _Lines(logging.StreamHandler[TextIO]):
    """To a stream; a line that cannot be written is given up in silence, for the log has no log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that `logging` calls
        """`logging` would print the record here, arguments and all."""


def _ids(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in IDS if getattr(record, name, None) is not None}


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


# ---- what nobody caught ----------------------------------------------------------------------------------------------------------------


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _LOG.critical("the bot ends by a fault of ours", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    error = arguments.exc_value
    if error is None or isinstance(error, SystemExit):
        return
    name = arguments.thread.name if arguments.thread else "?"
    _LOG.error("thread %s has ended by a fault of ours", name, exc_info=(type(error), error, arguments.exc_traceback))


def _unraisable(arguments: Any) -> None:
    """`arguments.object` is left out: its repr may hold anything."""
    error: BaseException | None = arguments.exc_value
    if error is not None:
        _LOG.error("an error could not be raised", exc_info=(type(error), error, arguments.exc_traceback))


def _unawaited(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error: BaseException | None = context.get("exception")
    message = context.get("message", "")
    _LOG.error("in the event loop: %s", message, exc_info=(type(error), error, error.__traceback__) if error else None)
