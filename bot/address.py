"""The reply address of a job in the journal: what the front end needs to answer, and how the person is to be spoken to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.front_end import Asker
from gpu_worker.journal import Job


@dataclass(frozen=True)
class Reply:
    """Where an answer goes, and to whom."""

    address: Mapping[str, Any]
    """The front end's own."""
    asker: Asker


def written(asker: Asker, address: Mapping[str, Any]) -> str:
    """As it stands in `Job.reply_to`."""
    return json.dumps({"to": dict(address), "name": asker.name, "locale": asker.locale})


def read(job: Job) -> Reply:
    """From `Job.reply_to`."""
    values = json.loads(job.reply_to)
    return Reply(values["to"], Asker(job.owner, job.chat, values["name"], values["locale"]))
