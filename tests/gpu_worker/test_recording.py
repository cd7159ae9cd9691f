"""A voice recording on its whole way: the journal, a worker process, the pipeline, the clip, and nothing left of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gpu_worker.clip_maker import options_of
from gpu_worker.entrance import CLIP_MAKER
from gpu_worker.journal import NewJob
from tests.gpu_worker.house import House
from tests.toontalker.speech.gender.voices import vowel
from tests.toontalker.speech.own_voice.sounds import wav
from toontalker.settings import Settings

PATIENCE = 60.0
"""Seconds in which a small clip must be there on the busiest machine."""


@pytest.mark.slow
def test_a_recording_becomes_a_clip(house: House, portrait_file: Path) -> None:
    """One that can be heard is spoken, one that cannot is refused with its sentence; a photo without one says its text."""
    voice = wav(vowel(210, 1.0, 48_000).astype(np.float32))
    request = {"size": 256, "style": "sticker"}
    orders = [(voice, {"audio_voice": "male"}), (b"no sound", {}), (None, {"text": "Hello."})]
    ids = []
    for number, (audio, fields) in enumerate(orders):
        photo = house.journal.save_photo(portrait_file.read_bytes(), audio)
        new = NewJob(f"key-{number}", f"owner-{number}", "chat", "{}", photo, request | fields, PATIENCE)
        ids.append(house.journal.add(new).id)
    house.open(CLIP_MAKER, options_of(Settings()))
    spoken, refused, said = house.over(*ids)
    assert [spoken.state, refused.state, said.state] == ["done", "failed", "done"], (spoken.trace, said.trace)
    assert spoken.report["said_by"] == "recording"
    assert said.report["said_by"] != "recording"
    assert (refused.blame, refused.message is not None and "not a recording" in refused.message) == ("user", True)
    house.journal.sweep()
    assert {file.name for file in spoken.folder.iterdir()} == {"clip-1.mp4", "clip-1.poster.jpg"}
