"""What a worker may know of the environment of who starts it."""

from __future__ import annotations

import pytest

from gpu_worker.spawning import clean_environment


def test_secrets_stay_and_orders_of_the_operator_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token reaches a worker; whether and by which proxy the network may be asked does, for it is the worker who speaks."""
    for name in ("TOONTALKER_DISCORD_TOKEN", "TELEGRAM_TOKEN", "TOONTALKER_WEB_PASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("TOONTALKER_OFFLINE", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    known = clean_environment({"CUDA_VISIBLE_DEVICES": "0"})
    assert "secret" not in known.values()
    assert (known["TOONTALKER_OFFLINE"], known["CUDA_VISIBLE_DEVICES"]) == ("1", "0")
    assert known["HTTPS_PROXY"] == "http://proxy.example:3128"
