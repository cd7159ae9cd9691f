"""Tokens: where they may lie, who may read them there, and a wrapper that never shows them.

Looked for in this order; the first place that has one is the only one that counts:
1. a file in `$CREDENTIALS_DIRECTORY`, which systemd's LoadCredential= and LoadCredentialEncrypted= make: ``discord_token``, …
2. the file that the variable `TOONTALKER_…_FILE` names, as the secrets of Docker and Kubernetes are handed over
3. the variable `TOONTALKER_…` itself, or for the two platforms the short `DISCORD_TOKEN` and `TELEGRAM_TOKEN`
"""

from __future__ import annotations

import hmac
import os
import re
import stat
from collections.abc import MutableMapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, NoReturn, final

from toontalker.errors import SetupError

_LONGEST: Final = 4096
"""Bytes of a token file; more is another file."""
_FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""Rights that nobody may have on a token file but its owner."""
_BEYOND_SYSTEMD: Final = _FOR_OTHERS & ~stat.S_IRGRP
"""The same for systemd's credentials: where it grants the service a right by ACL, the file's mode shows as 0440."""


@final
class Secret:
    """A text that must not be seen: neither printed, nor logged, nor pickled; compared in constant time by `matches` alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the call that needs it; never put it into a variable that lives longer."""
        return self._text

    def matches(self, offered: str) -> bool:
        """Whether `offered` is this text; how long the answer takes says nothing about it."""
        return hmac.compare_digest(self._text.encode(), offered.encode("utf-8", "surrogatepass"))

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret does not leave its process")


@dataclass(frozen=True)
class Tokens:
    """What there is; None where nothing was given."""

    discord: Secret | None = None
    """Of the Discord bot."""
    telegram: Secret | None = None
    """Of the Telegram bot."""
    telegram_webhook_secret: Secret | None = None
    """What Telegram sends along with each call of the webhook."""
    web_password: Secret | None = None
    """Of the page, where it listens to other machines."""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that there are, for `open_logs`."""
        return tuple(secret for secret in (getattr(self, field.name) for field in fields(self)) if secret is not None)


@dataclass(frozen=True)
class _Kind:
    """One of the four."""

    what: str
    """In a sentence."""
    credential: str
    """Name of the file in the credentials directory."""
    variables: tuple[str, ...]
    """Environment variables; the first, with _FILE behind it, may name a file."""
    shape: re.Pattern[str]
    """All of it."""
    hint: str
    """What it looks like and where it is got."""


_DISCORD: Final = _Kind(
    "Discord token",
    "discord_token",
    ("TOONTALKER_DISCORD_TOKEN", "DISCORD_TOKEN"),
    re.compile(r"[MNO][\w-]{16,}\.[\w-]{5,}\.[\w-]{20,}", re.ASCII),
    "three parts with dots between them; the developer portal shows it once, at Bot, Reset Token",
)
_TELEGRAM: Final = _Kind(
    "Telegram token",
    "telegram_token",
    ("TOONTALKER_TELEGRAM_TOKEN", "TELEGRAM_TOKEN"),
    re.compile(r"\d+:[\w-]{30,}", re.ASCII),
    "a number, a colon and 35 letters, digits, - or _; @BotFather shows it after /newbot and /token",
)
_WEBHOOK: Final = _Kind(
    "secret of the Telegram webhook",
    "telegram_webhook_secret",
    ("TOONTALKER_TELEGRAM_WEBHOOK_SECRET",),
    re.compile(r"[\w-]{16,256}", re.ASCII),
    "16 to 256 letters, digits, - or _, made up by you: openssl rand -hex 32",
)
_PASSWORD: Final = _Kind(
    "password of the page",
    "web_password",
    ("TOONTALKER_WEB_PASSWORD",),
    re.compile(r"[^\x00-\x1f\x7f]{10,256}"),
    "10 to 256 characters, made up by you: openssl rand -base64 18",
)


def read_tokens(environ: MutableMapping[str, str] = os.environ) -> Tokens:
    """All tokens that were given; the variables that held one are gone from `environ` afterwards, so that nothing inherits them.

    Raises `SetupError` for a token file that others can read, and for a token that is empty or of the wrong shape; no sentence of
    it holds any part of a token.
    """
    try:
        return Tokens(*(_read(kind, environ) for kind in (_DISCORD, _TELEGRAM, _WEBHOOK, _PASSWORD)))
    finally:
        for kind in (_DISCORD, _TELEGRAM, _WEBHOOK, _PASSWORD):
            for variable in kind.variables:
                environ.pop(variable, None)


def _read(kind: _Kind, environ: MutableMapping[str, str]) -> Secret | None:
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    credential = Path(folder, kind.credential)
    if folder and credential.exists():
        return _checked(kind, _content(kind, credential, _BEYOND_SYSTEMD), f"the credential {kind.credential}")
    named = f"{kind.variables[0]}_FILE"
    if environ.get(named):
        return _checked(kind, _content(kind, Path(environ[named]), _FOR_OTHERS), f"the file that {named} names")
    for variable in kind.variables:
        if variable in environ:
            return _checked(kind, environ[variable], f"the environment variable {variable}")
    return None


def _content(kind: _Kind, path: Path, forbidden: int) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise SetupError(f"The {kind.what} cannot be read from {path}: {error.strerror}.") from None
    if os.name == "posix" and mode & forbidden:
        raise SetupError(f"The {kind.what} in {path} can be read or changed by others than its owner; chmod 600 {path} mends that.")
    try:
        return data.decode("utf-8") if len(data) <= _LONGEST else ""
    except UnicodeDecodeError:
        return ""


def _checked(kind: _Kind, text: str, place: str) -> Secret:
    text = text.strip()
    if kind.shape.fullmatch(text):
        return Secret(text)
    fault = "is not one" if text else "is empty"
    raise SetupError(f"The {kind.what} in {place} {fault}: it has {kind.hint}.")
