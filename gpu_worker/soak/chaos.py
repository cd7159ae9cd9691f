"""Acceptance 1: a thousand jobs, and workers that die in every way there is while they do them."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

from gpu_worker.health import WorkerHealth
from gpu_worker.soak.actors import DEADLY, POISON
from gpu_worker.soak.census import Census, census
from gpu_worker.soak.report import Figure, Report, exactly
from gpu_worker.soak.trial import Trial
from toontalker.settings import WorkerSettings

_SETTINGS: Final = WorkerSettings(
    count=2, recycle_jobs=100, recycle_jitter=10, silence_seconds=2.0, stage_seconds=2.0, retire_seconds=3.0, poll_seconds=0.2
)
"""Short patience, so that those who hang are noticed soon."""


@dataclass(frozen=True)
class Chaos:
    """How much of it."""

    jobs: int = 1000
    each: int = 4
    """Good jobs whose first attempt each of the deadly acts takes."""
    kills: int = 10
    """Workers killed from outside while idle, and as many while at work."""
    trapdoors: int = 3
    """Workers that end at their start."""
    acts: tuple[str, ...] = DEADLY
    """Ways of dying."""
    seed: int = 0

    def run(self) -> Report:
        """Holds the trial; a minute or two."""
        started = time.monotonic()
        with Trial(_SETTINGS) as idle:
            idle.add({})
            idle.wait(60)
        before = census()  # after the first, so that what is loaded once does not count
        with Trial(_SETTINGS) as trial:
            storm = _Storm(self, trial)
            storm.rage()
        return Report("chaos", (*storm.figures(), *_left_behind(before, census())), time.monotonic() - started)


class _Storm:
    def __init__(self, chaos: Chaos, trial: Trial) -> None:
        self._chaos = chaos
        self._trial = trial
        self._random = random.Random(chaos.seed)
        self._wanted: dict[str, str] = {}
        """Key → the state in which its job must end."""
        self.faults: Counter[str] = Counter()

    def rage(self) -> None:
        """Jobs come in bursts; at the height of each, workers at work are killed, and idle ones after it."""
        requests = self._requests()
        bursts = max(self._chaos.kills, 1)
        size = -(-len(requests) // bursts)
        for burst in range(bursts):
            for request in requests[burst * size : (burst + 1) * size]:
                wanted = {POISON: "quarantined"}.get(int(str(request.get("times", 0))), "done")
                self._wanted[self._trial.add(request)] = "failed" if request.get("act") in ("refuse", "bug") else wanted
            if burst < self._chaos.kills:
                self._kill(at_work=True)
            self._trial.wait(300)
            if burst < self._chaos.kills:
                self._kill(at_work=False)

    def _requests(self) -> list[dict[str, object]]:
        """Every deadly act, some at the first attempt only and one at each; refusals and bugs; and for the most part good work."""
        requests: list[dict[str, object]] = []
        for act in self._chaos.acts:
            requests += [{"act": act, "times": times} for times in [1] * self._chaos.each + [POISON]]
            self.faults[act] += self._chaos.each + 3
        requests += [{"act": "refuse"}, {"act": "bug"}] * self._chaos.each
        requests += [{"seconds": self._random.uniform(0.0, 0.02)} for _ in range(self._chaos.jobs - len(requests))]
        self._random.shuffle(requests)
        return requests

    def _kill(self, *, at_work: bool) -> None:
        """One worker, at the moment at which it is in the state that is wanted."""
        if self.faults["end at the start"] < self._chaos.trapdoors:
            self._trial.trapdoor.touch()
            self.faults["end at the start"] += 1
        self._trial.until(lambda: any(self._killed(worker, at_work) for worker in self._trial.supervisor.health().workers))
        self.faults["killed at work" if at_work else "killed while idle"] += 1

    def _killed(self, worker: WorkerHealth, at_work: bool) -> bool:
        """Kills it if it is in that state; a job at its second attempt is spared, or it might be lost for good by bad luck."""
        job = self._trial.journal.get(worker.job) if worker.job else None
        in_state = job is not None and job.attempts == 1 if at_work else worker.job is None and worker.state == "ready"
        if worker.pid is None or not in_state:
            return False
        try:
            os.kill(worker.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def figures(self) -> list[Figure]:
        """What people were told, against what they should have been."""
        answers, ended = self._trial.answers, self._trial.ended
        wrong = [key for key, wanted in self._wanted.items() if any(job.state != wanted for job in answers[key])]
        poison = [answers[key][0].attempts for key, wanted in self._wanted.items() if wanted == "quarantined" and answers[key]]
        return [
            Figure("jobs", len(self._wanted)),
            Figure("worker faults", sum(self.faults.values()), least=5 * self._chaos.kills),
            Figure("kinds of faults", len(self.faults), least=min(7, len(self._chaos.acts))),
            exactly("jobs never answered", sum(not answers[key] for key in self._wanted), 0),
            exactly("jobs answered twice", sum(len(told) > 1 for told in answers.values()), 0),
            exactly("jobs that ended twice", sum(len(times) > 1 for times in ended.values()), 0),
            exactly("jobs that ended otherwise than they should", len(wrong), 0),
            exactly("poison jobs", len(poison), len(self._chaos.acts)),
            exactly("poison jobs not tried exactly three times", sum(attempts != 3 for attempts in poison), 0),
        ]


def _left_behind(before: Census, after: Census) -> list[Figure]:
    return [
        exactly("zombies left", after.zombies, 0),
        exactly("processes left", after.children, 0),
        Figure("files left open", after.files - before.files, most=0),
        Figure("threads left", after.threads - before.threads, most=0),
    ]
