"""Fetching: what is asked first, what is proven, what is pinned, and what is left when it fails."""

from __future__ import annotations

import bz2
import hashlib
import stat
from pathlib import Path

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from tests.toontalker.weights.server import Server
from toontalker.errors import BadSetting, DownloadFailed, LicenceNotAccepted, WeightsMissing, WeightsUnpinned, WeightsWrong
from toontalker.weights import Consent, Licence, Limits, PublishedFile, Shelf, Way, fetch, read_lock
from toontalker.weights.part import Part

BODY = files.TF_PICKLE
QUICK = Way(Limits(timeout=5, attempts=3))


def _names(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.folder.iterdir()}


def test_file_arrives_whole_and_readable(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """The file lies under its name, with the mode of any file, and nothing else is left but the lock."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    heard: list[tuple[int, int | None]] = []
    path = fetch(shelf, "toon", agree, Way(QUICK.limits, lambda done, of: heard.append((done, of))))
    assert path.read_bytes() == BODY
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert _names(shelf) == {"toon.pkl", "lock.toml"}
    assert heard[-1] == (len(BODY), len(BODY))


def test_complete_file_is_not_fetched_again(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """What is there and has the right hash is enough."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    first = fetch(shelf, "toon", agree, QUICK)
    assert fetch(shelf, "toon", agree, QUICK) == first
    assert len(server.asked) == 1


def test_next_address_is_tried(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """One address that is gone and one that serves another file do not hide a third that has it."""
    damaged = BODY[:-1] + b"!"
    shelf = make_shelf(BODY, server.address("/gone"), server.put("/damaged", damaged), server.put("/toon.pkl", BODY))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY


def test_reason_of_every_address_is_told(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """One sentence says why each address failed, and nothing is left of what was wrong."""
    shelf = make_shelf(BODY, server.address("/gone"), server.put("/damaged", BODY[:-1] + b"!"))
    with pytest.raises(DownloadFailed, match=r"^toon cannot be fetched: .*404 .*; from .*/damaged: .*its sha256 is") as caught:
        fetch(shelf, "toon", agree, QUICK)
    assert str(caught.value).endswith(".")
    assert _names(shelf) == {"lock.toml"}


def test_google_drive_needs_a_browser(make_shelf: MakeShelf, agree: Consent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the addresses are Google Drive's, the sentence says what to do by hand."""

    def page(*_: object) -> None:
        raise DownloadFailed("Google Drive shows a page")

    monkeypatch.setattr("toontalker.weights.fetching.download", page)
    shelf = make_shelf(BODY, "https://drive.google.com/uc?export=download&id=1")
    with pytest.raises(DownloadFailed, match=r"fetched with a browser and saved as .*toon\.pkl"):
        fetch(shelf, "toon", agree, QUICK)


def test_licence_comes_first_and_once(server: Server, make_shelf: MakeShelf) -> None:
    """Nothing is asked for before the terms are accepted; then they are not shown again."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    with pytest.raises(LicenceNotAccepted, match="For tests only"):
        fetch(shelf, "toon", Consent(), QUICK)
    assert not server.asked
    shown: list[str] = []

    def accepts(_: PublishedFile, licence: Licence) -> bool:
        shown.append(licence.name)
        return True

    consent = Consent(accepts)
    fetch(shelf, "toon", consent, QUICK)
    fetch(shelf, "toon", consent, QUICK)
    assert shown == ["Terms"]
    assert read_lock(shelf.folder).licences["terms"].sentence == "For tests only."


def test_licence_that_changed_is_asked_again(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """What was accepted is the sentence that was shown."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    fetch(shelf, "toon", agree, QUICK)
    path = shelf.folder / "lock.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("For tests only.", "Do what you want."), encoding="utf-8")
    with pytest.raises(LicenceNotAccepted):
        fetch(shelf, "toon", Consent(), QUICK)


def test_file_without_a_hash_waits_for_the_operator(server: Server, make_shelf: MakeShelf, agree: Consent, agree_and_pin: Consent) -> None:
    """It is kept aside and its hash told; on the operator's word it is pinned, without fetching it again."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY), sha256=None)
    sha256 = hashlib.sha256(BODY).hexdigest()
    for _ in range(2):
        with pytest.raises(WeightsUnpinned, match=rf"{sha256}.*weights fetch toon --pin"):
            fetch(shelf, "toon", agree, QUICK)
        assert _names(shelf) == {"toon.pkl.unpinned", "lock.toml"}
    path = fetch(shelf, "toon", agree_and_pin, QUICK)
    assert path.read_bytes() == BODY
    assert len(server.asked) == 1
    assert read_lock(shelf.folder).pins["toon"].sha256 == sha256
    assert fetch(shelf, "toon", Consent(), QUICK) == path


def test_pinned_file_is_fetched_by_its_pin(server: Server, make_shelf: MakeShelf, agree_and_pin: Consent) -> None:
    """After it was pinned, another file under the same address is refused."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY), sha256=None, bytes=None)
    fetch(shelf, "toon", agree_and_pin, QUICK).unlink()
    server.put("/toon.pkl", BODY[:-1] + b"!")
    with pytest.raises(DownloadFailed, match="the pinned one is"):
        fetch(shelf, "toon", agree_and_pin, QUICK)


def test_file_dropped_by_hand_is_proven_not_fetched(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A file put there under its published name is as good as a fetched one; another file under that name is left alone."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    shelf.folder.mkdir()
    path = shelf.folder / "toon.pkl"
    path.write_bytes(BODY[:-1] + b"!")
    with pytest.raises(WeightsWrong, match="damaged or another file"):
        fetch(shelf, "toon", agree, QUICK)
    assert path.exists()
    path.write_bytes(BODY)
    assert fetch(shelf, "toon", agree, QUICK) == path
    assert not server.asked


def test_packed_file_is_proven_and_unpacked(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Of a packed file both hashes are looked at; only the unpacked file stays."""
    packed = bz2.compress(files.DLIB)
    shelf = _packed_shelf(make_shelf, packed, server.put("/toon.dat.bz2", packed))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == files.DLIB
    assert _names(shelf) == {"toon.dat", "lock.toml"}


def test_packed_file_dropped_by_hand_is_unpacked(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Who downloaded the packed file with a browser need not unpack it."""
    packed = bz2.compress(files.DLIB)
    shelf = _packed_shelf(make_shelf, packed, server.address("/none"))
    shelf.folder.mkdir()
    (shelf.folder / "toon.dat.bz2").write_bytes(packed)
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == files.DLIB
    assert not server.asked


@pytest.mark.parametrize("content", [bytes(50_000_000), files.DLIB[:-1] + b"!", files.DLIB[:100]])
def test_packed_file_that_holds_something_else_is_refused(
    server: Server, make_shelf: MakeShelf, agree: Consent, content: bytes
) -> None:
    """A bomb is not unpacked beyond the published size, and what comes out is proven."""
    packed = bz2.compress(content)
    shelf = _packed_shelf(make_shelf, packed, server.put("/toon.dat.bz2", packed))
    with pytest.raises(DownloadFailed, match=r"toon cannot be fetched"):
        fetch(shelf, "toon", agree, QUICK)
    assert not (shelf.folder / "toon.dat").exists()
    assert sum(path.stat().st_size for path in shelf.folder.iterdir()) < 2_000_000


def test_packed_file_with_another_hash_is_refused(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """It is not even unpacked."""
    packed = bz2.compress(files.DLIB)
    shelf = _packed_shelf(make_shelf, packed, server.put("/toon.dat.bz2", packed[:-1] + b"!"))
    with pytest.raises(DownloadFailed, match="its sha256 is"):
        fetch(shelf, "toon", agree, QUICK)
    assert _names(shelf) == {"lock.toml"}


def test_packed_file_cut_off_is_refused(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A packed file that ends in the middle is a reason, no traceback."""
    packed = bz2.compress(files.DLIB)[:-10]
    shelf = _packed_shelf(make_shelf, packed, server.put("/toon.dat.bz2", packed))
    with pytest.raises(DownloadFailed, match="cannot be unpacked"):
        fetch(shelf, "toon", agree, QUICK)


def _packed_shelf(make_shelf: MakeShelf, packed: bytes, address: str) -> Shelf:
    hashes = {"packed": hashlib.sha256(packed).hexdigest()}
    return make_shelf(files.DLIB, address, file="toon.dat", formats=("dlib",), holds="as-is", **hashes)


def test_two_at_once_do_not_mix(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A second process that fetches the same file is told so."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    shelf.folder.mkdir()
    with Part(shelf.folder / "toon.pkl"), pytest.raises(DownloadFailed, match="being fetched by another process"):
        fetch(shelf, "toon", agree, QUICK)
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY


def test_full_disk_is_told_beforehand(
    server: Server, make_shelf: MakeShelf, agree: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked for that would not fit."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100}))
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    with pytest.raises(DownloadFailed, match="has 100 bytes left"):
        fetch(shelf, "toon", agree, QUICK)
    assert not server.asked


def test_disk_that_fills_up_is_a_sentence(
    server: Server, make_shelf: MakeShelf, agree: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is a disk that fills up on the way."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    monkeypatch.setattr("toontalker.weights.part.os.write", full)
    with pytest.raises(DownloadFailed, match="No space left on device"):
        fetch(shelf, "toon", agree, QUICK)


def test_folder_that_cannot_be_made_is_a_setting(make_shelf: MakeShelf, agree: Consent) -> None:
    """A file where the folder should be is told as it is."""
    shelf = make_shelf(BODY)
    shelf.folder.write_text("no folder")
    with pytest.raises(BadSetting, match="cannot be made"):
        fetch(shelf, "toon", agree, QUICK)


def test_unknown_name_names_the_nearest(make_shelf: MakeShelf, agree: Consent) -> None:
    """A misspelt name is answered with the right one."""
    with pytest.raises(WeightsMissing, match="did you mean toon"):
        fetch(make_shelf(BODY), "tone", agree, QUICK)


def test_link_in_the_place_of_a_part_is_not_followed(server: Server, make_shelf: MakeShelf, agree: Consent, tmp_path: Path) -> None:
    """Nobody can have another file overwritten by a link."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", BODY))
    shelf.folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (shelf.folder / "toon.pkl.part").symlink_to(victim)
    with pytest.raises(DownloadFailed, match="cannot be written"):
        fetch(shelf, "toon", agree, QUICK)
    assert victim.read_text() == "precious"
