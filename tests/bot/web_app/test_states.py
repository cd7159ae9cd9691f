from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bot.front_end import Asker, Delivery, Standing
from bot.web_app import states
from gpu_worker.journal import Job

FOLDER = Path("/jobs") / ("a" * 32)
JOB = Job(
    id="a" * 32, key="web:x:1", owner="web:x", chat="web:x", reply_to="{}", photo=None, request={}, deadline=1, state="done", attempts=1,
    created=0, updated=0, started=0, ended=1, claimed_by=None, lease_until=None, placeholder=None, clip=FOLDER / "clip-1.mp4", report={},
    blame=None, message=None, trace=None, fault=None, told=False, folder=FOLDER,
)  # fmt: skip
DELIVERY = Delivery(
    JOB, {}, Asker("web:x", "web:x", "you", "en"), "clip", "AI-made cartoon", alt="Says: a secret", clip=FOLDER / "clip-1.mp4",
    poster=FOLDER / "clip-1.poster.jpg", width=512, height=512, seconds=2.0, voice="male", style="ink",
)  # fmt: skip


def test_what_is_written_is_what_is_read() -> None:
    """All but the alternative text, which holds what was said; the page was told that once."""
    written = states.written(DELIVERY)
    assert "secret" not in written
    read = states.read(replace(JOB, placeholder=written))
    assert read == {name: value for name, value in states.delivered(DELIVERY).items() if name != "alt"}
    assert json.loads(json.dumps(read)) == read


def test_files_are_found_in_the_folder_of_the_job() -> None:
    """Wherever that has moved to."""
    moved = replace(JOB, folder=Path("/elsewhere") / JOB.id, placeholder=states.written(DELIVERY))
    assert states.file_of(moved, "clip") == Path("/elsewhere") / JOB.id / "clip-1.mp4"
    assert states.file_of(moved, "poster") == Path("/elsewhere") / JOB.id / "clip-1.poster.jpg"
    assert states.file_of(JOB, "clip") is None


def test_a_job_on_its_way_has_no_end() -> None:
    """Nothing was delivered, so it is waited for; also where the journal no longer knows how long."""
    assert states.read(JOB) is None
    assert states.waiting("b", None) == {"id": "b", "state": "waiting"}
    assert states.waiting("b", Standing("face", 0, 1.234, 0.1234, "Looking"))["fraction"] == 0.123
