"""What the journal takes and gives: a new job, a job as it stands, and what can be asked about all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from toontalker.errors import Blame

State = Literal["queued", "running", "done", "failed", "quarantined"]
"""Waiting; in the hands of a worker; the clip is there; refused with a reason; given up after its last attempt."""

STATES: Final[tuple[State, ...]] = get_args(State)
"""All states, in the order in which a job may pass through them."""

AUDIO_NAME: Final = "audio"
"""Of a voice recording, beside the photo of its job; without a suffix: what it is, only its bytes say."""

ATTEMPTS: Final = 3
"""How often a job is tried in all before it is given up."""


@dataclass(frozen=True)
class NewJob:
    """What a front end hands in."""

    key: str
    """Unique for each chat message, such as "telegram:-100123:42": the same key again is the same job."""
    owner: str
    """The person, such as "telegram:12345"."""
    chat: str
    """The chat, such as "telegram:-100123"."""
    reply_to: str
    """Reply address: JSON text that only the front end reads."""
    photo: Path
    """Where the photo lies: what `Journal.save_photo` gave; the voice recording, if it was given one, lies beside it."""
    request: Mapping[str, Any]
    """The fields of a `ClipRequest` without photo and recording, as values that JSON knows."""
    deadline: float
    """Seconds that one attempt may take."""


@dataclass(frozen=True)
class Job:
    """A job as it stands in the journal; times are seconds since 1970 by the journal's clock."""

    id: str
    """32 hex digits, and the name of the folder that holds its files."""
    key: str
    """Unique for each chat message."""
    owner: str
    """The person."""
    chat: str
    """The chat."""
    reply_to: str
    """Reply address: JSON text that only the front end reads."""
    photo: Path | None
    """The photo; None once it was deleted."""
    request: Mapping[str, Any]
    """The fields of a `ClipRequest` without photo and recording; empty once the person was told."""
    deadline: float
    """Seconds that one attempt may take."""
    state: State
    """Where it stands."""
    attempts: int
    """How often it was handed to a worker; counted before it is handed over."""
    created: float
    """When it was taken in."""
    updated: float
    """When its row was last changed."""
    started: float | None
    """When the latest attempt began."""
    ended: float | None
    """When it was done, failed or given up."""
    claimed_by: str | None
    """The worker that has it, or that ended it."""
    lease_until: float | None
    """Until when that worker has it, unless it renews; None when nobody has it."""
    placeholder: str | None
    """Address of the message that will become the clip; only the front end reads it."""
    clip: Path | None
    """The finished clip."""
    report: Mapping[str, Any]
    """What the worker said about the clip; empty once the person was told."""
    blame: Blame | None
    """Whose fault a failure was."""
    fault: str | None
    """What kind of failure: the name of its class, such as "NoFace", where it is one of ours."""
    message: str | None
    """One whole sentence about a failure, for the person."""
    trace: str | None
    """What only we read: the traceback, and the reason of every lost attempt, one a line."""
    told: bool
    """Whether the person has been told how it ended."""
    folder: Path
    """The folder that holds its files, mode 0700."""

    @property
    def out(self) -> Path:
        """Where a worker shall write the clip, with its poster beside it. Each attempt has a name of its own: a worker that was taken
        for dead and still writes cannot spoil what the next one makes.
        """
        return self.folder / f"clip-{self.attempts}.mp4"

    @property
    def audio(self) -> Path | None:
        """The voice recording that the cartoon speaks; None where none was handed in, and once it was deleted."""
        audio = self.folder / AUDIO_NAME
        return audio if audio.is_file() else None

    @property
    def over(self) -> bool:
        """Whether it is done, failed or given up."""
        return self.ended is not None


@dataclass(frozen=True)
class JournalLimits:
    """How much the journal takes in, and how long it keeps it."""

    per_owner: int = 3
    """Unfinished jobs that one person may have."""
    per_chat: int = 10
    """Unfinished jobs that one chat may have."""
    total: int = 200
    """Unfinished jobs in all."""
    attempts: int = ATTEMPTS
    """How often a job is tried in all."""
    keep: float = 24 * 3600.0
    """Seconds that clip and row are kept after the person was told."""
    keep_untold: float = 7 * 24 * 3600.0
    """Seconds that clip and row are kept after the end when the person could not be told."""


@dataclass(frozen=True)
class Position:
    """How far a job is from being done."""

    ahead: int
    """Waiting jobs that will be claimed before it, as things stand; 0 for the next one, and for one that is running or over."""
    seconds: float
    """Estimated time until its clip is ready; 0 when it is over."""


@dataclass(frozen=True)
class Counts:
    """How many jobs are in which state."""

    queued: int
    """Waiting, second attempts among them."""
    running: int
    """In the hands of a worker."""
    done: int
    """With a clip, not yet swept away."""
    failed: int
    """Refused with a reason, not yet swept away."""
    quarantined: int
    """Given up, not yet swept away."""
    again: int
    """Waiting jobs that were tried before, and so wait for a fresh worker."""
    untold: int
    """Over, and the person does not know it yet."""
    waited: float
    """Seconds since the longest waiting job was taken in; 0 when none waits."""


@dataclass(frozen=True)
class Swept:
    """What a sweep removed."""

    photos: int
    """Jobs that are over whose photo went, and the recording beside it."""
    jobs: int
    """Rows past their time, with their clips."""
    orphans: int
    """Folders that no job knows."""
