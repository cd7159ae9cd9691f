"""The files that commands read and write for the operator: settings, reports, and the folders these go to."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toontalker.errors import BadSetting, RequestError

if TYPE_CHECKING:
    from toontalker.settings import Settings


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of --config, else of $TOONTALKER_CONFIG, else of ./config.toml where there is one, else the defaults."""
    from toontalker.settings import read_settings

    named = arguments.config or os.environ.get("TOONTALKER_CONFIG")
    usual = Path("config.toml")
    return read_settings(Path(named) if named else usual if usual.is_file() else None)


def read_report(path: Path) -> Mapping[str, Any]:
    """The report of a clip; raises RequestError where it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"The report {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise RequestError(f"The report {path} is not the JSON that `toontalker make --report` writes.") from error
    if not isinstance(content, dict):
        raise RequestError(f"The report {path} is not the JSON that `toontalker make --report` writes.")
    return content


def check_folder(path: Path) -> None:
    """Tells of a folder that does not exist before the work, not after it: raises BadSetting."""
    if not path.parent.is_dir():
        raise BadSetting(f"The folder {path.parent} does not exist.")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes values as JSON; raises BadSetting where the file cannot be written."""
    try:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadSetting(f"The file {path} cannot be written: {error.strerror}.") from error
