"""What the page is told of a job, and how its end is written into the journal, where it outlives text and report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.front_end import Delivery, Standing
from gpu_worker.journal import Job

State = dict[str, Any]
"""A job for the page, as JSON: `id` and `state` always, which is ``waiting`` or an `Ending`."""

_KEPT: Final = ("line", "width", "height", "seconds", "faces", "buttons", "spoken", "voice", "style")
"""What the journal keeps of a delivery: nothing of the text, so no `alt`."""


def waiting(job_id: str, standing: Standing | None) -> State:
    """A job on its way."""
    if standing is None:
        return {"id": job_id, "state": "waiting"}
    return {
        "id": job_id,
        "state": "waiting",
        "stage": standing.stage,
        "place": standing.place,
        "seconds": round(standing.seconds, 1),
        "fraction": round(standing.fraction, 3),
        "line": standing.line,
    }


def delivered(delivery: Delivery) -> State:
    """A job that is over, with all that the page can show of it."""
    return {**_ending(delivery), "id": delivery.job.id, "alt": delivery.alt}


def written(delivery: Delivery) -> str:
    """The same for `Desk.place`, without a word of what was said."""
    folder = delivery.job.folder
    files = {name: _inside(folder, path) for name, path in (("clip", delivery.clip), ("poster", delivery.poster)) if path}
    return json.dumps({**_ending(delivery), "files": files}, separators=(",", ":"))


def read(job: Job) -> State | None:
    """What `written` wrote; None for a job that has not been delivered yet."""
    kept = _kept(job)
    return {**{name: value for name, value in kept.items() if name != "files"}, "id": job.id} if kept else None


def file_of(job: Job, name: str) -> Path | None:
    """Where the ``clip`` or ``poster`` of a delivered job lies; None where there is none, or not any more."""
    kept = _kept(job).get("files", {}).get(name)
    return job.folder / kept if kept else None


def is_choice(job: Job) -> bool:
    """Whether what was delivered is a question, and its ``clip`` the picture that goes with it."""
    return _kept(job).get("state") == "choice"


def _kept(job: Job) -> Mapping[str, Any]:
    kept = json.loads(job.placeholder) if job.placeholder else {}
    return kept if isinstance(kept, dict) else {}


def _ending(delivery: Delivery) -> State:
    return {"state": delivery.ending, **{name: getattr(delivery, name) for name in _KEPT}}


def _inside(folder: Path, path: Path) -> str:
    """Relative where that is possible, so that the folder may move."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path.absolute())
