"""A request of the bot as it came over the wire, read and judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from tests.bot.telegram_server.spec import Field, Spec

ATTACHED: Final = "attach://"
"""How a value says that a part of the request is meant."""


class ApiError(Exception):
    """What Telegram answers to a request that it does not fulfil."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class Part:
    """A file in a request."""

    name: str
    """Of the form field."""
    filename: str
    """As the bot calls it."""
    content: bytes
    """The file itself."""


@dataclass
class Call:
    """One request."""

    method: str
    """Such as ``sendMessage``."""
    values: dict[str, Any] = field(default_factory=dict)
    """Parameter → value, read as the type that it should have."""
    parts: dict[str, Part] = field(default_factory=dict)
    """Form field → file."""
    problems: list[str] = field(default_factory=list)
    """What Telegram's table says against it."""
    status: int = 0
    """What was answered; 0: nothing."""

    @property
    def chat(self) -> int:
        """The chat that it is about; 0 for none."""
        chat = self.values.get("chat_id", 0)
        return chat if isinstance(chat, int) else 0

    def file(self, name: str) -> Part | None:
        """The file that a parameter brings along; None where it names one that Telegram has."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith(ATTACHED):
            return self.parts.get(value.removeprefix(ATTACHED))
        return self.parts.get(name)


async def read_call(request: web.Request, method: str, spec: Spec) -> Call:
    """Reads a request and holds it against the table; the problems are in `Call.problems`."""
    call = Call(method)
    known = spec.methods.get(method)
    if known is None:
        call.problems.append(f"{method}: there is no such method")
        await request.read()
        return call
    texts: dict[str, str] = dict(request.query)
    if request.content_type == "application/json":
        call.values.update(json.loads(await request.read() or b"{}"))
    elif request.content_type == "multipart/form-data":
        await _read_parts(request, call, texts)
    else:
        for name, value in (await request.post()).items():
            texts[name] = str(value)
    for name, text in texts.items():
        _decode(call, name, text, known.get(name), spec)
    checked = call.values | {name: name for name in call.parts if name in known and name not in call.values}
    call.problems += spec.fields(checked, method, known, method)
    call.problems += _part_problems(call, known)
    if "parse_mode" in call.values:
        call.problems.append(f"{method}: what people write is never markup")
    return call


async def _read_parts(request: web.Request, call: Call, texts: dict[str, str]) -> None:
    async for part in await request.multipart():
        name = str(part.name or "")  # type: ignore[union-attr]
        if name in texts or name in call.parts:
            call.problems.append(f"{call.method}: {name} comes twice")
        content = bytes(await part.read())  # type: ignore[union-attr]
        if part.filename is None:  # type: ignore[union-attr]
            texts[name] = content.decode()
        else:
            call.parts[name] = Part(name, str(part.filename), content)  # type: ignore[union-attr]


def _decode(call: Call, name: str, text: str, known: Field | None, spec: Spec) -> None:
    if known is None:
        call.values[name] = text
        return
    try:
        call.values[name] = spec.decode(text, known.types)
    except ValueError:
        call.values[name] = None
        call.problems.append(f"{call.method}.{name}: {text[:60]!r} stands for no {' or '.join(known.types)}")


def _part_problems(call: Call, known: Mapping[str, Field]) -> list[str]:
    """Whether each file is meant by something, and each file that is meant is there."""
    meant = {text.removeprefix(ATTACHED) for text in _texts(call.values) if text.startswith(ATTACHED)}
    direct = {name for name in call.parts if name in known and "InputFile" in known[name].types}
    problems = [f"{call.method}: there is no part {name!r} that {ATTACHED} means" for name in sorted(meant - set(call.parts))]
    problems += [f"{call.method}: nothing means the part {name!r}" for name in sorted(set(call.parts) - meant - direct)]
    return problems + [f"{call.method}: the part {name!r} is empty" for name, part in call.parts.items() if not part.content]


def _texts(value: Any) -> list[str]:
    """All texts in a value, however deep."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
