"""What crosses the border between supervisor and worker: ids, paths and small values as lines of JSON, nothing else.

Down the queue: `Run`, `Warm`, `Retire`. Up the pipe: `Prepared`, `Ready`, `Beat`, `Progress`, `Done`, `Failed`. Neither side ever
unpickles what the other computed, and whatever does not read as one of these is garbage, so a worker gone mad cannot run code in
the supervisor or fill its memory.
"""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from gpu_worker.errors import GarbageFrame
from toontalker.errors import Blame

LARGEST_FRAME: Final = 60_000
"""Bytes of one line; a pipe of Linux holds 65,536, so a supervisor that is busy for a moment stops no worker."""

Retry = Literal["no", "fresh", "disk"]
"""What may help a failed job: nothing; a fresh process (memory is short, the GPU's context is lost); room on the disk."""


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Run(_Frame):
    """Down: make one clip."""

    kind: Literal["run"] = "run"
    job: str
    """Id of the job."""
    photo: str
    """Path of the photo."""
    audio: str | None = None
    """Path of the voice recording that the cartoon shall speak, where there is one."""
    request: dict[str, JsonValue]
    """Every other field of a `ClipRequest` that is not to have its default."""
    clip: str
    """Path at which the clip shall appear."""


class Warm(_Frame):
    """Down, to a worker that was told to stop before the GPU: go on and load everything."""

    kind: Literal["warm"] = "warm"


class Retire(_Frame):
    """Down: finish and leave."""

    kind: Literal["retire"] = "retire"


class Prepared(_Frame):
    """Up: everything is imported; the GPU is untouched until `Warm` comes."""

    kind: Literal["prepared"] = "prepared"


class Ready(_Frame):
    """Up: the models are loaded, a job may come."""

    kind: Literal["ready"] = "ready"


class Beat(_Frame):
    """Up, from a thread of its own: the process is alive. It does not say that work moves."""

    kind: Literal["beat"] = "beat"


class Progress(_Frame):
    """Up: the work moves."""

    kind: Literal["progress"] = "progress"
    job: str
    stage: Annotated[str, Field(max_length=40)]
    """One of `toontalker.clip.STAGES`."""
    fraction: Annotated[float, Field(ge=0, le=1)]
    """Of the stage."""


class Done(_Frame):
    """Up: the clip lies where it was ordered."""

    kind: Literal["done"] = "done"
    job: str
    clip: str
    """Path of the clip, as ordered."""
    report: dict[str, JsonValue]
    """What may be said about the clip."""


class Failed(_Frame):
    """Up: this job came to nothing; the worker lives. With an empty `job`: the worker could not be opened, and leaves."""

    kind: Literal["failed"] = "failed"
    job: str
    blame: Blame
    message: str
    """One sentence for who is to blame."""
    trace: str
    """The traceback, for the operator."""
    retry: Retry = "no"
    fault: Annotated[str, Field(max_length=80)] = ""
    """The name of the error's class in `toontalker.errors`; empty where it is none of those."""


Command: TypeAlias = Run | Warm | Retire
Event: TypeAlias = Prepared | Ready | Beat | Progress | Done | Failed

_COMMANDS: Final = TypeAdapter[Command](Annotated[Command, Field(discriminator="kind")])
_EVENTS: Final = TypeAdapter[Event](Annotated[Event, Field(discriminator="kind")])


def encode(frame: Command | Event) -> bytes:
    """`frame` as one line of JSON with its end; raises ValueError where it is larger than `LARGEST_FRAME`, or no JSON.

    JSON escapes every line break inside.
    """
    line = json.dumps(frame.model_dump(), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    if len(line) > LARGEST_FRAME:
        raise ValueError(f"a {frame.kind} of {len(line)} bytes does not fit into a frame of {LARGEST_FRAME}")
    return line


def command(line: str) -> Command:
    """The command in a line from the supervisor, whom its worker trusts; raises ValueError for anything else."""
    return _COMMANDS.validate_python(json.loads(line))


def event(line: bytes) -> Event:
    """The event in a line from a worker; raises `GarbageFrame` for anything else."""
    try:
        return _EVENTS.validate_python(json.loads(line))
    except (ValidationError, ValueError, RecursionError) as error:
        raise GarbageFrame("The worker process sent something that is no event.") from error
