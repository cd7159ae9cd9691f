"""What must not be read in a log: tokens and passwords are struck out of every line, whoever wrote it.

Telegram carries the bot's token in the path of each URL, Discord an interaction's in the same place and what opens a photo in its
query; libraries put URLs into their messages and exceptions. So a line is cleaned as a whole, after its arguments and its traceback
have become text: patterns find what was never told to us, exact values find what was.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from bot.tokens import Secret

IDS: Final = ("platform", "job", "owner", "chat", "key", "worker")
"""What a record's `extra` may hold; anything else in it is written nowhere."""
STRUCK: Final = "***"
"""What stands where a secret was."""

_PATTERNS: Final = tuple(
    (re.compile(pattern, flags), replacement)
    for pattern, flags, replacement in (
        # Telegram's bot token, in a URL or bare: id, colon (which a URL may write as %3A), 35 characters.
        (r"(?<!\d)\d{3,}(?::|%3a)[\w-]{30,}", re.ASCII | re.IGNORECASE, STRUCK),
        # Discord's bot token: the id of the bot in base64, which begins with M, N or O; a moment; a signature.
        (r"\b[MNO][\w-]{16,}\.[\w-]{5,}\.[\w-]{20,}", re.ASCII, STRUCK),
        # An interaction's token: whatever stands in its place in a URL; elsewhere it is base64 of "interaction:…".
        (r"(/(?:webhooks|interactions)/\d+/)[^/?\s\"'<>)\]}]+", re.ASCII, rf"\1{STRUCK}"),
        (r"aW50ZXJhY3Rpb2[\w+/=-]{8,}", re.ASCII, STRUCK),
        # The signature that opens a file on Discord's CDN: a photo of somebody.
        (r"\b(hm=)[0-9a-f]{16,}", re.ASCII | re.IGNORECASE, rf"\1{STRUCK}"),
        (r"(authorization\W{1,6}(?:bot|bearer|basic)\s+)[^\s\"',}]+", re.ASCII | re.IGNORECASE, rf"\1{STRUCK}"),
        # The password in the URL of a database or a proxy.
        (r"(://[^/\s:@]*:)[^/\s@]+@", re.ASCII, rf"\1{STRUCK}@"),
    )
)


class Redaction(logging.Filter):
    """For the handlers of the root logger: lets every record pass, cleaned. It changes the record itself, for whoever reads it next."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        """`secrets`: struck out wherever they stand, as they are and as a URL would write them."""
        super().__init__()
        self._secrets = tuple(secrets)

    def clean(self, text: str) -> str:
        """`text` without anything that must not be read."""
        for secret in self._secrets:
            value = secret.reveal()
            text = text.replace(value, STRUCK).replace(quote(value, safe=""), STRUCK)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Puts clean text in the place of message, arguments, ids, traceback and stack."""
        record.msg, record.args = self.clean(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _PLAIN.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        for name in IDS:
            if hasattr(record, name):
                setattr(record, name, self.clean(str(getattr(record, name))))
        return True


_PLAIN: Final = logging.Formatter()


def _message(record: logging.LogRecord) -> str:
    """A message whose arguments do not fit is told without them: what `logging` would print then is not cleaned by anybody."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} (its arguments do not fit)"
