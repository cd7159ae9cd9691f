"""What the first bytes of a recording tell: its container, and for anything else a sentence about what to send."""

from __future__ import annotations

from typing import Literal

from toontalker.errors import UnreadableAudio

Container = Literal["ogg", "mp3", "aac", "mov", "wav", "flac", "matroska"]
"""As FFmpeg calls them: mov is MP4 and M4A too, matroska WEBM."""

WANTED = "please send a voice recording as OGG, MP3, M4A, WAV, FLAC or WEBM."
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")


def container_of(data: bytes) -> Container:
    """The container that the bytes of a file begin; raises UnreadableAudio with a sentence where it is none for sound."""
    if data.startswith(b"OggS"):
        return "ogg"
    if data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE":
        return "wav"
    if data.startswith(b"fLaC"):
        return "flac"
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if data[4:8] == b"ftyp" and data[8:12] not in _PICTURE_BRANDS:
        return "mov"
    frames = _mpeg_frames(data)
    if frames is None:
        raise UnreadableAudio(_what_it_is_instead(data))
    return frames


def _mpeg_frames(data: bytes) -> Container | None:
    """MP3 or AAC, by the first frame behind an ID3v2 tag, if there is one (ISO 11172-3 2.4.2.3, ISO 13818-7 6.2, id3.org)."""
    start = 0
    if data.startswith(b"ID3") and len(data) > 10:
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    head = data[start : start + 2]
    if len(head) == 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3" if head[1] & 0x06 else None
    return "mp3" if start else None


def _what_it_is_instead(data: bytes) -> str:
    """One sentence for a file that is no recording we read: what it is, as far as that helps, and what to send."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if not start:
        return f"The file is empty; {WANTED}"
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        return f"This is a picture and not a recording; {WANTED}"
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<!--")):
        return "This is a web page and not a recording; please save the sound itself and send that."
    return f"This file is not a recording that can be read; {WANTED}"
