"""Text → speech: cleaning the text, speaking it, and knowing when each of its sounds is made.

`open_voices` gives `Voices`; its `say` gives a `Speech`. A voice is anything that fits `VoiceEngine`; they are asked in
order until one has spoken. What a voice hands over (`recording`) is finished alike for all (`mastering`, `phonemes`).
"""

from __future__ import annotations

from toontalker.speech.delivery import Delivery
from toontalker.speech.engine import VoiceEngine
from toontalker.speech.envelope import envelope
from toontalker.speech.speech import Speech
from toontalker.speech.text import clean_text
from toontalker.speech.voices import Voices, open_voices
from toontalker.speech.wav_file import write_wav

__all__ = ["Delivery", "Speech", "VoiceEngine", "Voices", "clean_text", "envelope", "open_voices", "write_wav"]
