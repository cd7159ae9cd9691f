"""The voice engine `piper`: neural voices of many languages on this machine, a file each, from the package piper-tts."""

from __future__ import annotations

from toontalker.speech.piper.voice import Piper
from toontalker.speech.piper.voice_files import VoiceFile, find_voice_files, piper_folder

__all__ = ["Piper", "VoiceFile", "find_voice_files", "piper_folder"]
