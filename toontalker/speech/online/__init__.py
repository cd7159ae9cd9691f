"""Voices of the network: Google's through gTTS, and Microsoft's through edge-tts where the settings name it.

The way of a text: cut into pieces (`chunks`), each taken from the disk (`cache`) or fetched over one of a few lines (`lines`) by what
knows the service (`gtts_voice` with `google_wire`; `edge_voice`), decoded (`mp3`) and put together (`joining`). Whatever goes wrong
becomes one sentence (`faults`).
"""

from __future__ import annotations

import os

from toontalker.speech.online.edge_voice import EdgeVoice
from toontalker.speech.online.gtts_voice import GoogleVoice

__all__ = ["EdgeVoice", "GoogleVoice", "is_offline"]

OFFLINE_VARIABLE = "TOONTALKER_OFFLINE"
"""Environment variable: anything but 0 and nothing means that no voice of the network is asked."""


def is_offline() -> bool:
    """True where the environment says that this machine is to ask nobody else."""
    return os.environ.get(OFFLINE_VARIABLE, "") not in ("", "0")
