"""What the chain of voices asks of each of them."""

from __future__ import annotations

from typing import Protocol

from toontalker.clip import Voice
from toontalker.speech.delivery import AS_IT_IS, Delivery
from toontalker.speech.recording import Recording


class VoiceEngine(Protocol):
    """One way of speaking. Its methods may be called by many threads at once."""

    name: str
    """What a clip's report calls it."""

    def speaks(self, language: str) -> bool:
        """True if it has a voice of its own for this language code."""

    def say(self, text: str, voice: Voice, language: str, delivery: Delivery = AS_IT_IS) -> Recording:
        """Speaks a cleaned text; raises a ToonTalkerError if it cannot, and a RequestError if nobody could."""
