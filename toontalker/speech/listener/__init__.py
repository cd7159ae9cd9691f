"""The time of every sound in any recording: a small net of our own, and what is made of its answers.

`open_listener` gives a `Listener`; `align` finds the sounds of a known text, `hear` those of an unknown one.
"""

from __future__ import annotations

from toontalker.speech.listener.listener import Listener, open_listener

__all__ = ["Listener", "open_listener"]
