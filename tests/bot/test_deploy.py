"""The files of docs/deploy say the same as the code: names, ports, times."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot import tokens
from toontalker.settings import Settings
from toontalker.system import LIBRARIES

KINDS = (tokens._DISCORD, tokens._TELEGRAM, tokens._WEBHOOK, tokens._PASSWORD)
AFTER_THE_DRAIN = 30.0 + 10.0
"""Seconds: the last word of the supervisor's threads, and those for telling people."""


@pytest.fixture(scope="module")
def folder(repo: Path) -> Path:
    """docs/deploy."""
    return repo / "docs" / "deploy"


def _unit(folder: Path) -> dict[str, list[str]]:
    """Key → all its values, in order; comments and sections left out."""
    found: dict[str, list[str]] = {}
    for line in (folder / "toontalker-bot.service").read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def _longest_stop() -> float:
    worker = Settings().worker
    return worker.drain_seconds + 2 * worker.retire_seconds + AFTER_THE_DRAIN


def test_who_stops_the_bot_waits_for_the_drain(folder: Path) -> None:
    """systemd and compose give more time than the bot may need with the default settings."""
    assert float(_unit(folder)["TimeoutStopSec"][0]) > _longest_stop()
    compose = (folder / "compose.yaml").read_text(encoding="utf-8")
    minutes = re.search(r"stop_grace_period: (\d+)m", compose)
    assert minutes is not None
    assert int(minutes[1]) * 60 > _longest_stop()


def test_the_unit_is_hardened(folder: Path) -> None:
    """It may write its own folders and has no rights beyond those of its user."""
    unit = _unit(folder)
    asked = {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": "",
        "Type": "notify", "KillMode": "mixed", "RestartPreventExitStatus": "2", "UMask": "0077", "StateDirectoryMode": "0700",
    }  # fmt: skip
    assert {key: unit[key][0] for key in asked} == asked
    assert unit["User"] != ["root"]


def test_tokens_have_the_names_that_the_bot_looks_for(folder: Path) -> None:
    """As credentials of systemd, also those commented out, and as files in a container; none is given as a variable."""
    unit = (folder / "toontalker-bot.service").read_text(encoding="utf-8")
    assert set(re.findall(r"LoadCredential=(\w+):", unit)) == {kind.credential for kind in KINDS}
    compose = (folder / "compose.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"^ +(\w+): /run/secrets/", compose, re.MULTILINE))
    assert named
    assert named <= {f"{kind.variables[0]}_FILE" for kind in KINDS}
    assert not re.search(r"TOKEN: |PASSWORD: ", compose)
    assert not re.search(r"Environment=.*(?:TOKEN|PASSWORD)", unit)


def test_the_container_runs_as_nobody_special(folder: Path) -> None:
    """Not as root, with an init, nothing writable but data and /tmp, no capabilities."""
    docker = (folder / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", docker, re.MULTILINE)
    assert docker.index("USER 10001") > docker.index("RUN apt-get")
    compose = (folder / "compose.yaml").read_text(encoding="utf-8")
    asked = ("init: true", "read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", 'user: "10001:10001"', '"127.0.0.1:8765:8765"')
    assert [line for line in asked if line not in compose] == []


def test_the_container_has_what_the_code_needs(folder: Path) -> None:
    """The libraries of the operating system, and the ports of the settings."""
    docker = (folder / "Dockerfile").read_text(encoding="utf-8")
    assert all(package in docker for package in LIBRARIES.values())
    assert f"127.0.0.1:{Settings().bot.status_port}/healthz" in docker
    assert f"EXPOSE {Settings().web.port}" in docker


def test_the_container_is_built_of_the_package_alone(folder: Path, repo: Path) -> None:
    """Everything that the build names is let in, and nothing that an operator may have put beside it."""
    ignored = (folder / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "*" in ignored
    assert allowed >= {*wheel["packages"], *wheel["force-include"], "pyproject.toml", "constraints.txt", "README.md", "LICENSE"}
    assert not any(name in allowed for name in ("config.toml", "data", "secrets", "docs"))


def test_the_extras_that_are_installed_exist(folder: Path, repo: Path) -> None:
    """In the container and in the steps for systemd."""
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("Dockerfile", "README.md"):
        extras = re.findall(r"'\.\[([\w,]+)\]'", (folder / name).read_text(encoding="utf-8"))
        assert extras
        assert {extra for named in extras for extra in named.split(",")} <= set(project["optional-dependencies"])
    assert "toontalker-bot" in project["scripts"]
