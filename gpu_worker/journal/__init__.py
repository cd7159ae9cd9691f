"""The journal: the only truth about a job. One table, in SQLite or PostgreSQL; photos and clips lie beside it as files.

    journal = open_journal("sqlite:///data/journal.db", JournalLimits(), Path("data/jobs"))
    job = journal.add(NewJob(key, owner, chat, reply_to, journal.save_photo(data), {"text": "Hello"}, deadline=120))

    job = journal.claim("house/0", lease=30, fresh=False)     # a worker's side
    journal.finish(job.id, "house/0", job.out)

    for job in journal.untold(20):                            # a front end's side
        ...                                                   # edit the placeholder into job.clip, or into job.message
        journal.tell(job.id)

**States.** queued → running → done | failed | quarantined, and running → queued when a worker died. A job that is over stays
until its person was told and the keep time has passed.

**Order.** Round-robin: owners stand in a ring, and each has one job claimed before any has a second one, whatever each has waiting;
who comes anew enters at the end. A job that is tried again waits for all that were waiting when its last attempt was lost, and then
comes before what arrived later: it holds nobody up, and nothing can starve it.

**Crashes.** Every method is one transaction, durable when it returns. The attempt is counted when a job is claimed, before it is
handed over. `add`, `finish`, `fail`, `place`, `tell` may be called again with the same arguments after an error or a crash.

**Privacy.** Rows hold no media. `sweep` deletes photo and recording as soon as their job is over; `tell` empties text and report in the
row; clip and row go `keep` seconds later. Jobs folder and database file are readable by their owner only.

**Errors.** `Busy` (the person's, one honest sentence) and `JournalUnwritable` (disk full, read-only, database away): every method
that writes may raise the latter; nothing was written then, and the call is to be made again later.

All processes on one journal see the same folder under the same path.
"""

from __future__ import annotations

from gpu_worker.journal.endings import Failure
from gpu_worker.journal.job import ATTEMPTS, STATES, Counts, Job, JournalLimits, NewJob, Position, State, Swept
from gpu_worker.journal.journal import Journal, limits_of, open_journal
from toontalker.errors import Busy, JournalUnwritable

__all__ = [
    "ATTEMPTS",
    "STATES",
    "Busy",
    "Counts",
    "Failure",
    "Job",
    "Journal",
    "JournalLimits",
    "JournalUnwritable",
    "NewJob",
    "Position",
    "State",
    "Swept",
    "limits_of",
    "open_journal",
]
