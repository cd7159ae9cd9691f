"""What every trial has to find at its end: everybody answered, nobody twice, nothing left over and nothing gone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.ledger import open_ledger
from bot.telegram_app.sender import _UNKEPT
from gpu_worker.journal import Job, Journal, JournalLimits, open_journal
from gpu_worker.soak.report import Figure, exactly
from tests.bot.trials.process import Setup
from tests.bot.trials.town import Sent, Town

_FAULT: Final = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \n].*\n|\n)*?([\w.]+)", re.MULTILINE)
"""A traceback, and the name of its error."""
_CUT_OFF: Final = "EOFError"
_WORKERS_START: Final = "in spawn_main"
"""What a worker says whose bot is killed while it tells the worker what to do, and the line in which it is then."""
_ENOUGH_KILLS: Final = 20
"""From so many on a rate can be judged."""
_LIMITS: Final = JournalLimits(per_owner=10_000, per_chat=10_000, total=100_000)


@dataclass(frozen=True)
class Verdict:
    """Both sides held against each other: what people see, and what the journal says."""

    town: Town
    setup: Setup
    kills: int = 0
    """How often the bot was killed; each may leave something half begun."""
    unsure: int = 0
    """How many placeholders were sent without the bot being told so: it can only give them up."""

    def figures(self) -> list[Figure]:
        """All that is counted."""
        settings = self.setup.sections["journal"]
        with open_journal(str(settings["url"]), _LIMITS, Path(str(settings["folder"]))) as journal:
            ledger = open_ledger(journal.database)
            ids = {sent.key: ledger.job_of(sent.key) for sent in self.town.accepted()}
            jobs = {key: None if job_id is None else journal.get(job_id) for key, job_id in ids.items()}
            undone = sum(len(ledger.unfinished(platform)) for platform in ("telegram", "discord"))
            return [*self._answered(jobs), *self._once(), *self._kept(journal, jobs), exactly("events left in the inbox", undone, 0)]

    def _answered(self, jobs: dict[str, Job | None]) -> Iterator[Figure]:
        accepted = self.town.accepted()
        without = [sent for sent in accepted if self.town.clips_of(sent) == 0]
        given_up = [sent for sent in without if (job := jobs[sent.key]) is not None and job.state == "quarantined" and self._told(sent)]
        yield Figure("messages accepted on Telegram", sum(sent.post is not None for sent in accepted))
        yield Figure("interactions accepted on Discord", sum(sent.interaction is not None for sent in accepted))
        yield exactly("accepted and not answered", len(without) - len(given_up), 0)
        yield Figure("answered with an apology, killed three times at work", len(given_up), most=len(accepted) * 0.01)

    def _told(self, sent: Sent) -> bool:
        return bool(self.town.answers(sent))

    def _once(self) -> Iterator[Figure]:
        accepted = self.town.accepted()
        yield exactly("messages with two videos", sum(self.town.clips_of(sent) > 1 for sent in accepted), 0)
        yield exactly("videos that hung on two messages", len(self.town.repeated), 0)
        orphans = sum(self._orphans(sent) for sent in accepted)
        yield Figure("placeholders that never became an answer", orphans, most=self._orphans_allowed() + self.unsure)
        yield exactly("deviations from the specs of the platforms", len(self.town.deviations), 0)

    def _orphans_allowed(self) -> int:
        """One for ten kills; of so few kills that this is no more than luck, `_UNKEPT` for each: it hardly judges."""
        return math.ceil(self.kills / 10) if self.kills >= _ENOUGH_KILLS else _UNKEPT * self.kills

    def _orphans(self, sent: Sent) -> int:
        """Messages beside the answer, or in its place, that lead to nothing."""
        return max(0, sum(not answer.video for answer in self.town.answers(sent)) - (self.town.clips_of(sent) == 0))

    def _kept(self, journal: Journal, jobs: dict[str, Job | None]) -> Iterator[Figure]:
        counts = journal.counts()
        done = [job for job in jobs.values() if job is not None and job.state == "done"]
        folder = Path(str(self.setup.sections["journal"]["folder"]))
        strange = [path for path in folder.iterdir() if path.is_dir() and journal.get(path.name) is None] if folder.exists() else []
        yield exactly("accepted and not in the journal", sum(job is None for job in jobs.values()), 0)
        yield exactly("left in the journal, not made or not told", counts.queued + counts.running + counts.untold, 0)
        yield exactly("made, and the clip is gone from its folder", sum(job.clip is None or not job.clip.exists() for job in done), 0)
        yield Figure("folders without a job, cut off before it was written down", len(strange), most=self.kills)


def faults_in(log: str) -> list[str]:
    """Names of the errors of all tracebacks, but for a worker that died with its bot before it knew what to do."""
    found = ((fault[0], fault[1]) for fault in _FAULT.finditer(log))
    return [kind for whole, kind in found if not (kind == _CUT_OFF and _WORKERS_START in whole)]


def words_of_the_log(setup: Setup, secrets: list[str]) -> list[Figure]:
    """What the log may not say."""
    log = setup.log.read_text(errors="replace")
    faults = faults_in(log)
    kinds = "".join(f", {kind}" for kind in sorted(set(faults)))
    return [
        exactly("tokens in the log", sum(log.count(secret) for secret in secrets), 0),
        exactly(f"faults of ours in the log{kinds}", len(faults), 0),
    ]
