"""Looks at everything in the folder of the weights: what is there, and whether it is what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights.manifest import PublishedFile
from toontalker.weights.proof import check_converted, check_published, known_sha256, sha256_of
from toontalker.weights.shelf import Shelf
from toontalker.weights.sniff import sniff

Verdict = Literal["good", "wrong", "unpinned", "half"]
State = Literal["ready", "fetched", "unpinned", "half", "missing"]


@dataclass(frozen=True)
class Finding:
    """What was found out about one file."""

    path: Path
    """The file."""
    verdict: Verdict
    """good: proven; wrong: refused; unpinned: sound, but nobody has said that it is the right one; half: its download is to go on."""
    sentence: str
    """Why, or what it is."""


def check(shelf: Shelf) -> list[Finding]:
    """Proves every file of the folder that belongs to the weights, by size, content and hash; reads all of them."""
    findings = [finding for file in shelf.manifest.files for finding in _published(shelf, file)]
    known = {f"{file.name}.safetensors" for file in shelf.manifest.files}
    own = sorted(path for path in shelf.folder.glob("*.safetensors") if path.name not in known)
    return findings + [_converted(shelf, path, path.stem, None) for path in own]


def state_of(shelf: Shelf, file: PublishedFile) -> State:
    """What there is of a published file, told without reading it."""
    original = shelf.original(file)
    if shelf.converted(file).is_file():
        return "ready"
    if original.is_file():
        return "fetched" if known_sha256(file, shelf.lock) else "unpinned"
    if shelf.unpinned(file).is_file():
        return "unpinned"
    return "half" if any(path.is_file() for path in _parts(shelf, file)) else "missing"


def _published(shelf: Shelf, file: PublishedFile) -> Iterator[Finding]:
    for path in (shelf.original(file), shelf.unpinned(file)):
        if path.is_file():
            yield _original(shelf, file, path)
    for path in _parts(shelf, file):
        if path.is_file():
            yield Finding(path, "half", f"{path.stat().st_size:,} bytes so far; `toontalker weights fetch {file.name}` goes on")
    converted = shelf.folder / f"{file.name}.safetensors"
    if converted.is_file():
        yield _converted(shelf, converted, file.name, file)


def _parts(shelf: Shelf, file: PublishedFile) -> list[Path]:
    return [shelf.folder / f"{file.file}{more}.part" for more in ("", ".unpinned", ".bz2")]


def _original(shelf: Shelf, file: PublishedFile, path: Path) -> Finding:
    try:
        check_published(path, file, shelf.lock)
    except (WeightsWrong, WeightsMissing) as error:
        return Finding(path, "wrong", str(error))
    if known_sha256(file, shelf.lock) is None:
        return Finding(path, "unpinned", f"sha256 {sha256_of(path)}; `toontalker weights fetch {file.name} --pin` if you trust it")
    return Finding(path, "good", f"{sniff(path)}, sha256 as {'published' if file.sha256 else 'pinned'}")


def _converted(shelf: Shelf, path: Path, name: str, file: PublishedFile | None) -> Finding:
    entry = shelf.lock.converted.get(name)
    try:
        check_converted(path, entry)
    except (WeightsWrong, WeightsMissing) as error:
        return Finding(path, "wrong", str(error))
    if entry is None:
        return Finding(path, "good", "sound safetensors, not converted here")
    expected = known_sha256(file, shelf.lock) if file else None
    if expected is not None and entry.source_sha256 != expected:
        return Finding(path, "wrong", f"{path} was converted from another file than {name}: convert it again.")
    return Finding(path, "good", "safetensors, sha256 as noted when it was converted")
