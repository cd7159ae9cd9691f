"""What the first bytes of a photo tell: its format and its size, judged before anything is decoded.

The headers are read here and not left to the decoders, because some of those allocate memory, or walk millions of tiny
chunks, before they tell the size. Sources: ITU T.81 (JPEG) annex B, W3C PNG 3rd edition, RFC 9649 (WebP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from toontalker.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto

PhotoFormat = Literal["JPEG", "PNG", "WEBP"]

_DAMAGED = "The photo is damaged or incomplete; please save it again as JPEG or PNG and send that."
_WANTED = "please send a JPEG, PNG or WEBP photo."
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
# Real photos have a few dozen segments, a few thousand chunks and about ten scans; more is made to keep a decoder busy.
_MOST_SEGMENTS = 2_000
_MOST_JUNK = 4_096
_MOST_CHUNKS = 50_000
_MOST_SCANS = 40
_MOST_COEFFICIENT_BYTES = 170_000_000
_MOST_LOSSLESS_WEBP = 20_000_000
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_JPEG_BARE = frozenset({0x01, 0xD8})
_SCAN = 0xDA


@dataclass(frozen=True)
class PhotoLimits:
    """How large a photo may be. The defaults keep the decoder under 256 MB and 2 s."""

    max_bytes: int = 20_000_000
    """Size of the file."""
    max_pixels: int = 25_000_000
    """Width times height."""
    min_side: int = 32
    """Shorter side at least, px."""
    max_side: int = 10_000
    """Longer side at most, px."""
    side_out: int = 2_048
    """A longer side is shrunk to this, px."""

    def too_many_bytes(self, size: int) -> str:
        """The sentence for a file of `size` bytes that is over the limit."""
        return (
            f"The photo has {size / 1e6:.1f} MB and the limit is {self.max_bytes / 1e6:g} MB; "
            "please send a smaller one, for instance as JPEG."
        )


def check_header(data: bytes, limits: PhotoLimits) -> PhotoFormat:
    """The format of the photo, after its size in bytes and pixels was found to be within the limits.

    Raises UnreadablePhoto, PhotoTooLarge or PhotoTooSmall.
    """
    if len(data) > limits.max_bytes:
        raise PhotoTooLarge(limits.too_many_bytes(len(data)))
    kind = _format_of(data)
    width, height = {"JPEG": _jpeg_size, "PNG": _png_size, "WEBP": _webp_size}[kind](data)
    check_size(width, height, limits)
    return kind


def check_size(width: int, height: int, limits: PhotoLimits) -> None:
    """Raise PhotoTooLarge or PhotoTooSmall where (width, height) px are out of the limits."""
    if width < 1 or height < 1:
        raise UnreadablePhoto(_DAMAGED)
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise PhotoTooLarge(
            f"The photo has {width} x {height} pixels; at most {limits.max_pixels / 1e6:g} megapixels and "
            f"{limits.max_side} pixels a side can be used, so please send a smaller one."
        )
    if min(width, height) < limits.min_side:
        raise PhotoTooSmall(f"The photo has only {width} x {height} pixels; please send one with at least {limits.min_side} pixels a side.")


def damaged() -> UnreadablePhoto:
    """The error for a file that starts like a photo and does not go on like one."""
    return UnreadablePhoto(_DAMAGED)


def _format_of(data: bytes) -> PhotoFormat:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise UnreadablePhoto(_what_it_is_instead(data))


def _what_it_is_instead(data: bytes) -> str:
    """One sentence for a file that is no photo we read: what it is, as far as that helps, and what to send."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if not start:
        return f"The file is empty; {_WANTED}"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIC and AVIF photos cannot be read here; please send it as JPEG, as most apps do when they share a photo."
    if start.startswith((b"gif87a", b"gif89a")):
        return f"This is a GIF; {_WANTED}"
    if start.startswith(b"%pdf"):
        return f"This is a PDF document; {_WANTED}"
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start):
        return f"This is an SVG drawing; {_WANTED}"
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<!--")):
        return "This is a web page and not a photo; please save the picture itself and send that."
    if data[4:8] == b"ftyp" or start.startswith(b"\x1a\x45\xdf\xa3"):
        return f"This is a video; {_WANTED}"
    return f"This file is not a photo that can be read; {_WANTED}"


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """(width, height) from the start-of-frame segment, after judging whether decoding takes too much memory or for ever."""
    frames: list[tuple[int, bytes]] = []
    scans: list[bytes] = []
    for marker, segment in _jpeg_segments(data):
        if marker in _JPEG_FRAMES:
            frames.append((marker, segment))
        elif marker == _SCAN:
            scans.append(segment)
        if len(frames) > 1 or len(scans) > _MOST_SCANS:
            raise damaged()
    if not frames or not scans or len(frames[0][1]) < 11:
        raise damaged()
    marker, frame = frames[0]
    width, height = int.from_bytes(frame[5:7], "big"), int.from_bytes(frame[3:5], "big")
    in_one_go = marker not in _JPEG_PROGRESSIVE and scans[0][2:3] == frame[7:8]
    if not in_one_go and 2 * width * height * _samples(frame) > _MOST_COEFFICIENT_BYTES:
        raise PhotoTooLarge("The photo takes too much memory to open; please save it as an ordinary JPEG and send that.")
    return width, height


def _samples(frame: bytes) -> float:
    """Coefficients for each pixel, of all colour components together; a JPEG of several scans is held as these, 2 bytes each."""
    sampling = [(both >> 4) * (both & 15) for both in frame[9::3]]
    if min(sampling) < 1:
        raise damaged()
    return sum(sampling) / max(sampling)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, its segment) up to the end of the image, and thus not of what some cameras append to it."""
    at, junk, marker = 2, 0, 0
    for _ in range(_MOST_SEGMENTS):
        found = _JPEG_MARKER.search(data, at)
        if found is None or found[0] == b"\xff\xd9":
            return
        junk += 0 if marker == _SCAN else found.start() - at
        if junk > _MOST_JUNK:
            break
        marker, at = found[0][1], found.end()
        length = 0 if marker in _JPEG_BARE else int.from_bytes(data[at : at + 2], "big")
        yield marker, data[at : at + length]
        at += length
    raise damaged()


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise damaged()
    at, chunks = 8, 0
    while at + 12 <= len(data):
        chunks += 1
        if chunks > _MOST_CHUNKS:
            raise damaged()
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and len(data) >= 25 and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if size[0] * size[1] > _MOST_LOSSLESS_WEBP:
            raise PhotoTooLarge("This lossless WEBP takes too much memory to open; please save it as JPEG and send that.")
        return size
    if kind == b"VP8 " and len(data) >= 30 and data[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise damaged()
