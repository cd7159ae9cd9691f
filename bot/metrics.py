"""Figures for the operator, in the form that Prometheus reads: counted here as things happen, or taken as they stand at a scrape.

Labels come from short lists or are bounded in number and form, so that neither a platform nor a person can make new series without
end, and none can hold an id, a name or a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.front_end import Ending, FrontHealth
from gpu_worker.health import Health, State
from gpu_worker.journal import STATES, Counts
from toontalker.clip import STAGES
from toontalker.errors import Blame

PLATFORMS: Final = ("discord", "telegram", "web")
"""Values of the label `platform`; anything else is counted as ``other``."""

_LABEL: Final = re.compile(r"(?!.*\d\d)(?!.*[\w-]{30})[A-Za-z@][\w@{}./ -]{0,59}", re.ASCII)
"""What a label that others choose may look like: no number and no long word, so no id and no token."""
_MOST: Final = 64
"""Values of such a label; those that come later are counted as ``other``."""
_WAITS: Final = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 1800, 7200)
"""s: upper edges of how long people wait."""
_STAGES: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 120)
"""s: upper edges of how long a stage of a clip takes."""
_CALLS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
"""s: upper edges of how long a platform takes to answer."""
_LAGS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
"""s: upper edges of how late the event loop is."""


@dataclass(frozen=True)
class Snapshot:
    """How everything stands at the moment of a scrape; None for what could not be learnt."""

    health: Health | None
    """The workers; None where they run in another process."""
    counts: Counts | None
    """The journal."""
    fronts: Mapping[str, FrontHealth]
    """The front ends by name."""


class Metrics:
    """All figures of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._taken = self._counter("taken", "Requests taken in.", "platform")
        self._refused = self._counter("refused", "Requests refused before they became a job.", "platform", "reason")
        self._ended = self._counter("ended", "Jobs whose person was told the end.", "platform", "ending")
        self._failures = self._counter("failures", "Jobs told that gave no clip, by whose fault it was.", "blame")
        self._events = self._counter("events", "Messages and clicks that a platform handed over.", "platform", "kind")
        self._edits = self._counter("placeholder_edits", "Placeholders brought up to date.", "platform")
        self._waits = self._histogram("delivery_wait_seconds", "From taking a request in to telling the end.", _WAITS, "platform")
        self._stages = self._histogram("stage_seconds", "What a clip took, stage by stage, as its worker measured it.", _STAGES, "stage")
        self._calls = self._histogram(
            "platform_call_seconds", "Calls of the platforms, by method and class of the answer.", _CALLS, "platform", "method", "status"
        )
        self._lags = self._histogram("event_loop_lag_seconds", "How late the event loop comes to what is due.", _LAGS)
        self._seen: dict[str, set[str]] = {}
        ProcessCollector(registry=self.registry)

    # ---- counted as it happens ----------------------------------------------------------------------------------------------------

    def taken(self, platform: str) -> None:
        """A request has become a job."""
        self._taken.labels(_platform(platform)).inc()

    def refused(self, platform: str, reason: str) -> None:
        """A request was refused; `reason` is the name of the error or of the sentence, such as ``Busy``."""
        self._refused.labels(_platform(platform), self._bounded("reason", reason)).inc()

    def ended(self, platform: str, ending: str, blame: str | None, waited: float) -> None:
        """A person was told how a job ended, `waited` seconds after it was taken in. `blame`: of a failure; None or empty else."""
        known = ending if ending in get_args(Ending) else "other"
        self._ended.labels(_platform(platform), known).inc()
        self._waits.labels(_platform(platform)).observe(max(0.0, waited))
        if blame:
            self._failures.labels(blame if blame in get_args(Blame) else "other").inc()

    def made(self, stages: Mapping[str, object]) -> None:
        """A clip was made; `stages`: the seconds of each stage, from its report."""
        for stage, seconds in stages.items():
            if stage in STAGES and isinstance(seconds, int | float):
                self._stages.labels(stage).observe(max(0.0, seconds))

    def edited(self, platform: str) -> None:
        """A placeholder was brought up to date."""
        self._edits.labels(_platform(platform)).inc()

    def event(self, platform: str, kind: str) -> None:
        """A platform handed something over; `kind` is its word for that, such as ``message`` or ``button``."""
        self._events.labels(_platform(platform), self._bounded("kind", kind)).inc()

    def platform_call(self, platform: str, method: str, seconds: float, status: int) -> None:
        """A call of a platform took so long; `method` without ids (``editMessageMedia``); `status` of HTTP, 0 if no answer came."""
        labels = (_platform(platform), self._bounded("method", method), _status_class(status))
        self._calls.labels(*labels).observe(max(0.0, seconds))

    def lag(self, seconds: float) -> None:
        """The event loop came so late to something that was due."""
        self._lags.observe(max(0.0, seconds))

    # ---- read ---------------------------------------------------------------------------------------------------------------------

    def text(self, snapshot: Snapshot | None = None) -> bytes:
        """All figures in Prometheus' text format, with what `snapshot` says of this moment. Costs about a millisecond."""
        counted = generate_latest(self.registry)
        if snapshot is None:
            return counted
        standing = CollectorRegistry()
        standing.register(_Standing(snapshot))
        return counted + generate_latest(standing)

    # ---- inside -------------------------------------------------------------------------------------------------------------------

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"toontalker_{name}", what, labels, registry=self.registry)

    def _histogram(self, name: str, what: str, edges: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"toontalker_{name}", what, labels, buckets=edges, registry=self.registry)

    def _bounded(self, label: str, value: str) -> str:
        seen = self._seen.setdefault(label, set())
        if value in seen:
            return value
        if len(seen) >= _MOST or not _LABEL.fullmatch(value):
            return "other"
        seen.add(value)
        return value


