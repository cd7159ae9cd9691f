"""How a job ended, as its person is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot import address
from bot.front_end import Delivery, Ending
from bot.words import Words
from gpu_worker.journal import Job

_OUR_FAULT: Final = "failure.us"
_LONGEST_ALT: Final = 900
"""Characters of what is said that stand in the alternative text; platforms allow about 1,000 in all."""


def delivery_of(job: Job, words: Words, *, now: float, buttons: bool) -> Delivery:
    """What the person gets; `now` by the journal's clock, `buttons`: whether the photo is kept for them."""
    reply = address.read(job)
    ending, line = _told(job, words)
    waited = max(0.0, now - job.created)
    nudge = words("desk.nudge" if ending == "clip" else "desk.nudge_other")
    delivery = Delivery(job, reply.address, reply.asker, ending, line, buttons=buttons, waited=waited, nudge=nudge)
    if ending == "clip":
        return _with_clip(delivery, words)
    if ending == "choice":
        faces = int(job.report["choice"])
        return replace(
            delivery, line=words("desk.choose_face", count=faces), alt=words("desk.alt_faces", count=faces), clip=job.clip, faces=faces
        )
    return delivery


def _told(job: Job, words: Words) -> tuple[Ending, str]:
    """Which way it ended, and a sentence for all but clips and choices."""
    if job.state == "done" and job.clip is not None and job.clip.is_file():
        return ("choice", "") if "choice" in job.report else ("clip", "")
    if job.blame == "user":
        name = f"failure.{job.fault}"
        return "refused", words(name, count=0) if name in words else job.message or words("failure.user")
    return "failed", words("failure.operator" if job.blame == "operator" else _OUR_FAULT)


def _with_clip(delivery: Delivery, words: Words) -> Delivery:
    job = delivery.job
    report: dict[str, Any] = dict(job.report)
    style = str(report.get("style") or job.request.get("style", ""))
    spoken = report.get("said_by") != "recording"
    shown = words(f"desk.style_{style}") if f"desk.style_{style}" in words else style
    said = str(job.request.get("text", ""))[:_LONGEST_ALT]
    assert job.clip is not None
    poster = job.clip.with_suffix(".poster.jpg")
    return replace(
        delivery,
        line=words("desk.caption", asker=delivery.asker.name),
        alt=words("desk.alt", style=shown, text=said) if spoken else words("desk.alt_recording", style=shown),
        clip=job.clip,
        poster=poster if poster.is_file() else None,
        width=int(report.get("width") or 0),
        height=int(report.get("height") or 0),
        seconds=float(report.get("seconds") or 0.0),
        spoken=spoken,
        voice=str(job.request.get("voice" if spoken else "audio_voice", "")),
        style=style,
    )
