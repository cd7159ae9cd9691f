"""The list of published weights: what each file is for, where it lies, how it is known, and on which terms."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator, model_validator

from toontalker.errors import WeightsMissing
from toontalker.weights.address import fault_of
from toontalker.weights.sniff import Container
from toontalker.weights.toml_file import Sha256, Table, read_toml

Holds = Literal["stylegan2", "wav2lip", "perceptual", "encoder", "as-is"]
"""What is in a file, and so which reader converts it; a file that is used as it was published is "as-is"."""

LARGEST: Final = 2_000_000_000
"""Bytes: more is not fetched of a file whose size nobody has published."""
_CHECKOUT: Final = Path(__file__).parents[2]
_PACKAGED: Final = Path(__file__).parents[1] / "data" / "weights-manifest.toml"
_NAME: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_FILE: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

class Licence(Table):
    """The terms of a file, in words for an operator; they do not replace the licence itself."""

    name: Annotated[str, Field(min_length=1)]
    """What the licence is called."""
    sentence: Annotated[str, Field(min_length=1)]
    """What it means for the operator."""


class PublishedFile(Table):
    """One file that somebody published."""

    name: Annotated[str, Field(pattern=_NAME)]
    """How it is called here; its converted form is ``NAME.safetensors``."""
    file: Annotated[str, Field(pattern=_FILE)]
    """Its published name."""
    use: Annotated[str, Field(min_length=1)]
    """One sentence: what it is for."""
    addresses: Annotated[tuple[str, ...], Field(min_length=1)]
    """Where it can be fetched; tried one after the other."""
    bytes: Annotated[int, Field(gt=0, le=LARGEST)] | None = None
    """Its size, where public text states it."""
    sha256: Sha256 | None = None
    """Its hash, where public text states it; else it is pinned on the operator's word."""
    packed: Sha256 | None = None
    """The hash of what the addresses serve, where that is the file packed with bz2."""
    licence: str
    """Which of the manifest's licences it comes under."""
    formats: Annotated[tuple[Container, ...], Field(min_length=1)]
    """The containers it may be in."""
    holds: Holds
    """What is in it."""
    along: tuple[Annotated[str, Field(pattern=_NAME)], ...] = ()
    """Names of files without which it is of no use: they are fetched with it, and not listed by themselves."""

    @field_validator("addresses")
    @classmethod
    def _only_safe_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if fault := fault_of(address):
                raise ValueError(f"{address} {fault}")
        return addresses

    @model_validator(mode="after")
    def _unpacked_into_what_is_known(self) -> PublishedFile:
        if self.packed and not (self.bytes and self.sha256):
            raise ValueError(f"{self.name} is packed, so its bytes and sha256 must be stated")
        return self

    @property
    def converted(self) -> str:
        """File name of what `toontalker weights convert` makes of it; of a file used as published, its own name."""
        return self.file if self.holds == "as-is" else f"{self.name}.safetensors"


class Manifest(Table):
    """Every published file the engines can use."""

    licences: dict[str, Licence]
    """The terms, by a short id."""
    files: tuple[PublishedFile, ...]
    """The files, in the order in which they are shown."""

    @model_validator(mode="after")
    def _consistent(self) -> Manifest:
        for key in ("name", "file"):
            values = [getattr(file, key) for file in self.files]
            if twice := {value for value in values if values.count(value) > 1}:
                raise ValueError(f"{key} {min(twice)} stands there twice")
        for file in self.files:
            if file.licence not in self.licences:
                raise ValueError(f"{file.name} names the licence {file.licence}, which is not there")
            if lost := set(file.along).difference(other.name for other in self.files):
                raise ValueError(f"{file.name} is fetched along with {min(lost)}, which is not there")
        return self

    def named(self, name: str) -> PublishedFile:
        """The file called `name`; raises `WeightsMissing` with the nearest known name."""
        for file in self.files:
            if file.name == name:
                return file
        known = [file.name for file in self.files]
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
        raise WeightsMissing(f"No weights are called {name}; {hint}")

    def listed(self) -> tuple[PublishedFile, ...]:
        """The files that mean something by themselves."""
        parts = {name for file in self.files for name in file.along}
        return tuple(file for file in self.files if file.name not in parts)

    def with_all(self, name: str) -> tuple[PublishedFile, ...]:
        """The file called `name` and those that belong to it; raises `WeightsMissing` with the nearest known name."""
        file = self.named(name)
        return (file, *(self.named(other) for other in file.along))

    def published_as(self, file_name: str) -> PublishedFile | None:
        """The file that was published under `file_name`."""
        return next((file for file in self.files if file.file == file_name), None)

    def licence_of(self, file: PublishedFile) -> Licence:
        """The terms of `file`."""
        return self.licences[file.licence]


def read_manifest(path: Path | None = None) -> Manifest:
    """Reads a manifest; without a path, that of the checkout, or of an installed package its own copy.

    Raises `BadSetting` with one sentence about the first thing wrong in it.
    """
    return read_toml(Manifest, path or manifest_place(), "list of weights")


def checkout() -> Path | None:
    """The top folder of the project, where the package runs from a checkout."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "weights").is_dir() else None


def manifest_place() -> Path:
    """Where the manifest lies."""
    here = checkout()
    return here / "weights" / "manifest.toml" if here else _PACKAGED
