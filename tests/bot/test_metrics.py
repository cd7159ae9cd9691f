"""Figures: counted, bounded, and readable by Prometheus."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from bot.front_end import FrontHealth
from bot.metrics import Metrics, Snapshot
from gpu_worker.health import Health, WorkerHealth
from gpu_worker.journal import Counts

TOKEN = "1234567890:canary-canary-canary-canary-canary0"  # noqa: S105 (nobody's)


def read(text: bytes) -> dict[str, float]:
    """``name{label=value,…}`` → value, of everything of ours, as Prometheus reads it."""
    return {
        sample.name + (str(dict(sorted(sample.labels.items()))) if sample.labels else ""): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if sample.name.startswith("toontalker_") and not sample.name.endswith("_created")
    }


def worker(seat: int = 0, **known: object) -> WorkerHealth:
    """A worker that is well."""
    usual: dict[str, object] = {
        "seat": seat, "device": "", "state": "ready", "pid": 1, "jobs": 3, "rss_mb": 500.0, "job": None, "stage": None,
        "fraction": None, "replaced": 0, "trouble": "",
    }  # fmt: skip
    return WorkerHealth(**(usual | known))  # type: ignore[arg-type]


def counts(**known: float) -> Counts:
    """An empty journal."""
    usual = {"queued": 0, "running": 0, "done": 0, "failed": 0, "quarantined": 0, "again": 0, "untold": 0, "waited": 0.0}
    return Counts(**(usual | known))  # type: ignore[arg-type]


def test_what_happened_is_counted() -> None:
    """Each thing under its name and labels."""
    metrics = Metrics()
    metrics.taken("discord")
    metrics.taken("discord")
    metrics.refused("telegram", "busy_owner")
    metrics.ended("telegram", "clip", None, 7.0)
    metrics.ended("web", "failed", "us", 40.0)
    metrics.ended("web", "refused", "user", 3.0)
    metrics.edited("discord")
    metrics.event("telegram", "message")
    metrics.platform_call("telegram", "editMessageMedia", 0.3, 200)
    metrics.platform_call("discord", "GET oauth2/applications/@me", 0.3, 429)
    metrics.platform_call("discord", "PATCH webhooks/{}/{}/messages/@original", 9.0, 0)
    metrics.lag(0.003)
    found = read(metrics.text())
    assert found["toontalker_taken_total{'platform': 'discord'}"] == 2
    assert found["toontalker_refused_total{'platform': 'telegram', 'reason': 'busy_owner'}"] == 1
    assert found["toontalker_ended_total{'ending': 'clip', 'platform': 'telegram'}"] == 1
    assert found["toontalker_failures_total{'blame': 'us'}"] == found["toontalker_failures_total{'blame': 'user'}"] == 1
    assert found["toontalker_delivery_wait_seconds_bucket{'le': '10.0', 'platform': 'telegram'}"] == 1
    assert found["toontalker_delivery_wait_seconds_bucket{'le': '5.0', 'platform': 'telegram'}"] == 0
    assert found["toontalker_placeholder_edits_total{'platform': 'discord'}"] == 1
    assert found["toontalker_events_total{'kind': 'message', 'platform': 'telegram'}"] == 1
    calls = [name for name in found if name.startswith("toontalker_platform_call_seconds_count")]
    assert sorted(calls) == [
        "toontalker_platform_call_seconds_count{'method': 'GET oauth2/applications/@me', 'platform': 'discord', 'status': '429'}",
        "toontalker_platform_call_seconds_count"
        "{'method': 'PATCH webhooks/{}/{}/messages/@original', 'platform': 'discord', 'status': 'none'}",
        "toontalker_platform_call_seconds_count{'method': 'editMessageMedia', 'platform': 'telegram', 'status': '2xx'}",
    ]
    assert found["toontalker_event_loop_lag_seconds_sum"] == pytest.approx(0.003)


def test_the_moment_of_a_scrape_is_told() -> None:
    """Journal, workers and front ends as they stand."""
    health = Health("starting", (worker(0, stage="mouth", replaced=4), worker(1, state="starting", rss_mb=None)))
    fronts = {"discord": FrontHealth(ready=True, latency=0.05), "web": FrontHealth(ready=False)}
    found = read(Metrics().text(Snapshot(health, counts(queued=5, running=1, untold=2, waited=12.5), fronts)))
    assert found["toontalker_jobs{'state': 'queued'}"] == 5
    assert found["toontalker_jobs{'state': 'quarantined'}"] == 0
    assert found["toontalker_jobs_untold"] == 2
    assert found["toontalker_oldest_waiting_seconds"] == 12.5
    assert found["toontalker_workers{'state': 'ready'}"] == found["toontalker_workers{'state': 'starting'}"] == 1
    assert found["toontalker_worker_stage{'stage': 'mouth'}"] == 1
    assert found["toontalker_worker_rss_bytes{'seat': '0'}"] == 5e8
    assert "toontalker_worker_rss_bytes{'seat': '1'}" not in found
    assert found["toontalker_workers_replaced_total{'seat': '0'}"] == 4
    assert found["toontalker_front_end_ready{'platform': 'discord'}"] == 1
    assert found["toontalker_front_end_ready{'platform': 'web'}"] == 0
    assert found["toontalker_front_end_latency_seconds{'platform': 'discord'}"] == 0.05


def test_what_is_not_known_is_not_told() -> None:
    """A journal that cannot be asked has no numbers, and that is not zero."""
    found = read(Metrics().text(Snapshot(None, None, {})))
    assert not any(name.startswith(("toontalker_jobs", "toontalker_worker")) for name in found)


@given(st.lists(st.text(max_size=80), max_size=30))
def test_labels_of_any_form_are_read_back(labels: list[str]) -> None:
    """And none with a number or a long word is among them."""
    metrics = Metrics()
    for label in labels:
        metrics.event(label, label)
        metrics.refused(label, label)
        metrics.ended(label, label, label, -1.0)
        metrics.platform_call(label, label, -1.0, len(label) * 10)
    for name in read(metrics.text()):
        assert "\n" not in name


def test_labels_are_bounded() -> None:
    """However many different words, ids and tokens are handed in."""
    metrics = Metrics()
    words = [f"{first}{second}" for first in "abcdefghijklm" for second in "abcdefghijklm"]
    for word in [*words, "12345678", TOKEN, "send" + TOKEN, "x" * 200, "a\nb", ""]:
        metrics.refused("telegram", word)
        metrics.platform_call(word, word, 0.1, 200)
        metrics.event(word, word)
    text = metrics.text().decode()
    assert "canary" not in text
    assert "12345" not in text
    refused = [name for name in read(text.encode()) if name.startswith("toontalker_refused")]
    assert len(refused) == 65
    assert any("'other'" in name for name in refused)
    assert len({name for name in read(text.encode()) if name.startswith("toontalker_events_total")}) == 65


def test_two_bots_in_one_process_count_apart() -> None:
    """Nothing is in the registry that all of prometheus_client shares."""
    one, two = Metrics(), Metrics()
    one.taken("web")
    assert "toontalker_taken_total{'platform': 'web'}" not in read(two.text())
