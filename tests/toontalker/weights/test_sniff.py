"""What a file is by its content, for every kind, and for what only looks like one."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toontalker.weights import files
from toontalker.weights import sniff
from toontalker.weights.sniff import sniff_start


def _written(tmp_path: Path, content: bytes, name: str = "model.pth") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.safetensors(), "safetensors"),
        (files.PAGE, "html"),
        (b"\xef\xbb\xbf\n<!-- saved -->\n<HTML><body>", "html"),
        (files.TF_PICKLE, "tf-pickle"),
        (b"\x80\x02cdnnlib.tflib.network\nNetwork\nq\x00)\x81q\x01.", "tf-pickle"),
        (files.torch_zip(), "torch-zip"),
        (files.TORCH_LEGACY, "torch-legacy"),
        (files.torchscript(), "torchscript"),
        (files.DLIB, "dlib"),
        (b"\x08\x08\x12\x07pytorch\x1a\x051.13.:\x90", "onnx"),
        (b"\x08\x07:\xff\x01", "onnx"),
        (b'{\n    "audio": {"sample_rate": 22050}}', "json"),
        (b"BZh91AY&SY\x00\x00\x00\x00", "bz2"),
        (b"", "empty"),
    ],
)
@pytest.mark.parametrize("name", ["model.pth", "model.pkl", "model.safetensors", "model"])
def test_every_kind_is_told_by_its_content_whatever_its_name(tmp_path: Path, content: bytes, kind: str, name: str) -> None:
    """The name of a file changes nothing."""
    assert sniff(_written(tmp_path, content, name)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"just text",
        b"\x89PNG\r\n\x1a\n",
        pickle.dumps({"dnnlib": "dnnlib.tflib.network"}, protocol=4),  # a word is no class
        pickle.dumps(io.BytesIO, protocol=4),
        b"\x80\x04cos\nsystem\n(Vdnnlib.tflib.network\n\x93.",  # another class comes first
        b"\x80\x01cdnnlib.tflib.network\nNetwork\n.",
        b"\x80\x04" + b"(" * 5000 + b"cdnnlib.tflib.network\nNetwork\n.",
        b"\x80\x04I" + b"9" * 60_000 + b"\n",
        b"\x80\x04S'\\q\\N'\n.",
        b"\x80",
        b"PK\x03\x04 and no more",
        files.zipped({"a/b.txt": b"x"}),
        files.zipped({"model/data.pkl": b"x", "other/data.pkl": b"y"}),
        files.zipped({"word/document.xml": b"<xml/>"}),
        files.zipped({}),
    ],
)
def test_what_is_none_of_them_is_unknown(tmp_path: Path, content: bytes) -> None:
    """Other files, other pickles and other zips are not taken for weights."""
    assert sniff(_written(tmp_path, content)) == "unknown"


def test_truncated_zip_is_unknown(tmp_path: Path) -> None:
    """The end of a zip says what is in it; without it, it is nothing."""
    assert sniff(_written(tmp_path, files.torch_zip()[:-60])) == "unknown"


def test_zip_bomb_is_unknown(tmp_path: Path) -> None:
    """A checkpoint that claims to hold far more than it has is refused from its table of contents."""
    bomb = files.zipped({"model/data.pkl": b"x", "model/data/0": bytes(70_000_000)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1 << 18
    assert sniff(_written(tmp_path, bomb)) == "unknown"


def test_zip_with_an_endless_table_is_not_read(tmp_path: Path) -> None:
    """A table of contents of a gigabyte is not read into memory."""
    content = bytearray(files.torch_zip())
    end = content.rindex(b"PK\x05\x06")
    path = _written(tmp_path, bytes(content[:end]))
    with path.open("r+b") as file:
        file.truncate(1 << 30)  # a hole: it costs no disk
        file.seek(0, 2)
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 1 << 30, 0, 0))
    assert sniff(path) == "unknown"


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    """A pickle that would make a file when it is loaded makes none when it is looked at."""
    marker = tmp_path / "marker"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (marker,)  # type: ignore[return-value]  # what pickle calls at loading

    for protocol in range(6):
        assert sniff(_written(tmp_path, pickle.dumps(Trap(), protocol=protocol))) == "unknown"
    assert not marker.exists()
    pickle.loads(pickle.dumps(Trap()))  # noqa: S301  # shows that the trap works
    assert marker.exists()


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x80\x02", b"\x80\x04", b"\x80\x05\x95", b"PK\x03\x04", b"<", b"\x01\x01\x81"]))
def test_no_content_is_too_strange(rest: bytes, start: bytes) -> None:
    """Whatever the bytes, there is an answer."""
    assert isinstance(sniff_start(start + rest), str)


def test_missing_file_is_an_os_error(tmp_path: Path) -> None:
    """The caller knows best what to say of a file that is not there."""
    with pytest.raises(FileNotFoundError):
        sniff(tmp_path / "none")
