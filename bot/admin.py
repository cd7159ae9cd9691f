"""What admins may tell the bot: one line each, in any front end. The words are those of docs/bot.md, in English as all commands are."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from bot.album import Kept
from bot.ledger import Asked, Block, BlockKind
from bot.refusal import Refused
from bot.rules import Rules, image_hash
from bot.stores import Stores
from bot.words import Words

Call: TypeAlias = Callable[..., Awaitable[Any]]

COMMANDS: Final = "block, unblock (user, chat, image) · blocks · recent · stats · pause · resume"
"""All there are."""
_KINDS: Final[dict[str, BlockKind]] = {"user": "user", "chat": "chat", "image": "image"}
_JOB: Final = re.compile(r"[0-9a-f]{32}")
_IMAGE: Final = re.compile(r"[0-9a-f]{64}")
_WHO: Final = re.compile(r"(?:discord|telegram|web):[\w-]{1,64}")
_RECENT: Final = 10


class Admin:
    """Does what admins say."""

    def __init__(self, stores: Stores, rules: Rules, call: Call, stats: Callable[[str], Awaitable[str]]) -> None:
        """`call` makes a blocking call without blocking the event loop; `stats` says how busy it is in a language."""
        self._stores = stores
        self._rules = rules
        self._call = call
        self._stats = stats

    async def run(self, owner: str, line: str, words: Words) -> str:
        """Does what `line` says, if `owner` may, and answers. Raises `Refused`."""
        if not self._rules.is_admin(owner):
            raise Refused(words("desk.not_for_you"), "not_admin")
        verb, *rest = line.split() or [""]
        match verb.lower(), rest:
            case ("block" | "unblock") as what, [kind, value] if kind in _KINDS:
                return await self._block(await self._named(owner, _KINDS[kind], value), words, blocked=what == "block")
            case "blocks", []:
                return "\n".join(f"{block.kind} {block.value}" for block in await self._blocks()) or words("desk.done")
            case "recent", []:
                return await self._recent() or words("desk.done")
            case "stats", []:
                return await self._stats(words.language)
            case ("pause" | "resume") as what, []:
                self._rules.paused = what == "pause"
                return words("desk.done")
        raise _unknown(words)

    async def _named(self, owner: str, kind: BlockKind, value: str) -> Block | None:
        """Who or what is meant: a bare number is somebody on the admin's own platform, a job stands for its photo. None if nobody."""
        if kind == "image":
            if _JOB.fullmatch(value):
                kept: Kept | None = await self._call(self._stores.album.open, value)
                return None if kept is None else Block(kind, image_hash(kept.photo))
            return Block(kind, value) if _IMAGE.fullmatch(value) else None
        full = value if ":" in value else f"{owner.partition(':')[0]}:{value}"
        return Block(kind, full) if _WHO.fullmatch(full) else None

    async def _block(self, block: Block | None, words: Words, *, blocked: bool) -> str:
        if block is None:
            raise _unknown(words)
        ledger = self._stores.ledger
        await self._call(ledger.block if blocked else ledger.unblock, block)
        self._rules.know(await self._blocks())
        return words("desk.done")

    async def _blocks(self) -> list[Block]:
        blocks: list[Block] = await self._call(self._stores.ledger.blocks)
        return blocks

    async def _recent(self) -> str:
        """The latest jobs: when, who, where, which."""
        latest: list[Asked] = await self._call(self._stores.ledger.latest, _RECENT)
        return "\n".join(f"{datetime.fromtimestamp(one.asked, UTC):%H:%M} {one.owner} {one.chat} {one.job}" for one in latest)


def _unknown(words: Words) -> Refused:
    return Refused(words("desk.unknown_admin", commands=COMMANDS), "no_command")
