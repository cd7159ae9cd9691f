"""Converting: a proven file becomes safetensors under the right name, noted in the lock, or nothing happens."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from toontalker.errors import BadSetting, LicenceNotAccepted, WeightsMissing, WeightsUnpinned, WeightsWrong
from toontalker.weights import Consent, Conversion, Converter, Holds, Shelf, check_safetensors, convert, read_lock

pytest.importorskip("safetensors")


def _copies(holds: Holds) -> Converter:
    """A converter that writes safetensors which say what they were made as."""
    return _writing(files.safetensors(header={"w": files.tensor((0, 16)), "__metadata__": {"holds": holds}}))


def _writing(content: bytes) -> Converter:
    def write(source: Path, out: Path) -> None:
        out.write_bytes(content)

    return write


@pytest.fixture
def shelf(make_shelf: MakeShelf) -> Shelf:
    """A shelf on which the published file lies."""
    made = make_shelf(files.TF_PICKLE)
    made.folder.mkdir()
    (made.folder / "toon.pkl").write_bytes(files.TF_PICKLE)
    return made


def test_published_file_becomes_the_converted_one(shelf: Shelf, agree: Consent) -> None:
    """It lies under the manifest's name, readable, and the lock says from what it was made."""
    out = convert(shelf, Conversion(shelf.folder / "toon.pkl"), agree, _copies)
    assert out == shelf.folder / "toon.safetensors"
    check_safetensors(out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o644
    entry = read_lock(shelf.folder).converted["toon"]
    assert entry.source_sha256 == hashlib.sha256(files.TF_PICKLE).hexdigest()
    assert (entry.sha256, entry.bytes) == (hashlib.sha256(out.read_bytes()).hexdigest(), out.stat().st_size)
    assert {path.name for path in shelf.folder.iterdir()} == {"toon.pkl", "toon.safetensors", "lock.toml"}


def test_file_under_another_name_is_known_by_its_hash(shelf: Shelf, agree: Consent, tmp_path: Path) -> None:
    """As a browser names a second download, in a folder of its own."""
    source = tmp_path / "toon (1).pkl"
    source.write_bytes(files.TF_PICKLE)
    assert convert(shelf, Conversion(source), agree, _copies) == shelf.folder / "toon.safetensors"


def test_shelf_that_is_not_there_yet_is_made(make_shelf: MakeShelf, agree: Consent, tmp_path: Path) -> None:
    """Who converts first needs no folder."""
    source = tmp_path / "toon.pkl"
    source.write_bytes(files.TF_PICKLE)
    assert convert(make_shelf(files.TF_PICKLE), Conversion(source), agree, _copies).is_file()


def test_converted_file_elsewhere_is_not_noted(shelf: Shelf, agree: Consent, tmp_path: Path) -> None:
    """The lock is about its own folder."""
    out = tmp_path / "elsewhere.safetensors"
    assert convert(shelf, Conversion(shelf.folder / "toon.pkl", out), agree, _copies) == out
    assert not read_lock(shelf.folder).converted


def test_network_of_ones_own_needs_its_kind_and_a_name(shelf: Shelf, tmp_path: Path) -> None:
    """It comes under no licence of the manifest and is converted as what it is said to be."""
    source = tmp_path / "mine.pt"
    source.write_bytes(files.torch_zip())
    for conversion in (Conversion(source), Conversion(source, holds="wav2lip"), Conversion(source, shelf.folder / "mine.safetensors")):
        with pytest.raises(BadSetting, match="say --holds and --out"):
            convert(shelf, conversion, Consent(), _copies)
    out = convert(shelf, Conversion(source, shelf.folder / "mine.safetensors", "wav2lip"), Consent(), _copies)
    assert b'"holds": "wav2lip"' in out.read_bytes()
    assert "mine" in read_lock(shelf.folder).converted


def test_licence_is_asked_for_a_file_dropped_by_hand(shelf: Shelf) -> None:
    """However it came here."""
    with pytest.raises(LicenceNotAccepted):
        convert(shelf, Conversion(shelf.folder / "toon.pkl"), Consent(), _copies)


def test_unpinned_file_is_not_converted(make_shelf: MakeShelf, agree: Consent, agree_and_pin: Consent, tmp_path: Path) -> None:
    """Not before the operator has said that it is the right one."""
    shelf = make_shelf(files.TF_PICKLE, sha256=None)
    source = tmp_path / "toon.pkl"
    source.write_bytes(files.TF_PICKLE)
    with pytest.raises(WeightsUnpinned):
        convert(shelf, Conversion(source), agree, _copies)
    assert convert(shelf, Conversion(source), agree_and_pin, _copies).is_file()


def test_tampered_file_is_never_handed_to_a_converter(shelf: Shelf, agree: Consent) -> None:
    """It is refused before anything reads it."""
    source = shelf.folder / "toon.pkl"
    source.write_bytes(files.TF_PICKLE[:-1] + b"!")

    def reads(_: Holds) -> Converter:
        def read(source: Path, out: Path) -> None:
            pytest.fail("it was read")

        return read

    with pytest.raises(WeightsWrong, match="damaged or another file"):
        convert(shelf, Conversion(source), agree, reads)


def test_failed_conversion_leaves_the_old_file(shelf: Shelf, agree: Consent) -> None:
    """What was converted before stays as it was, and nothing half is left."""
    source = shelf.folder / "toon.pkl"
    before = convert(shelf, Conversion(source), agree, _copies).read_bytes()

    def fails(_: Holds) -> Converter:
        def fail(source: Path, out: Path) -> None:
            out.write_bytes(b"half")
            raise WeightsWrong("It holds no weights.")

        return fail

    with pytest.raises(WeightsWrong, match="It holds no weights"):
        convert(shelf, Conversion(source), agree, fails)
    assert (shelf.folder / "toon.safetensors").read_bytes() == before
    assert not (shelf.folder / "toon.safetensors.part").exists()


def test_what_is_no_safetensors_is_not_kept(shelf: Shelf, agree: Consent) -> None:
    """The result is looked at before it gets its name."""
    with pytest.raises(WeightsWrong):
        convert(shelf, Conversion(shelf.folder / "toon.pkl"), agree, lambda _: _writing(b"no"))
    assert not (shelf.folder / "toon.safetensors").exists()


def test_source_that_changes_meanwhile_is_noticed(shelf: Shelf, agree: Consent) -> None:
    """What is noted as the source must be what was read."""
    source = shelf.folder / "toon.pkl"

    def swaps(_: Holds) -> Converter:
        def swap(source: Path, out: Path) -> None:
            out.write_bytes(files.safetensors())
            source.write_bytes(b"another")

        return swap

    with pytest.raises(WeightsWrong, match="was changed while it was converted"):
        convert(shelf, Conversion(source), agree, swaps)
    assert not (shelf.folder / "toon.safetensors").exists()


@pytest.mark.parametrize(
    ("out", "sentence"), [("toon.pth", r"should end in \.safetensors"), ("none/toon.safetensors", "does not exist")]
)
def test_place_that_makes_no_sense_is_told(shelf: Shelf, agree: Consent, tmp_path: Path, out: str, sentence: str) -> None:
    """Before the work."""
    with pytest.raises(BadSetting, match=sentence):
        convert(shelf, Conversion(shelf.folder / "toon.pkl", tmp_path / out), agree, _copies)


def test_disk_that_is_full_is_told(shelf: Shelf, agree: Consent) -> None:
    """As a sentence."""

    def fails(_: Holds) -> Converter:
        def fail(source: Path, out: Path) -> None:
            raise OSError(28, "No space left on device")

        return fail

    with pytest.raises(BadSetting, match="No space left on device"):
        convert(shelf, Conversion(shelf.folder / "toon.pkl"), agree, fails)


def test_missing_file_and_file_used_as_published_are_told(make_shelf: MakeShelf, agree: Consent, tmp_path: Path) -> None:
    """There is nothing to convert in either case."""
    shelf = make_shelf(files.DLIB, file="toon.dat", formats=("dlib",), holds="as-is")
    with pytest.raises(WeightsMissing, match="There is no file"):
        convert(shelf, Conversion(tmp_path / "toon.dat"), agree, _copies)
    (tmp_path / "toon.dat").write_bytes(files.DLIB)
    with pytest.raises(BadSetting, match="is used as it was published"):
        convert(shelf, Conversion(tmp_path / "toon.dat"), agree, _copies)
    with pytest.raises(BadSetting, match="nothing to convert"):
        convert(shelf, Conversion(tmp_path / "toon.dat", tmp_path / "a.safetensors", "as-is"), agree, _copies)
