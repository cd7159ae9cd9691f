"""Downloads over real connections to a server on this machine, with every way they can go wrong."""

from __future__ import annotations

import stat
import threading

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from tests.toontalker.weights.server import Served, Server
from toontalker.errors import DownloadFailed
from toontalker.weights import Consent, Limits, Shelf, Way, fetch

BODY = files.TF_PICKLE
QUICK = Way(Limits(timeout=5, attempts=3))


def _names(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.folder.iterdir()}


@pytest.mark.parametrize("chunked", [False, True])
def test_cut_off_download_goes_on(server: Server, make_shelf: MakeShelf, agree: Consent, chunked: bool) -> None:
    """A connection that ends early is taken up where it ended, on the condition that the file is still the same."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000, 3000], chunked=chunked)))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY
    (_, first), (_, second), (_, third) = server.asked
    assert "Range" not in first
    assert (second["Range"], second["If-Range"]) == ("bytes=4000-", '"one"')
    assert third["Range"] == "bytes=7000-"


def test_later_attempt_goes_on_with_what_is_there(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A half file stays, private, until the next command goes on with it."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000])))
    with pytest.raises(DownloadFailed, match=r"the connection ended after 4,000 of 10,000 bytes"):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    part = shelf.folder / "toon.pkl.part"
    assert part.read_bytes() == BODY[:4000]
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY
    assert server.asked[-1][1]["Range"] == "bytes=4000-"


def test_address_that_is_gone_costs_nothing_of_what_another_sent(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """What came from the first address is still there when it is tried again, though the second one failed."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000])), server.address("/gone"))
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY
    assert server.asked[-1][1]["Range"] == "bytes=4000-"


@pytest.mark.parametrize("start", [0, 4000])
def test_part_that_nobody_asked_for_is_refused(server: Server, make_shelf: MakeShelf, agree: Consent, start: int) -> None:
    """A partial answer to a whole question is not joined to anything."""
    headers = {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY[start:], status=206, headers=headers)))
    with pytest.raises(DownloadFailed, match="does not belong to what was there"):
        fetch(shelf, "toon", agree, QUICK)


@pytest.mark.parametrize("host", ["a" * 70 + ".example.org", "no..example.org"])
def test_host_that_is_none_is_told(make_shelf: MakeShelf, agree: Consent, host: str) -> None:
    """A name that cannot be looked up is a reason, no traceback."""
    with pytest.raises(DownloadFailed, match="cannot be fetched"):
        fetch(make_shelf(BODY, f"https://{host}/toon.pkl"), "toon", agree, QUICK)


def test_server_without_ranges_starts_again(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A server that sends everything again is taken at its word."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000], ranges=False)))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY


@pytest.mark.parametrize("honest", [True, False])
def test_half_of_another_file_is_never_joined(server: Server, make_shelf: MakeShelf, agree_and_pin: Consent, honest: bool) -> None:
    """Where the file changed in between (its ETag did), it is fetched from the beginning, even if the server ignores If-Range."""
    other = files.TF_PICKLE[:200] + bytes(len(BODY) - 200)
    address = server.put("/toon.pkl", Served(other, etag='"old"', cuts=[4000]))
    shelf = make_shelf(BODY, address, sha256=None, bytes=None)
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree_and_pin, Way(Limits(attempts=1)))
    server.put("/toon.pkl", Served(BODY, etag='"new"', honest=honest))
    assert fetch(shelf, "toon", agree_and_pin, QUICK).read_bytes() == BODY


def test_half_without_version_and_hash_is_fetched_anew(server: Server, make_shelf: MakeShelf, agree_and_pin: Consent) -> None:
    """Nobody could tell a mixture of two files, so none is made."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, etag=None, cuts=[4000])), sha256=None, bytes=None)
    assert fetch(shelf, "toon", agree_and_pin, QUICK).read_bytes() == BODY
    assert all("Range" not in headers for _, headers in server.asked)


def test_wrong_half_is_noticed_by_the_hash_and_fetched_anew(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Half a file of somebody else under the same name and version costs one download more, nothing else."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000])))
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    part = shelf.folder / "toon.pkl.part"
    part.write_bytes(BODY[:3000] + bytes(1000))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY


def test_half_that_is_longer_than_the_file_is_dropped(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A server that cannot go on behind its end (416) is asked for everything."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000])), bytes=None)
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    server.put("/toon.pkl", Served(b"", status=416))
    with pytest.raises(DownloadFailed, match="answers 416"):
        fetch(shelf, "toon", agree, QUICK)
    assert "Range" in server.asked[1][1]
    assert "Range" not in server.asked[2][1]


def test_complete_part_is_not_fetched_again(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Only proven: the command may have been stopped between the last byte and the new name."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000])))
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    (shelf.folder / "toon.pkl.part").write_bytes(BODY)
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY
    assert len(server.asked) == 1


def test_file_that_is_wrong_twice_leaves_nothing(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """What went on from an earlier attempt is fetched once more, and no third time."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY[:-1] + b"!", cuts=[4000])))
    with pytest.raises(DownloadFailed):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))
    with pytest.raises(DownloadFailed, match="its sha256 is"):
        fetch(shelf, "toon", agree, QUICK)
    assert len(server.asked) == 3
    assert _names(shelf) == {"lock.toml"}


