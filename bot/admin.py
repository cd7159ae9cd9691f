"""What admins may tell the bot: one line each, in any front end. The words are those of docs/bot.md, in English as all commands are."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.ledger import Block, BlockKind
from bot.refusal import Refused
from bot.rules import image_hash
from bot.words import Words

if TYPE_CHECKING:
    from bot.desk import Desk

COMMANDS: Final = "block, unblock (user, chat, image) · blocks · recent · stats · pause · resume"
"""All there are."""
_KINDS: Final[dict[str, BlockKind]] = {"user": "user", "chat": "chat", "image": "image"}
_JOB: Final = re.compile(r"[0-9a-f]{32}")
_IMAGE: Final = re.compile(r"[0-9a-f]{64}")
_WHO: Final = re.compile(r"(?:discord|telegram|web):[\w-]{1,64}")
_RECENT: Final = 10


async def run(desk: Desk, owner: str, line: str, words: Words) -> str:
    """Does what `line` says, if `owner` may, and answers. Raises `Refused`."""
    if not desk.is_admin(owner):
        raise Refused(words("desk.not_for_you"), "not_admin")
    verb, *rest = line.split() or [""]
    match verb.lower(), rest:
        case ("block" | "unblock") as what, [kind, value] if kind in _KINDS:
            return await _block(desk, await _named(desk, owner, _KINDS[kind], value), words, blocked=what == "block")
        case "blocks", []:
            blocks = await desk.call(desk.stores.ledger.blocks)
            return "\n".join(f"{block.kind} {block.value}" for block in blocks) or words("desk.done")
        case "recent", []:
            return await _recent(desk) or words("desk.done")
        case "stats", []:
            return await desk.stats(words.language)
        case ("pause" | "resume") as what, []:
            desk.rules.paused = what == "pause"
            return words("desk.done")
    raise _unknown(words)


async def _named(desk: Desk, owner: str, kind: BlockKind, value: str) -> Block | None:
    """Who or what is meant: a bare number is somebody on the admin's own platform, a job stands for its photo. None if nobody."""
    if kind == "image":
        if _JOB.fullmatch(value):
            kept = await desk.call(desk.stores.album.open, value)
            return None if kept is None else Block(kind, image_hash(kept.photo))
        return Block(kind, value) if _IMAGE.fullmatch(value) else None
    full = value if ":" in value else f"{owner.partition(':')[0]}:{value}"
    return Block(kind, full) if _WHO.fullmatch(full) else None


async def _block(desk: Desk, block: Block | None, words: Words, *, blocked: bool) -> str:
    if block is None:
        raise _unknown(words)
    ledger = desk.stores.ledger
    if blocked:
        await desk.call(ledger.block, block)
    else:
        await desk.call(ledger.unblock, block)
    desk.rules.know(await desk.call(ledger.blocks))
    return words("desk.done")


async def _recent(desk: Desk) -> str:
    """The latest jobs: when, who, where, which."""
    latest = await desk.call(desk.stores.ledger.latest, _RECENT)
    return "\n".join(f"{datetime.fromtimestamp(one.asked, UTC):%H:%M} {one.owner} {one.chat} {one.job}" for one in latest)


def _unknown(words: Words) -> Refused:
    return Refused(words("desk.unknown_admin", commands=COMMANDS), "no_command")
