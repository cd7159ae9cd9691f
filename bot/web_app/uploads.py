"""A posted form, read piece by piece, and never more of it than is allowed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, hdrs, web

FIELDS: Final = ("key", "text", "voice", "style", "language", "face", "password")
"""What may stand in a form beside photo and audio."""

_LONGEST_FIELD: Final = 64_000
"""Bytes of one text field; what is too long to be spoken, the desk says."""
_MOST_PARTS: Final = len(FIELDS) + 2
_SLOWEST: Final = 180.0
"""s: a form that takes longer is given up."""
_KEY: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True)
class Form:
    """What was posted."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """Text fields, of `FIELDS` alone."""
    photo: bytes = b""
    """Empty where none was given."""
    audio: bytes = b""
    """Empty where none was given."""

    @property
    def key(self) -> str:
        """The page's own mark for this click, by which a repeated post is known; empty where it has none."""
        key = self.fields.get("key", "")
        return key if _KEY.fullmatch(key) else ""


class TooLarge(Exception):
    """A part of the form is larger than allowed; its name is the message."""


class Malformed(Exception):
    """That is no form, it has parts that nobody asked for, or it came too slowly."""


async def read_form(request: web.Request, caps: Mapping[str, int]) -> Form:
    """Reads the form of `request`; `caps` says how many bytes each file may have. Raises `TooLarge` and `Malformed`."""
    if request.content_type != "multipart/form-data":
        raise Malformed
    if (request.content_length or 0) > sum(caps.values()) + _MOST_PARTS * _LONGEST_FIELD:
        raise TooLarge("photo")
    try:
        async with asyncio.timeout(_SLOWEST):
            parts = await _read_parts(request, caps)
    except (ValueError, TimeoutError) as error:  # what aiohttp raises for a broken form
        raise Malformed from error
    try:
        fields = {name: data.decode() for name, data in parts.items() if name in FIELDS}
    except UnicodeDecodeError as error:
        raise Malformed from error
    return Form(fields, parts.get("photo", b""), parts.get("audio", b""))


async def _read_parts(request: web.Request, caps: Mapping[str, int]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None or part.name in parts or part.name not in (*FIELDS, *caps):
            raise Malformed
        if hdrs.CONTENT_ENCODING in part.headers or hdrs.CONTENT_TRANSFER_ENCODING in part.headers:
            raise Malformed  # browsers send neither, and a small packed part may unpack into a huge one
        parts[part.name] = await _read_part(part, caps.get(part.name, _LONGEST_FIELD))
    return parts


async def _read_part(part: BodyPartReader, cap: int) -> bytes:
    data = bytearray()
    while piece := await part.read_chunk(65_536):
        data += piece
        if len(data) > cap:
            raise TooLarge(part.name)
    return bytes(data)
