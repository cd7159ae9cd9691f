"""A request to the REST interface, read whole: the JSON, also out of a form, and the files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.bot.discord_server.spec import Operation


@dataclass(frozen=True)
class File:
    """A part ``files[n]`` of a form."""

    name: str
    content: bytes


@dataclass(eq=False)
class Call:
    """A request, and what became of it."""

    operation: Operation
    route: str
    """Our short name of the operation, such as ``edit answer``."""
    body: Any
    """The JSON; None where there was none."""
    query: Mapping[str, str]
    files: Mapping[int, File]
    """By their n."""
    headers: Mapping[str, str]
    at: float
    """When, by the server's clock."""
    status: int = 0
    """What was answered; 0 when nothing was."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with how it was encoded."""

    def id_of(self, name: str) -> int:
        """A number out of the path; 0 for what is none."""
        text = self.operation.names[name]
        return int(text) if text.isdecimal() else 0


async def read_body(request: web.Request) -> tuple[Any, dict[int, File], list[str]]:
    """JSON, files, and what is wrong with the encoding."""
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/form-data"):
        return await _read_form(request)
    raw = await request.read()
    if not raw:
        return None, {}, []
    problems = [] if kind == "application/json" else [f"a body of type {kind!r}"]
    try:
        return json.loads(raw), {}, problems
    except ValueError:
        return None, {}, ["a body that is no JSON"]


async def _read_form(request: web.Request) -> tuple[Any, dict[int, File], list[str]]:
    body: Any = None
    files: dict[int, File] = {}
    problems: list[str] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read(decode=True))
        numbered = re.fullmatch(r"files\[(\d)\]", part.name or "")
        if part.name == "payload_json":
            body = json.loads(content)
        elif numbered and part.filename:
            files[int(numbered[1])] = File(part.filename, content)
        else:
            problems.append(f"a part of the form called {part.name!r}")
    return body, files, problems
