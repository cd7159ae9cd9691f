"""How an engine finds weights, and what it is told where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights import Shelf, change_lock, find_weights, manifest, sha256_of, weights_folder
from toontalker.weights.lock import Converted

pytest.importorskip("safetensors")


@pytest.fixture
def shelf(make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty shelf, whose manifest is the one that is read."""
    made = make_shelf(files.TF_PICKLE)
    made.folder.mkdir()
    monkeypatch.setattr("toontalker.weights.shelf.read_manifest", lambda: made.manifest)
    return made


def _converted(shelf: Shelf, name: str = "toon") -> Path:
    path = shelf.folder / f"{name}.safetensors"
    path.write_bytes(files.safetensors())
    return path


def test_converted_file_is_found(shelf: Shelf) -> None:
    """By its name in the manifest."""
    path = _converted(shelf)
    assert find_weights("toon", [shelf.folder]) == path


def test_folders_are_searched_in_their_order(shelf: Shelf, tmp_path: Path) -> None:
    """The first folder that has it wins; one without it, or that is not there, is passed over."""
    other = Shelf(tmp_path / "other", shelf.manifest)
    other.folder.mkdir()
    second = _converted(other)
    assert find_weights("toon", [tmp_path / "none", shelf.folder, other.folder]) == second
    assert find_weights("toon", [shelf.folder, other.folder]) == second
    assert find_weights("toon", [other.folder, shelf.folder]) == second
    first = _converted(shelf)
    assert find_weights("toon", [shelf.folder, other.folder]) == first


def test_network_of_ones_own_is_found_by_its_name(shelf: Shelf) -> None:
    """A blend that lies there needs no entry in the manifest."""
    path = _converted(shelf, "my_Blend.2")
    assert find_weights("my_Blend.2", [shelf.folder]) == path


def test_path_is_taken_as_it_is_and_proven(shelf: Shelf) -> None:
    """The lock beside the file knows it, too."""
    path = _converted(shelf)
    assert find_weights(str(path)) == path
    entry = Converted(source_sha256="a" * 64, sha256="b" * 64, bytes=path.stat().st_size)
    change_lock(shelf.folder, lambda lock: lock.noting("toon", entry))
    with pytest.raises(WeightsWrong, match="was changed after it was converted"):
        find_weights(str(path))
    with pytest.raises(WeightsMissing, match="There is no weights file"):
        find_weights(str(shelf.folder / "none.safetensors"))


def test_missing_weights_say_what_to_type(shelf: Shelf) -> None:
    """One sentence with the command."""
    with pytest.raises(WeightsMissing, match=r"^The weights toon are not here: `toontalker weights fetch toon`, then"):
        find_weights("toon", [shelf.folder])


@pytest.mark.parametrize("name", ["no-such", "../toon", "", "/etc/passwd"])
def test_unknown_name_is_told(shelf: Shelf, name: str) -> None:
    """So is one that is a path, which leads nowhere."""
    (shelf.folder.parent / "toon.safetensors").write_bytes(files.safetensors())
    with pytest.raises(WeightsMissing, match="No weights are called"):
        find_weights(name, [shelf.folder])


def test_unconverted_file_says_how_it_is_converted(shelf: Shelf) -> None:
    """An operator who dropped the published file there has one step to go."""
    path = shelf.folder / "toon.pkl"
    path.write_bytes(files.TF_PICKLE)
    with pytest.raises(WeightsMissing, match=rf"lies unconverted in {path}: `toontalker weights convert {path}`"):
        find_weights("toon", [shelf.folder])


def test_unpinned_file_says_how_it_is_pinned(shelf: Shelf) -> None:
    """A fetched file that waits for the operator's word is not forgotten."""
    (shelf.folder / "toon.pkl.unpinned").write_bytes(files.TF_PICKLE)
    with pytest.raises(WeightsMissing, match="fetched but not pinned yet"):
        find_weights("toon", [shelf.folder])


def test_converted_file_that_changed_is_refused(shelf: Shelf) -> None:
    """The hash in the lock is compared every time."""
    path = _converted(shelf)
    entry = Converted(source_sha256="a" * 64, sha256=sha256_of(path), bytes=path.stat().st_size)
    change_lock(shelf.folder, lambda lock: lock.noting("toon", entry))
    assert find_weights("toon", [shelf.folder]) == path
    path.write_bytes(files.safetensors(data=b"\x00" * 15 + b"\x01"))
    with pytest.raises(WeightsWrong, match="was changed after it was converted"):
        find_weights("toon", [shelf.folder])


def test_file_used_as_published_is_proven_by_its_hash(make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs no conversion, and no other file passes for it."""
    shelf = make_shelf(files.DLIB, file="toon.dat", formats=("dlib",), holds="as-is")
    shelf.folder.mkdir()
    monkeypatch.setattr("toontalker.weights.shelf.read_manifest", lambda: shelf.manifest)
    with pytest.raises(WeightsMissing, match=r"`toontalker weights fetch toon`\.$"):
        find_weights("toon", [shelf.folder])
    path = shelf.folder / "toon.dat"
    path.write_bytes(files.DLIB)
    assert find_weights("toon", [shelf.folder]) == path
    path.write_bytes(files.DLIB[:-1] + b"!")
    with pytest.raises(WeightsWrong, match="damaged or another file"):
        find_weights("toon", [shelf.folder])


def test_usual_folder(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names, else the checkout's, else one among the user's data."""
    monkeypatch.delenv("TOONTALKER_WEIGHTS", raising=False)
    assert weights_folder() == repo / "weights"
    monkeypatch.setattr(manifest, "_CHECKOUT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert weights_folder() == tmp_path / "data" / "toontalker" / "weights"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert weights_folder() == Path.home() / ".local" / "share" / "toontalker" / "weights"
    monkeypatch.setenv("TOONTALKER_WEIGHTS", str(tmp_path / "named"))
    assert weights_folder() == tmp_path / "named"
