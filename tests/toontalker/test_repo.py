"""The repository itself: links that lead somewhere, contracts that can fail, commands that set themselves up."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from toontalker.errors import ToonTalkerError

DOCUMENTS = (
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "weights/README.md", "toontalker/data/README.md",
    "docs/bot.md", "docs/deploy/README.md", "docs/voices.md", "docs/worker.md",
)  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(repo: Path, document: str) -> None:
    """Files that a document links to or shows are there."""
    text = (repo / document).read_text(encoding="utf-8")
    targets = [target.replace("\\", "") for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (repo / document).parent.joinpath(target).exists()] == []


def test_every_room_is_on_the_map(repo: Path) -> None:
    """ARCHITECTURE.md links every package and every file that lies directly in toontalker/."""
    text = (repo / "ARCHITECTURE.md").read_text(encoding="utf-8").replace("\\", "")
    rooms = [path for path in (repo / "toontalker").iterdir() if (path / "__init__.py").is_file() or path.suffix == ".py"]
    assert rooms
    assert [room.name for room in rooms if f"(toontalker/{room.name})" not in text] == []


def test_extras_keep_torch_to_the_neural_engine(repo: Path) -> None:
    """A bot without the neural engine never downloads torch; nor does anybody who does not train voices."""
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asks_for_torch = {name for name, wanted in project["optional-dependencies"].items() if any("torch" in package for package in wanted)}
    assert asks_for_torch == {"neural", "train"}
    assert not any("torch" in package for package in project["dependencies"])


def test_constraints_name_versions_and_no_index(repo: Path) -> None:
    """Every line is a pin; where packages come from is the reader's own setting."""
    lines = [line for line in (repo / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert "torch==2.13.0" in lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)] == []


def test_version_is_said_once(repo: Path) -> None:
    """The package and its metadata agree."""
    import toontalker

    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == toontalker.__version__


@pytest.fixture
def copy(repo: Path, tmp_path: Path) -> Path:
    """The source of the three packages with pyproject.toml, to be broken at will."""
    for package in ("bot", "gpu_worker", "toontalker"):
        shutil.copytree(repo / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(repo / "pyproject.toml", tmp_path)
    return tmp_path


def _contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, env=environment, check=False)


def test_contracts_hold(copy: Path) -> None:
    """Imports run one way."""
    answer = _contracts(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("toontalker/photo/__init__.py", "import bot", "Imports run one way"),
        ("toontalker/cartoon/toon.py", "import torch", "torch only in the two neural engines"),
        ("toontalker/cartoon/toon.py", "import toontalker.speech", "The cartoon knows neither"),
        ("toontalker/speech/__init__.py", "import toontalker.picture", "The speech knows no pixels"),
        ("bot/__init__.py", "import discord.ext", "discord only in"),
        ("bot/__init__.py", "import cv2", "know no pixels"),
        ("gpu_worker/__init__.py", "import ray", "ray only in"),
        ("toontalker/speech/house/voice.py", "import toontalker.speech.house.train.texts", "nothing of the training"),
    ],
)
def test_contracts_can_fail(copy: Path, file: str, line: str, contract: str) -> None:
    """An import that runs upward, or a heavy package in the wrong room, breaks its contract."""
    source = copy / file
    source.write_text(f"{source.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    answer = _contracts(copy)
    assert answer.returncode != 0
    assert re.search(rf"{re.escape(contract)}.*BROKEN", answer.stdout)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("toontalker/cartoon/toonify/network.py", "import torch.nn"),
        ("toontalker/mouth/wav2lip/__init__.py", "import torch"),
        ("gpu_worker/ray_worker.py", "import ray"),
        ("bot/discord_app.py", "import discord"),
        ("bot/telegram_app.py", "import telegram.ext"),
    ],
)
def test_contracts_let_the_rooms_to_come_in(copy: Path, file: str, line: str) -> None:
    """Each heavy package may be imported in the one place that the plan keeps for it."""
    source = copy / file
    source.parent.mkdir(exist_ok=True)
    (source.parent / "__init__.py").touch()
    source.write_text(f"{line}\n", encoding="utf-8")
    answer = _contracts(copy)
    assert answer.returncode == 0, answer.stdout


def test_every_error_says_whose_fault_it_is() -> None:
    """Each class has a docstring, and its blame decides the exit code."""
    found = [ToonTalkerError]
    for kind in found:
        found.extend(kind.__subclasses__())
    assert len(found) > 8
    assert all(kind.__doc__ and kind.blame in {"user", "operator", "us"} for kind in found)
