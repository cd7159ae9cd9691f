"""Frames and speech → one mp4 and its poster: H.264 yuv420p with AAC-LC, ready for chats (faststart, not fragmented).

The frames are streamed: the caller's generator draws in the caller's thread while `encoder` compresses in another, with a few
frames between them, so memory does not grow with the length of the text. The file appears under its name only when complete.
"""

from __future__ import annotations

from toontalker.video.clip_file import WrittenClip, write_clip
from toontalker.video.encoder import ClipFormat, Soundtrack, encode
from toontalker.video.poster import write_poster

__all__ = ["ClipFormat", "Soundtrack", "WrittenClip", "encode", "write_clip", "write_poster"]