def test_file_shorter_than_a_page_arrives(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Also where the server does not say how short."""
    short = files.TF_PICKLE[:200]
    shelf = make_shelf(short, server.put("/toon.pkl", Served(short, length=-1)))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == short


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (Served(files.PAGE, headers={"Content-Type": "text/html; charset=utf-8"}), "sends a web page instead"),
        (Served(BODY, headers={"Content-Type": "text/html"}), "sends a web page instead"),
        (Served(b"\n\n" + files.PAGE + bytes(len(BODY) - len(files.PAGE) - 2)), "sends a web page instead"),
        (Served(BODY + b"more"), "offers 10,004 bytes, and the published file has 10,000"),
        (Served(BODY[:-4]), "offers 9,996 bytes, and the published file has 10,000"),
        (Served(BODY, length=9000), "offers 9,000 bytes"),
        (Served(b"", length=0), "offers 0 bytes"),
        (Served(BODY + b"more", length=-1), "sends more than the 10,000 bytes"),
        (Served(BODY[:-4], length=-1), "offers 9,996 bytes"),
        (Served(BODY[:-4], length=-1, ranges=False), "the connection ended after 9,996 of 10,000 bytes"),
        (Served(BODY[:5000], length=len(BODY), ranges=False), "the connection ended after 5,000 of 10,000 bytes"),
        (Served(BODY, headers={"Content-Encoding": "gzip"}), "in another encoding"),
        (Served(BODY, status=503), "answers 503"),
        (Served(b"", status=302, headers={"Location": "http://example.org/toon.pkl"}), "is not https"),
        (Served(b"", status=302, headers={"Location": "ftp://example.org/toon.pkl"}), "is not https"),
        (Served(b"", status=302, headers={"Location": "file:///etc/passwd"}), "not allowed"),
        (Served(b"", status=302, headers={"Location": "/toon.pkl"}), "redirect"),
        (Served(files.TORCH_LEGACY.ljust(len(BODY), b"\0")), "is an old checkpoint of PyTorch, not a pickle of TensorFlow"),
    ],
)
def test_what_a_server_must_not_do(server: Server, make_shelf: MakeShelf, agree: Consent, served: Served, reason: str) -> None:
    """Pages, wrong lengths, other formats and redirects out of https are refused with the reason; no file appears."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", served))
    with pytest.raises(DownloadFailed, match=reason):
        fetch(shelf, "toon", agree, Way(Limits(timeout=5, attempts=2)))
    assert not shelf.original(shelf.manifest.files[0]).exists()


def test_redirect_on_this_machine_is_followed(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Mirrors may send on to where the file is."""
    server.put("/there", BODY)
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(b"", status=302, headers={"Location": "/there"})))
    assert fetch(shelf, "toon", agree, QUICK).read_bytes() == BODY


def test_length_must_be_known_from_somewhere(server: Server, make_shelf: MakeShelf, agree_and_pin: Consent) -> None:
    """Without any length, half a file could not be told from a whole one."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, length=-1)), bytes=None, sha256=None)
    with pytest.raises(DownloadFailed, match="does not say how long the file is"):
        fetch(shelf, "toon", agree_and_pin, QUICK)


def test_too_much_is_not_fetched(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A file of unknown size has a limit, too."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, length=3_000_000_000)), bytes=None)
    with pytest.raises(DownloadFailed, match="3,000,000,000 bytes, more than any"):
        fetch(shelf, "toon", agree, QUICK)


def test_dripping_server_is_left(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A server that sends a byte now and then does not hold the command for ever."""
    done = threading.Event()
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, drip=done)))
    try:
        with pytest.raises(DownloadFailed, match="too slow"):
            fetch(shelf, "toon", agree, Way(Limits(timeout=5, window=0.1, least=5000)))
    finally:
        done.set()


def test_server_that_says_nothing_is_left(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """So does one that takes the request and never answers."""
    done = threading.Event()
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, silent=done)))
    try:
        with pytest.raises(DownloadFailed, match="no answer in time"):
            fetch(shelf, "toon", agree, Way(Limits(timeout=0.2, attempts=2)))
    finally:
        done.set()
    assert len(server.asked) == 2


def test_cut_off_in_pieces_is_told(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A file sent in pieces (chunked) ends with an empty one, or it is cut off."""
    shelf = make_shelf(BODY, server.put("/toon.pkl", Served(BODY, cuts=[4000], chunked=True)), bytes=None, sha256=None)
    with pytest.raises(DownloadFailed, match="the connection ended before the file did"):
        fetch(shelf, "toon", agree, Way(Limits(attempts=1)))


def test_nobody_listens(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """A refused connection is a sentence, no traceback."""
    port = 1  # nobody but root could serve there
    shelf = make_shelf(BODY, f"http://127.0.0.1:{port}/toon.pkl")
    with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1: .*refused"):
        fetch(shelf, "toon", agree, QUICK)


def test_server_without_a_good_certificate_is_refused(server: Server, make_shelf: MakeShelf, agree: Consent) -> None:
    """Whoever does not speak TLS is not asked again without it."""
    server.put("/toon.pkl", BODY)
    shelf = make_shelf(BODY, f"https://127.0.0.1:{server.port}/toon.pkl")
    with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1: .*SSL"):
        fetch(shelf, "toon", agree, QUICK)
    assert not server.asked
