"""The files that Telegram has: what people sent and what the bot uploaded."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any, Final

LARGEST_DOWNLOAD: Final = 20 << 20
"""Bytes that a bot may fetch."""
LARGEST_UPLOAD: Final = 50 << 20
"""Bytes that a bot may send."""
LARGEST_THUMBNAIL: Final = 200_000
"""Bytes."""
THUMBNAIL_SIDE: Final = 320
"""px"""


@dataclass(frozen=True)
class StoredFile:
    """One file."""

    id: str
    """What the bot asks for it by."""
    path: str
    """Where it can be fetched."""
    content: bytes
    """The file itself."""
    size: int
    """Bytes, as Telegram says; more than there are where a test plays a large file."""

    @property
    def brief(self) -> dict[str, Any]:
        """What all kinds of files have in common."""
        return {"file_id": self.id, "file_unique_id": self.id[::-1], "file_size": self.size}


@dataclass
class Files:
    """All of them."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    """file_id → file."""
    by_path: dict[str, StoredFile] = field(default_factory=dict)
    """Path → file."""

    def keep(self, folder: str, content: bytes, suffix: str, size: int | None = None) -> StoredFile:
        """Stores a file."""
        number = len(self.by_id) + 1
        name = f"AgAD{number:04d}{hashlib.sha256(content).hexdigest()[:20]}"
        file = StoredFile(name, f"{folder}/file_{number}{suffix}", content, len(content) if size is None else size)
        self.by_id[file.id] = self.by_path[file.path] = file
        return file

    def photo(self, content: bytes, size: int | None = None) -> list[dict[str, Any]]:
        """A photo in two sizes, the larger one last; it alone is what was sent."""
        small = self.keep("thumbnails", b"a small picture that nobody asked for", ".jpg")
        large = self.keep("photos", content, ".jpg", size)
        return [small.brief | {"width": 90, "height": 90}, large.brief | {"width": 800, "height": 800}]


def video_problems(content: bytes) -> list[str]:
    """What is wrong with an uploaded video."""
    problems = [] if content[4:8] == b"ftyp" else ["the video does not begin with an ftyp box"]
    return problems + (["the video has more than 50 MB"] if len(content) > LARGEST_UPLOAD else [])


def thumbnail_problems(content: bytes) -> list[str]:
    """What is wrong with the small picture of a video."""
    problems = [] if len(content) < LARGEST_THUMBNAIL else ["the thumbnail has 200 kB or more"]
    sides = jpeg_sides(content)
    if sides is None:
        return [*problems, "the thumbnail is no JPEG"]
    return problems + ([] if max(sides) <= THUMBNAIL_SIDE else [f"the thumbnail is {sides[0]} x {sides[1]}, 320 are allowed"])


def jpeg_sides(content: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG by its header; None for anything else."""
    at = 2
    if content[:2] != b"\xff\xd8":
        return None
    while at + 9 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
