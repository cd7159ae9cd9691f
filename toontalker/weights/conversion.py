"""Turns a published file into the safetensors file that an engine reads, and notes in the lock what was made from what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from toontalker.errors import BadSetting, WeightsMissing, WeightsWrong
from toontalker.weights.fetching import Consent, accept, admit
from toontalker.weights.lock import Converted, change_lock
from toontalker.weights.manifest import Holds, PublishedFile
from toontalker.weights.proof import check_safetensors, sha256_of
from toontalker.weights.shelf import Shelf

Converter: TypeAlias = Callable[[Path, Path], None]
"""Reads the first file, writes the second as safetensors; raises `WeightsWrong` with the reason where it cannot."""

_READABLE: Final = 0o644
"""Mode of a finished file."""


@dataclass(frozen=True)
class Conversion:
    """What shall become of a file."""

    source: Path
    """The file as it was published, under any name, or one of the operator's own."""
    out: Path | None = None
    """Where to; by default into the folder of the weights, under the name of the manifest."""
    holds: Holds | None = None
    """What is in it, where it is a file of the operator's own that no manifest knows; then `out` is needed."""


def convert(shelf: Shelf, conversion: Conversion, consent: Consent, converter_of: Callable[[Holds], Converter]) -> Path:
    """The converted file; a published file is proven first, and its licence asked for.

    Raises `WeightsMissing` where there is no such file, `WeightsWrong` where it is not what it claims to be or cannot be read,
    `BadSetting` where it is not said what it is, and what `accept` and `admit` raise.
    """
    source = conversion.source
    if not source.is_file():
        raise WeightsMissing(f"There is no file {source}.")
    file = None if conversion.holds else _published(shelf, source)
    if file is None:
        return _convert_own(shelf, conversion, converter_of)
    if file.holds == "as-is":
        raise BadSetting(f"{file.file} is used as it was published: put it into {shelf.folder}; there is nothing to convert.")
    converter = converter_of(file.holds)
    shelf.folder.mkdir(parents=True, exist_ok=True)
    accept(shelf, file, consent)
    admit(shelf, file, source, consent)
    return _written(shelf, source, conversion.out or shelf.converted(file), converter)


def _convert_own(shelf: Shelf, conversion: Conversion, converter_of: Callable[[Holds], Converter]) -> Path:
    source, holds, out = conversion.source, conversion.holds, conversion.out
    if holds is None or out is None:
        raise BadSetting(
            f"{source.name} is no published file by its name or its hash: name it as it was published, or say --holds and --out "
            "where it is a network of your own."
        )
    if holds == "as-is":
        raise BadSetting(f"{source.name} is to be used as it is, so there is nothing to convert.")
    return _written(shelf, source, out, converter_of(holds))


def _published(shelf: Shelf, source: Path) -> PublishedFile | None:
    """The published file that `source` is, by its name, else by its hash."""
    by_name = shelf.manifest.published_as(source.name.removesuffix(".unpinned"))
    if by_name is not None:
        return by_name
    found = sha256_of(source)
    return next((file for file in shelf.manifest.files if file.sha256 == found), None)


def _written(shelf: Shelf, source: Path, out: Path, converter: Converter) -> Path:
    """Converts into a file beside `out`, which gets its name when it is whole and sound, and is noted where it lies on the shelf."""
    if out.suffix != ".safetensors":
        raise BadSetting(f"{out.name} should end in .safetensors, for that is what it will be.")
    if not out.parent.is_dir():
        raise BadSetting(f"The folder {out.parent} does not exist.")
    fresh = out.with_name(f"{out.name}.part")
    try:
        source_sha256 = sha256_of(source)
        converter(source, fresh)
        check_safetensors(fresh)
        if sha256_of(source) != source_sha256:
            raise WeightsWrong(f"{source} was changed while it was converted.")
        entry = Converted(source_sha256=source_sha256, sha256=sha256_of(fresh), bytes=fresh.stat().st_size)
        fresh.chmod(_READABLE)
        fresh.replace(out)
    except OSError as error:
        raise BadSetting(f"{out} cannot be written: {error.strerror or error}.") from error
    finally:
        fresh.unlink(missing_ok=True)
    if out.parent.resolve() == shelf.folder.resolve():
        change_lock(shelf.folder, lambda lock: lock.noting(out.stem, entry))
    return out
