"""What a front end hands to the desk, what it gets back, and what the desk asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.command import Command
from gpu_worker.journal import Job
from toontalker.clip import Style, Voice

Ending = Literal["clip", "choice", "refused", "failed"]
"""The clip is there; several faces, and the person has to choose; the person's fault; ours."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and where."""

    owner: str
    """The person, such as "telegram:12345"."""
    chat: str
    """The chat, such as "telegram:-100123"; it begins with the name of the front end and a colon."""
    name: str
    """What the person is called there, for the line under the clip; never markup."""
    locale: str
    """The language of the person's app, as the platform says it ("pt-BR"); empty if unknown."""


@dataclass(frozen=True)
class Ask:
    """A request from a chat."""

    key: str
    """Unique for each chat message or click, such as "telegram:-100123:42": the same key again is the same job."""
    asker: Asker
    address: Mapping[str, Any]
    """Where the answer goes: values that JSON knows, read by the front end alone."""
    command: Command
    photo: bytes
    audio: bytes | None = None
    """A voice recording that the cartoon shall speak instead of the text."""


@dataclass(frozen=True)
class Change:
    """What shall be otherwise when a clip is made again; None leaves it."""

    voice: Voice | None = None
    style: Style | None = None
    face: int | None = None
    """Counted from 1."""


@dataclass(frozen=True)
class AskAgain:
    """A click on a button under a clip, or on a face: the same photo and text once more."""

    key: str
    """Unique for each click."""
    asker: Asker
    """Who clicked."""
    address: Mapping[str, Any]
    """Where the answer goes."""
    job: str
    """Id of the job that is to be repeated."""
    change: Change = Change()


@dataclass(frozen=True)
class Standing:
    """How far a job is, for its placeholder."""

    stage: str
    """``queued``, or one of `toontalker.clip.STAGES`."""
    place: int
    """In the queue, from 1; 0 once it is worked on."""
    seconds: float
    """Estimated time until the clip is there."""
    fraction: float
    """Of the whole job, 0 to 1."""
    line: str
    """All that as one short line in the person's language."""


@dataclass(frozen=True)
class Delivery:
    """The end of a job, for its person."""

    job: Job
    """`job.placeholder` is what `Desk.place` was given, None if nothing was placed."""
    address: Mapping[str, Any]
    """What `Ask.address` was."""
    asker: Asker
    """Who asked."""
    ending: Ending
    line: str
    """For the person, in their language: the caption of a clip, the question of a choice, else one whole sentence."""
    alt: str = ""
    """What can be seen and heard in the clip, for those who cannot."""
    clip: Path | None = None
    """The mp4; with a choice, a JPEG with all faces, numbered."""
    poster: Path | None = None
    """A JPEG of the clip."""
    width: int = 0
    """px."""
    height: int = 0
    """px."""
    seconds: float = 0.0
    """Length of the clip."""
    faces: int = 0
    """With a choice: how many faces."""
    buttons: bool = True
    """Whether Again, Other voice and Other style can work, for the photo is kept."""
    waited: float = 0.0
    """Seconds since the request was taken in."""
    nudge: str = ""
    """What `FrontEnd.nudge` says."""
    spoken: bool = True
    """Whether the text was said by a voice: False for a person's own recording, where Other voice changes the recording's voice."""
    voice: str = ""
    """Voice that was used: male, female or as-is."""
    style: str = ""
    """Style that was used."""


class Later(Exception):
    """The platform cannot take the answer just now; raised by `FrontEnd.deliver`, which is then called again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class Gone(Exception):
    """There is nobody and no place left to answer to (kicked out, chat deleted, blocked); raised by `FrontEnd.deliver`."""


@dataclass(frozen=True)
class FrontHealth:
    """How a front end stands."""

    ready: bool
    """Whether it takes messages."""
    latency: float | None = None
    """Seconds of the latest round trip to the platform, or since its last sign of life; None if unknown."""
    trouble: str = ""
    """Why it is not ready, as a sentence for the operator; no token in it."""


class FrontEnd(Protocol):
    """A chat platform, or the page. All methods run in the one event loop of the bot and block it nowhere."""

    name: str
    """``discord``, ``telegram`` or ``web``: what owners and chats begin with."""

    async def start(self) -> None:
        """Connects and takes messages from now on; returns at once where the platform cannot be reached yet, and goes on trying.

        Raises `SetupError` where the operator must mend something (a wrong token, a port in use).
        """

    async def pause(self) -> None:
        """Takes no more requests: the bot is about to stop, and says so kindly; deliveries go on."""

    async def stop(self) -> None:
        """Leaves; no task, socket or thread of it is left. May be called after a failed `start`."""

    async def show(self, job: Job, address: Mapping[str, Any], standing: Standing) -> None:
        """Brings the placeholder up to date; the platform's limits may let it skip any of these. Raises nothing but platform errors,
        which are logged and forgotten.
        """

    async def deliver(self, delivery: Delivery) -> None:
        """Turns the placeholder into the answer. It may be called again for the same job after a crash, and nobody must get a second video.

        Raises `Later` or `Gone`; anything else is our bug, logged, and tried again a few times.
        """

    async def nudge(self, delivery: Delivery) -> None:
        """After a delivery that took over a minute: one short line that notifies the person, since an edit does not; at most once."""

    def health(self) -> FrontHealth:
        """How it stands."""
