"""Untrusted bytes → a recording: the only door through which a stranger's voice message comes in.

What it is, its first bytes say and not its name (`signature`); sizes are judged before anything is decoded; and the decoders, of
which only those for sound are let in, run in a short-lived process with little memory and little time (`decoding`), so that no
file can take the program down with it.
"""

from __future__ import annotations

from toontalker.speech.own_voice.reading import AudioLimits, read_audio

__all__ = ["AudioLimits", "read_audio"]
