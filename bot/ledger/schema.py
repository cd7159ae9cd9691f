"""The bot's tables, as statements see them, and how they came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Column, Double, MetaData, Table, Text

BlockKind = Literal["user", "chat", "image"]
"""Who or what is blocked: a person or a chat as "telegram:5", a photo by the SHA-256 of its file."""

_FIRST: Final = (
    """
    CREATE TABLE inbox (
        platform TEXT NOT NULL, key TEXT NOT NULL, payload TEXT, received DOUBLE PRECISION NOT NULL, PRIMARY KEY (platform, key)
    )
    """,
    "CREATE INDEX inbox_received ON inbox (received)",
    """
    CREATE TABLE ask (
        key TEXT NOT NULL PRIMARY KEY, job TEXT NOT NULL, owner TEXT NOT NULL, chat TEXT NOT NULL, asked DOUBLE PRECISION NOT NULL
    )
    """,
    "CREATE INDEX ask_owner ON ask (owner, asked)",
    "CREATE INDEX ask_chat ON ask (chat, asked)",
    "CREATE INDEX ask_job ON ask (job)",
    "CREATE INDEX ask_asked ON ask (asked)",
    "CREATE TABLE block (kind TEXT NOT NULL, value TEXT NOT NULL, blocked DOUBLE PRECISION NOT NULL, PRIMARY KEY (kind, value))",
    "CREATE TABLE note (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, owner TEXT NOT NULL, written DOUBLE PRECISION NOT NULL)",
    "CREATE INDEX note_written ON note (written)",
)
"""1: the tables, with one index for each question that is asked of them."""

STEPS: Final = (_FIRST,)
"""What turns version n into version n + 1 stands at index n; a step that was ever released is never changed again."""
VERSION_TABLE: Final = "ledger_version"
"""Where the version of these tables stands."""

METADATA: Final = MetaData()
"""Holds the tables."""

INBOX: Final = Table(
    "inbox",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("payload", Text),
    Column("received", Double, nullable=False),
)
"""Events of a platform; `payload` is JSON, and empty once the event was dealt with."""

ASK: Final = Table(
    "ask",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("job", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("asked", Double, nullable=False),
)
"""Who asked for which job, and when: for limits by the hour, and for who may delete a clip."""

BLOCK: Final = Table(
    "block",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("blocked", Double, nullable=False),
)
"""Who and what is not served."""

NOTE: Final = Table(
    "note",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("written", Double, nullable=False),
)
"""What a front end wants to know again after a restart; `value` is JSON, `owner` may be empty."""


@dataclass(frozen=True)
class Block:
    """Who or what is not served."""

    kind: BlockKind
    value: str
    """A person, a chat, or the SHA-256 of a photo as 64 hex digits."""


@dataclass(frozen=True)
class Event:
    """What a platform handed over, or that it was dealt with."""

    platform: str
    key: str
    """Unique for the platform."""
    payload: Mapping[str, Any] | None
    """Values that JSON knows; None: it was dealt with."""


@dataclass(frozen=True)
class Recent:
    """How many clips were asked for within the last hour."""

    owner: int
    """By the person."""
    chat: int
    """In the chat."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    key: str
    """Of the chat message or click."""
    job: str
    """Id of its job."""
    owner: str
    """The person."""
    chat: str
    """The chat."""
    asked: float = 0.0
    """Seconds since 1970; set when it is written down."""
