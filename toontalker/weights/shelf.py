"""Where weights lie: the folder, its manifest and its lock, and how an engine finds a file there."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toontalker.errors import WeightsMissing
from toontalker.weights.lock import Lock, read_lock
from toontalker.weights.manifest import Manifest, PublishedFile, checkout, read_manifest
from toontalker.weights.proof import check_converted, check_published

FOLDER_VARIABLE: Final = "TOONTALKER_WEIGHTS"
"""Environment variable that names the folder of the weights."""
_OWN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Shelf:
    """A folder with weights, and what is known about them."""

    folder: Path
    """Where the files lie."""
    manifest: Manifest
    """What is published."""

    @property
    def lock(self) -> Lock:
        """What was decided here, read anew."""
        return read_lock(self.folder)

    def original(self, file: PublishedFile) -> Path:
        """Where the file lies as it was published."""
        return self.folder / file.file

    def unpinned(self, file: PublishedFile) -> Path:
        """Where a fetched file waits for the operator's word."""
        return self.folder / f"{file.file}.unpinned"

    def converted(self, file: PublishedFile) -> Path:
        """Where an engine reads it from."""
        return self.folder / file.converted


def weights_folder() -> Path:
    """The folder of the weights: $TOONTALKER_WEIGHTS, else that of the checkout, else one in the user's data."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named).expanduser()
    if here := checkout():
        return here / "weights"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "toontalker" / "weights"


def open_shelf(folder: Path | None = None) -> Shelf:
    """The shelf in `folder`, by default in the usual one."""
    return Shelf(folder or weights_folder(), read_manifest())


def find_weights(name: str, folders: Sequence[Path] | None = None) -> Path:
    """The file an engine reads for `name`: a name of the manifest, that of a safetensors file of the operator's own, or its path.

    Folders are searched in their order, by default only `weights_folder()`; a path ends in ``.safetensors`` and is taken as it is.
    What is found is proven first: a converted file by the hash in the lock beside it, a file used as published by its own. Raises
    `WeightsMissing` with the command that brings it, `WeightsWrong` where the file is not what it was.
    """
    if name.endswith(".safetensors"):
        return _own(Path(name))
    folders = folders or (weights_folder(),)
    manifest = read_manifest()
    file = next((file for file in manifest.files if file.name == name), None)
    for folder in folders:
        if (found := _proven(Shelf(folder, manifest), name, file)) is not None:
            return found
    file = file or manifest.named(name)
    for folder in folders:
        original = folder / file.file
        if original.is_file():
            raise WeightsMissing(f"{name} lies unconverted in {original}: `toontalker weights convert {original}` makes it readable.")
        if original.with_name(f"{file.file}.unpinned").is_file():
            raise WeightsMissing(f"{name} is fetched but not pinned yet: `toontalker weights fetch {name}` says how.")
    then = "" if file.holds == "as-is" else ", then `toontalker weights convert` it"
    raise WeightsMissing(f"The weights {name} are not here: `toontalker weights fetch {name}`{then}.")


def _own(path: Path) -> Path:
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    check_converted(path, read_lock(path.parent).converted.get(path.stem))
    return path


def _proven(shelf: Shelf, name: str, file: PublishedFile | None) -> Path | None:
    if file is not None and file.holds == "as-is":
        path = shelf.original(file)
        if path.is_file():
            check_published(path, file, shelf.lock)
            return path
        return None
    if not _OWN_NAME.fullmatch(name):
        return None
    path = shelf.folder / f"{name}.safetensors"
    if not path.is_file():
        return None
    check_converted(path, shelf.lock.converted.get(name))
    return path
