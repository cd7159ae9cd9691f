"""docs/bot.md says what the code does: figures, tokens, admin commands, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import admin, tokens
from bot.front_end import FrontHealth
from bot.metrics import Metrics, Snapshot
from gpu_worker.health import Health
from tests.bot.test_metrics import counts, worker
from toontalker.settings import Settings


@pytest.fixture(scope="module")
def page(repo: Path) -> str:
    """The page as it is written."""
    return (repo / "docs" / "bot.md").read_text(encoding="utf-8")


def _families() -> set[str]:
    """Names of all figures, as a query writes them, without ``toontalker_``."""
    snapshot = Snapshot(Health("ready", (worker(),)), counts(), {"web": FrontHealth(ready=True, latency=0.1)})
    found = text_string_to_metric_families(Metrics().text(snapshot).decode())
    ours = [family for family in found if family.name.startswith("toontalker_") and not family.name.endswith("_created")]
    return {family.name.removeprefix("toontalker_") + ("_total" if family.type == "counter" else "") for family in ours}


def test_every_figure_is_explained(page: str) -> None:
    """In the table, and no other."""
    table = page.partition("| figure, `toontalker_…`")[2].partition("\n\n")[0]
    explained = {name for line in table.splitlines() for name in re.findall(r"`([a-z_]+)`", line.split("|")[1] if "|" in line else "")}
    assert explained == _families()


def test_alerts_ask_for_figures_that_exist(page: str) -> None:
    """By the names of Prometheus."""
    asked = set(re.findall(r"toontalker_(\w+)", page))
    known = _families()
    assert asked
    assert {name for name in asked if re.sub(r"_(bucket|count|sum)$", "", name) not in known} == set()


def test_every_place_of_a_token_is_named(page: str) -> None:
    """Credential, file and variable."""
    for kind in (tokens._DISCORD, tokens._TELEGRAM, tokens._WEBHOOK, tokens._PASSWORD):
        for name in (kind.credential, f"{kind.variables[0]}_FILE", *kind.variables):
            assert f"`{name}`" in page


def test_every_admin_command_is_explained(page: str) -> None:
    """As the bot itself lists them."""
    table = page.partition("| line | does |")[2].partition("\n\n")[0]
    for verb in re.findall(r"[a-z]+", admin.COMMANDS):
        assert re.search(rf"`[^`]*\b{verb}\b", table), verb


def test_settings_that_are_named_exist(page: str) -> None:
    """`section.key` in the text is one of the settings."""
    sections = Settings.model_fields
    named = re.findall(r"`(bot|discord|telegram|web|journal|worker|pipeline|photo|speech|voices)\.(\w+)", page)
    assert len(named) > 20
    missing = {f"{section}.{key}" for section, key in named if key not in type(getattr(Settings(), section)).model_fields}
    assert missing - {"journal.db"} == set()
    assert set(sections) >= {section for section, _ in named}


def test_links_lead_somewhere(page: str, repo: Path) -> None:
    """Those into the project."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page):
        assert (repo / "docs" / target).exists(), target