class _Standing:
    """A collector of what a snapshot says."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterator[Metric]:
        """What prometheus_client asks for."""
        if self._snapshot.counts is not None:
            yield from _journal(self._snapshot.counts)
        if self._snapshot.health is not None:
            yield from _workers(self._snapshot.health)
        yield from _fronts(self._snapshot.fronts)


def _journal(counts: Counts) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("toontalker_jobs", "Jobs in the journal, by state.", labels=["state"])
    for state in STATES:
        jobs.add_metric([state], getattr(counts, state))
    yield jobs
    yield GaugeMetricFamily("toontalker_jobs_again", "Waiting jobs that were tried before.", counts.again)
    yield GaugeMetricFamily("toontalker_jobs_untold", "Jobs that are over and whose person does not know it yet.", counts.untold)
    yield GaugeMetricFamily("toontalker_oldest_waiting_seconds", "Since the longest waiting job was taken in.", counts.waited)


def _workers(health: Health) -> Iterator[Metric]:
    states = GaugeMetricFamily("toontalker_workers", "Workers by state.", labels=["state"])
    for state in get_args(State):
        states.add_metric([state], sum(worker.state == state for worker in health.workers))
    yield states
    stages = GaugeMetricFamily("toontalker_worker_stage", "Workers by the stage of the job they are at.", labels=["stage"])
    for stage in STAGES:
        stages.add_metric([stage], sum(worker.stage == stage for worker in health.workers))
    yield stages
    memory = GaugeMetricFamily("toontalker_worker_rss_bytes", "Memory held after its last job.", labels=["seat"])
    replaced = CounterMetricFamily("toontalker_workers_replaced", "Workers that gave way to another one.", labels=["seat"])
    for worker in health.workers:
        if worker.rss_mb is not None:
            memory.add_metric([str(worker.seat)], worker.rss_mb * 1e6)
        replaced.add_metric([str(worker.seat)], worker.replaced)
    yield memory
    yield replaced


def _fronts(fronts: Mapping[str, FrontHealth]) -> Iterator[Metric]:
    ready = GaugeMetricFamily("toontalker_front_end_ready", "1 where a front end takes messages.", labels=["platform"])
    latency = GaugeMetricFamily(
        "toontalker_front_end_latency_seconds", "Latest round trip, or since the last sign of life.", labels=["platform"]
    )
    for name, front in fronts.items():
        ready.add_metric([_platform(name)], float(front.ready))
        if front.latency is not None:
            latency.add_metric([_platform(name)], front.latency)
    yield ready
    yield latency


def _platform(name: str) -> str:
    return name if name in PLATFORMS else "other"


def _status_class(status: int) -> str:
    if status == 429:
        return "429"
    return f"{status // 100}xx" if 100 <= status < 600 else "none"
