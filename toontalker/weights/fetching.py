"""Fetches a published file into the folder of the weights, on terms that were accepted and with a hash that is known or pinned."""

from __future__ import annotations

import bz2
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from toontalker.errors import BadSetting, DownloadFailed, LicenceNotAccepted, WeightsUnpinned, WeightsWrong
from toontalker.weights.address import is_drive
from toontalker.weights.download import Limits, OnBytes, Wanted, download
from toontalker.weights.lock import Lock, change_lock
from toontalker.weights.manifest import Licence, PublishedFile
from toontalker.weights.part import Part
from toontalker.weights.proof import check_published, known_sha256, sha256_of
from toontalker.weights.shelf import Shelf

_CHUNK: Final = 1 << 20


def _no(*_: object) -> bool:
    return False


def _silent(_done: int, _of: int | None) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Consent:
    """How the operator is asked; by default nothing is agreed to."""

    licence: Callable[[PublishedFile, Licence], bool] = _no
    """Whether the terms of a file are accepted."""
    pin: Callable[[PublishedFile, str], bool] = _no
    """Whether a file with this sha256 is taken for the right one, although nobody publishes a hash of it."""


@dataclass(frozen=True)
class Way:
    """How a file is fetched."""

    limits: Limits = field(default_factory=Limits)
    """How long a server may take."""
    on_bytes: OnBytes = _silent
    """Told how far it is."""


def fetch(shelf: Shelf, name: str, consent: Consent, way: Way | None = None) -> Path:
    """The published file `name`, proven, in the folder of the shelf; one that is there already is proven and not fetched again.

    Raises `WeightsMissing` for an unknown name, `LicenceNotAccepted`, `DownloadFailed` with the reason of every address,
    `WeightsUnpinned` where the operator has to say first that the hash is right (the file waits as ``FILE.unpinned``), and
    `WeightsWrong` where a file of that name lies there that is another one; it is never overwritten.
    """
    file = shelf.manifest.named(name)
    try:
        shelf.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"The folder of the weights {shelf.folder} cannot be made: {error.strerror}.") from error
    accept(shelf, file, consent)
    path, waiting = shelf.original(file), shelf.unpinned(file)
    if path.is_file():
        return admit(shelf, file, path, consent)
    if not waiting.is_file():
        arrived = _fetched(shelf, file, way or Way())
        if known_sha256(file, shelf.lock) is not None:
            return arrived
    admit(shelf, file, waiting, consent)
    waiting.chmod(0o644)
    return waiting.replace(path)


def accept(shelf: Shelf, file: PublishedFile, consent: Consent) -> None:
    """Asks for the licence of `file` where it was not accepted before; raises `LicenceNotAccepted`."""
    licence = shelf.manifest.licence_of(file)
    if shelf.lock.has_accepted(file.licence, licence):
        return
    if not consent.licence(file, licence):
        raise LicenceNotAccepted(f"{file.name} comes under a licence that has to be accepted first ({licence.name}): {licence.sentence}")
    change_lock(shelf.folder, lambda lock: lock.accepting(file.licence, licence))


def admit(shelf: Shelf, file: PublishedFile, path: Path, consent: Consent) -> Path:
    """Proves that `path` is `file`, or pins its hash on the operator's word; raises `WeightsWrong`, `WeightsUnpinned`."""
    check_published(path, file, shelf.lock)
    if known_sha256(file, shelf.lock) is None:
        found, size = sha256_of(path), path.stat().st_size
        if not consent.pin(file, found):
            raise WeightsUnpinned(
                f"Nobody publishes a hash of {file.file}; the one in {path} has {size:,} bytes and sha256 {found}. If you trust where it "
                f"came from, pin it: `toontalker weights fetch {file.name} --pin`."
            )
        change_lock(shelf.folder, lambda lock: lock.pinning(file.name, found, size))
    return path


def _fetched(shelf: Shelf, file: PublishedFile, way: Way) -> Path:
    """Where the file lies after it was fetched from the first address that has it; under its own name only if its hash is known."""
    target = shelf.original(file) if known_sha256(file, shelf.lock) else shelf.unpinned(file)
    packed = shelf.folder / f"{file.file}.bz2"
    if file.packed and packed.is_file():
        return _unpacked(packed, file, target)
    faults = []
    with Part(packed if file.packed else target) as part:
        _check_room(shelf.folder, (file.bytes or 0) - part.size)
        job = _Job(shelf, file, part, way)
        for address in file.addresses:
            try:
                return job.fetch_from(address, target)
            except DownloadFailed as error:
                faults.append(str(error).rstrip("."))
            except WeightsWrong as error:
                faults.append(f"from {address}: {str(error).rstrip('.')}")
    by_hand = f" Files from Google Drive are fetched with a browser and saved as {shelf.original(file)}."
    hint = by_hand if any(is_drive(address) for address in file.addresses) else ""
    raise DownloadFailed(f"{file.name} cannot be fetched: {'; '.join(faults)}.{hint}")


@dataclass(frozen=True)
class _Job:
    """One file on its way to one shelf."""

    shelf: Shelf
    file: PublishedFile
    part: Part
    way: Way

    def fetch_from(self, address: str, target: Path) -> Path:
        """The proven file at `target`; raises `DownloadFailed`, `WeightsWrong`, and keeps nothing that is wrong.

        What goes on from an earlier attempt and turns out wrong is fetched once more from its beginning.
        """
        earlier = self.part.size > 0
        try:
            self._download(address)
        except WeightsWrong:
            self.part.drop()
            if not earlier:
                raise
            try:
                self._download(address)
            except WeightsWrong:
                self.part.drop()
                raise
        if not self.file.packed:
            return self.part.finish()
        done = _unpacked(self.part.path, self.file, target)
        self.part.drop()
        return done

    def _download(self, address: str) -> None:
        pin = self.shelf.lock.pins.get(self.file.name)
        size = None if self.file.packed else self.file.bytes or (pin.bytes if pin else None)
        has_hash = known_sha256(self.file, self.shelf.lock) is not None
        download(Wanted(address, size, has_hash), self.part, self.way.limits, self.way.on_bytes)
        if self.file.packed:
            _check_packed(self.part.path, self.file)
        else:
            check_published(self.part.path, self.file, self.shelf.lock)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise DownloadFailed(f"The disk of {folder} has {free:,} bytes left, and {needed:,} are needed.")


def _check_packed(path: Path, file: PublishedFile) -> None:
    if (found := sha256_of(path)) != file.packed:
        raise WeightsWrong(f"{path} is damaged or another file: its sha256 is {found}, and the published one is {file.packed}.")


def _unpacked(packed: Path, file: PublishedFile, target: Path) -> Path:
    """Unpacks a bz2 file, never far beyond the size that is published, and proves what comes out; raises `WeightsWrong`."""
    _check_packed(packed, file)
    with Part(target) as part:
        part.drop()
        try:
            with bz2.open(packed) as content:
                while part.size <= (file.bytes or 0) and (chunk := content.read(_CHUNK)):
                    part.add(chunk)
            part.settle()
            check_published(part.path, file, Lock())
        except (OSError, EOFError) as error:
            part.drop()
            raise WeightsWrong(f"{packed} cannot be unpacked.") from error
        except WeightsWrong:
            part.drop()
            raise
        return part.finish()
