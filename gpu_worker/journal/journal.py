"""The journal's verbs, each one transaction. What each does lies in the file named after its concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gpu_worker.journal import admission, claims, endings, removal, waiting
from gpu_worker.journal.admission import Beside
from gpu_worker.journal.claims import Held
from gpu_worker.journal.database import Database, open_database
from gpu_worker.journal.endings import Failure
from gpu_worker.journal.folder import JobsFolder
from gpu_worker.journal.job import Counts, Job, JournalLimits, NewJob, Position, Swept
from gpu_worker.journal.migrations import migrate
from toontalker.settings import JournalSettings


def open_journal(url: str, limits: JournalLimits, folder: Path, *, clock: Callable[[], float] | None = None) -> Journal:
    """Opens the journal at `url`, made or brought to the present schema where needed; its files lie in `folder`.

    `url` is ``sqlite:///path/to/file`` or ``postgresql://user@host/name``. `clock` gives seconds since 1970; without it SQLite goes
    by this machine's clock and PostgreSQL by its own, so that all processes agree on leases.
    Raises `BadSetting` for another kind of URL, `SetupError` for a journal of a newer version, `JournalUnwritable` when it cannot be
    reached or written.
    """
    database = open_database(url, clock)
    try:
        migrate(database)
        return Journal(database, limits, JobsFolder(folder))
    except BaseException:
        database.close()
        raise


def limits_of(settings: JournalSettings) -> JournalLimits:
    """The limits that an operator has set."""
    return JournalLimits(
        per_owner=settings.per_owner,
        per_chat=settings.per_chat,
        total=settings.total,
        keep=settings.keep_hours * 3600,
        keep_untold=settings.keep_untold_hours * 3600,
    )


class Journal:
    """The only truth about jobs; any number of threads may share one, and processes may open one each."""

    def __init__(self, database: Database, limits: JournalLimits, folder: JobsFolder) -> None:
        self.database = database
        """Where it lies, for tables of others that must be as durable."""
        self._folder = folder
        self.limits = limits

    # ---- a front end's side -------------------------------------------------------------------------------------------------------

    def save_photo(self, data: bytes, audio: bytes | None = None) -> Path:
        """Writes a photo into a new folder of its own, durably, mode 0600, for `NewJob.photo`. Raises `JournalUnwritable`.

        `audio`: a voice recording that the cartoon shall speak; it lies beside the photo, and comes and goes with it.

        Whoever then gets an error from `add`, or a job with another photo, may `discard` it; else `sweep` does after an hour.
        """
        return self._folder.save_photo(data, audio)

    def discard(self, photo: Path) -> None:
        """Removes a photo that never became a job, with its folder and what lies there."""
        self._folder.remove(self._folder.id_of(photo))

    def add(self, job: NewJob, beside: Beside | None = None) -> Job:
        """Takes a job in; the same key again gives the job that is there already, as it stands, and changes nothing.

        Raises `Busy` with an honest sentence when the owner, the chat or the journal has too many unfinished jobs, and
        `JournalUnwritable`; in both cases nothing was taken in. `beside` may write into tables of its own in the same transaction;
        it is called for a job that is new, and for no other. Raises ValueError for a photo that does not come from `save_photo`.
        """
        return admission.add(self.database, self.limits, self._folder, job, beside)

    def place(self, job_id: str, placeholder: str) -> bool:
        """Remembers the message that will become the clip; False when the job is gone."""
        return endings.place(self.database, job_id, placeholder)

    def get(self, job_id: str) -> Job | None:
        """The job as it stands."""
        return waiting.get(self.database, self._folder, job_id)

    def position(self, job_id: str, workers: int | None = None) -> Position | None:
        """How many waiting jobs come before it, and in how many seconds its clip is likely to be ready; None when it is gone.

        `workers` is how many work on this journal; without it, as many as were lately seen in it.
        """
        return waiting.position(self.database, job_id, workers)

    def positions(self, workers: int | None = None) -> dict[str, Position]:
        """The same of all unfinished jobs at once, in about the time that one takes."""
        return waiting.positions(self.database, workers)

    def untold(self, limit: int, chat: str = "") -> list[Job]:
        """Jobs that are over and whose person does not know it yet, oldest end first, without those put off by `tell_later`.

        `chat` restricts it to chats that begin so, such as "telegram:".
        """
        return endings.untold(self.database, self._folder, limit, chat)

    def tell(self, job_id: str) -> None:
        """Remembers that the person was told; text and report leave the row. A second call changes nothing."""
        endings.tell(self.database, job_id)

    def tell_later(self, job_id: str, seconds: float) -> None:
        """Keeps a job that could not be told out of `untold` for a while, so that it does not hold up the others."""
        endings.tell_later(self.database, job_id, seconds)

    # ---- a supervisor's side ------------------------------------------------------------------------------------------------------

    def claim(self, worker: str, *, lease: float, fresh: bool) -> Job | None:
        """The job whose turn it is, now running and in the hands of `worker` for `lease` seconds; None when there is none.

        The attempt is counted before this returns. Owners take turns. A job that was tried before is only given to a worker that
        has done nothing yet (`fresh`), and waits behind all that were waiting when its last attempt was lost.
        Names of workers are unique among those alive; give those of one supervisor a common beginning for `recover`. Between an
        error here and a crash lies the same thing: the job may have been claimed, and comes back when its lease ends.
        """
        return claims.claim(self.database, self._folder, worker, lease, fresh)

    def renew(self, job_id: str, worker: str, lease: float) -> bool:
        """Another `lease` seconds from now. False: it is no longer this worker's (lost, forgotten, over); stop working on it."""
        return claims.renew(self.database, Held(job_id, worker), lease)

    def finish(self, job_id: str, worker: str, clip: Path, report: Mapping[str, Any] | None = None) -> bool:
        """The clip is there. False when the job is no longer this worker's; what it made is then nobody's, and of no use.

        Raises `JournalUnwritable` when that could not be written down: keep clip and call again until it succeeds. Calling
        again after a success is True too. The clip lies in the folder of the job (`Job.out`), else ValueError.
        """
        return endings.finish(self.database, self._folder, Held(job_id, worker), clip, report or {})

    def fail(self, job_id: str, worker: str, failure: Failure) -> bool:
        """The job cannot be done, and trying again would not help. False and `JournalUnwritable` as in `finish`."""
        return endings.fail(self.database, self._folder, Held(job_id, worker), failure)

    def requeue(self, job_id: str, worker: str, *, counted: bool, reason: str) -> Job | None:
        """Takes back what a worker could not end: the job as it stands then, or None when it was no longer this worker's.

        `counted`: the worker died of it or with it. The job waits again, behind all that wait now, for a fresh worker; after its
        last attempt it is quarantined with an apology instead. Not `counted`: it is not the job's doing (the supervisor stops,
        another job took the GPU's memory); the attempt is given back and the job keeps its place. Whoever does not count bounds
        how often. `reason` goes into the trace. Raises `JournalUnwritable`: call again until it succeeds.
        """
        return claims.requeue(self.database, self._folder, self.limits, Held(job_id, worker), counted, reason)

    def recover(self, dead: str | None = None) -> int:
        """Takes back the running jobs of workers whose names begin with `dead`, and all whose lease has ended; how many.

        At the start of a supervisor with its own beginning of names; now and then without. Attempts stay counted; a job that had
        its last one is quarantined with an apology.
        """
        return claims.recover(self.database, self.limits, dead)

    def again(self) -> int:
        """How many waiting jobs need a fresh worker: a reason to recycle one when `claim` has nothing else."""
        return waiting.again(self.database)

    # ---- housekeeping -------------------------------------------------------------------------------------------------------------

    def forget(self, owner: str) -> list[Job]:
        """Removes everything of a person at once, rows, photos, recordings and clips; the jobs as they stood, whose files are gone.

        A worker that is at one of them learns it from `renew` and `finish`; what it makes is removed when it arrives.
        """
        return removal.forget(self.database, self._folder, owner)

    def withdraw(self, job_id: str) -> bool:
        """Removes one job at once, as `forget` does all of a person; False when it is gone already."""
        return removal.withdraw(self.database, self._folder, job_id)

    def sweep(self, now: float | None = None) -> Swept:
        """Removes photos and recordings of jobs that are over, jobs past their keep time, and folders no job knows.

        Call it every few seconds. `now` in seconds since 1970; the journal's clock without it.
        """
        return removal.sweep(self.database, self._folder, self.limits, now)

    def counts(self) -> Counts:
        """How many jobs are in which state."""
        return waiting.counts(self.database)

    def now(self) -> float:
        """The journal's clock: seconds since 1970."""
        with self.database.read() as connection:
            return self.database.now(connection)

    def close(self) -> None:
        """Closes all connections; a use after that opens new ones."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
