"""The measurement of what the journal's verbs cost, with few rows: it runs, and it measures every verb."""

from __future__ import annotations

from gpu_worker.soak.journal_costs import measure


def test_every_verb_is_measured(journal_url: str) -> None:
    """A median and a 95th percentile in milliseconds for each verb, the latter not below the former."""
    costs = measure(journal_url, old=50, calls=3)
    assert [cost.verb for cost in costs] == [
        "add",
        "claim",
        "position",
        "renew",
        "finish",
        "untold",
        "tell",
        "sweep",
        "counts",
        "claim, none waits",
    ]
    assert all(0 < cost.p50 <= cost.p95 for cost in costs)
