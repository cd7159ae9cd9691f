"""A worker that makes tiny clips at once, and does what a word in the text tells it to, such as "!noface", "!faces3" or "!slow2"."""

from __future__ import annotations

import os
import re
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from gpu_worker.child import Maker, Tell
from gpu_worker.messages import Run
from toontalker.clip import STAGES
from toontalker.errors import NoFace, NothingToSay, UnreadableAudio, UnreadablePhoto, WeightsMissing

OPENER: Final = "tests.bot.maker:open_maker"
"""For `bot.bot.open_house`."""
PHOTO: Final = b"\xff\xd8\xff\xe0" + b"a photo" * 20
"""What a front end takes for a JPEG."""
RECORDING: Final = b"OggS" + b"a voice" * 20
"""And for a voice note."""
ENDLESS: Final = "!slow600"
"""In a text: its clip is being made for as long as any test lasts."""

_REFUSED: Final = {
    "!noface": NoFace("No face was found in this photo; try one that shows a face larger, lit better or more from the front."),
    "!unreadable": UnreadablePhoto("This photo cannot be read."),
    "!deaf": UnreadableAudio("Nothing can be heard in this recording."),
    "!mute": NothingToSay("There is nothing to say."),
    "!weights": WeightsMissing("The weights are missing."),
}


@contextmanager
def open_maker(options: dict[str, Any]) -> Iterator[Maker]:
    """No options."""
    yield _make


def _make(run: Run, tell: Tell) -> Mapping[str, Any]:
    text = str(run.request.get("text", ""))
    for word, error in _REFUSED.items():
        if word in text:
            raise error
    if "!die" in text:
        os._exit(3)
    if "!broken" in text:
        raise ZeroDivisionError("a bug of ours")
    faces = re.search(r"!faces(\d+)", text)
    if faces and run.request.get("face") == 0:
        Path(run.clip).write_bytes(PHOTO)
        return {"choice": int(faces[1])}
    slow = re.search(r"!slow([\d.]+)", text)
    for stage in STAGES:
        tell(stage, 0.5)
        time.sleep(float(slow[1]) / len(STAGES) if slow else 0.0)
    Path(run.clip).write_bytes(tiny_mp4(run.job))
    Path(run.clip).with_suffix(".poster.jpg").write_bytes(PHOTO)
    said_by = "house" if run.audio is None else "recording"
    return {"said_by": said_by, "style": run.request["style"], "width": 512, "height": 512, "seconds": 2.0, "stages": {"clip": 0.7}}


def tiny_mp4(job: str) -> bytes:
    """As much of an mp4 as tells that it is one, with the id of its job, so that a server can tell whose it is."""
    kind = b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    body = job.encode()
    return struct.pack(">I", 8 + len(kind)) + b"ftyp" + kind + struct.pack(">I", 8 + len(body)) + b"free" + body


def job_in(mp4: bytes) -> str:
    """The id of the job whose tiny clip this is; empty for another one."""
    found = re.search(rb"free([0-9a-f]{32})", mp4)
    return found[1].decode() if found else ""
